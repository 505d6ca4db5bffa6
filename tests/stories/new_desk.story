# A new desk catches up from nothing and may then do everything.
lin is a manager
lin creates customer 测试客户00001 with needs 冷链
lin sets needs of customer 测试客户00001 to 常温
lin creates customer 测试客户00002
lin deletes customer 测试客户00002
lin creates order 甲 with customer 测试客户00001
mei is a manager
mei sees needs of customer 测试客户00001 as 常温
mei sees no customer 测试客户00002
mei sees customer of order 甲 as 测试客户00001
mei sets needs of customer 测试客户00001 to 冷链
lin sees needs of customer 测试客户00001 as 冷链
tao is a warehouse
tao sees lane_from of order 甲 as nothing
tao sees agreed_price of order 甲 as hidden
everybody sees the same
