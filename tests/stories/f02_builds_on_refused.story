# What builds on something refused is refused with it, and sent again with it (F2).
lin is a clerk
mei is a manager
lin creates customer 测试客户00001
lin is offline
lin creates contract 年框 with customer 测试客户00001
lin sets title of contract 年框 to 年度框架
mei blocks customer 测试客户00001
mei unblocks customer 测试客户00001
lin syncs
attention of lin: nothing
lin is offline
lin creates order 甲 with customer 测试客户00001, lane_from 上海
lin sets lane_to of order 甲 to 深圳
lin has 2 waiting
lin syncs
lin has nothing waiting
mei sees lane_to of order 甲 as 深圳
everybody sees the same
