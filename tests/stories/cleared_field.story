# A field that was cleared stays cleared, also when the desk has been restarted before it could say
# so, and when something after it was refused.
lin is a clerk
mei is a clerk
lin creates customer 测试客户00001 with needs 冷链, short_name 鑫达
lin is offline
lin sets needs of customer 测试客户00001 to nothing
power fails at lin
lin sees needs of customer 测试客户00001 as nothing
mei sets short_name of customer 测试客户00001 to 北方
lin deletes customer 测试客户00001
lin undoes
lin sees needs of customer 测试客户00001 as nothing
lin syncs
mei sees needs of customer 测试客户00001 as nothing
lin sees short_name of customer 测试客户00001 as 北方
everybody sees the same
