# Two desks type different fields of one customer: both stand, nobody is asked anything.
lin is a clerk
mei is a clerk
lin creates customer 测试客户00001
lin is offline
mei is offline
lin sets needs of customer 测试客户00001 to 冷链
mei sets short_name of customer 测试客户00001 to 鑫达
everybody syncs
lin sees short_name of customer 测试客户00001 as 鑫达
mei sees needs of customer 测试客户00001 as 冷链
lin has no conflict
mei has no conflict
everybody sees the same
