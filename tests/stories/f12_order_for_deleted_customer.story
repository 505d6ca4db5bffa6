# A new order for a customer whom somebody else has deleted meanwhile keeps both (F12).
lin is a clerk
mei is a clerk
lin creates customer 测试客户00001
mei is offline
mei creates order 甲 with customer 测试客户00001
lin deletes customer 测试客户00001
mei syncs
mei sees customer of order 甲 as 测试客户00001
mei sees customer 测试客户00001
lin sees customer 测试客户00001
lin sees customer of order 甲 as 测试客户00001
lin has a conflict about deleting customer 测试客户00001
everybody sees the same
