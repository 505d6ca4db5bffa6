# What one has typed stays on the screen until head office has said something else, also over a
# power failure and while others write (F11).
lin is a clerk
mei is a clerk
lin creates customer 测试客户00001
lin is offline
lin sets needs of customer 测试客户00001 to 冷链
power fails at lin
lin sees needs of customer 测试客户00001 as 冷链
lin has 1 waiting
mei sets short_name of customer 测试客户00001 to 鑫达
lin syncs
lin sees needs of customer 测试客户00001 as 冷链
lin sees short_name of customer 测试客户00001 as 鑫达
lin has nothing waiting
power fails at head office
mei sees needs of customer 测试客户00001 as 冷链
everybody sees the same
