# A laptop that was away while head office archived its log loads everything anew. What was typed on
# it is judged as ever; what was deleted for good meanwhile is gone, and the author is told.
lin is a manager
mei is a manager
lin creates customer 测试客户00001 with needs 冷链
lin creates customer 测试客户00002 with needs 冷链
lin creates customer 测试客户00003 with needs 冷链
lin creates order 甲 with customer 测试客户00001
lin is offline
lin sets short_name of customer 测试客户00001 to 短名
lin sets needs of customer 测试客户00002 to 常温
lin creates order 乙 with customer 测试客户00001
mei sets needs of customer 测试客户00001 to 常温
mei sets short_name of customer 测试客户00001 to 他名
mei sets lane_to of order 甲 to 深圳
mei deletes customer 测试客户00002
mei deletes customer 测试客户00003
mei creates customer 测试客户00004
head office archives its log
lin sees needs of customer 测试客户00001 as 冷链
lin sees needs of customer 测试客户00002 as 常温
lin has 3 waiting
lin is online
lin has nothing waiting
lin sees needs of customer 测试客户00001 as 常温
lin sees lane_to of order 甲 as 深圳
lin sees no customer 测试客户00003
lin sees customer 测试客户00004
mei sees order 乙
mei reads that short_name 短名 of customer 测试客户00001 lost: later_won
attention of lin: row_gone
mei sets needs of customer 测试客户00001 to 冷链
lin sees needs of customer 测试客户00001 as 冷链
everybody sees the same
