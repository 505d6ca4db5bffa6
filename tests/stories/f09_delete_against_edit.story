# An edit brings a deleted order back with everything that went with it; its deleter is asked (F9.1).
lin is a clerk
mei is a clerk
lin creates customer 测试客户00001
lin creates order 甲 with customer 测试客户00001
lin creates order_line 纸箱 with order 甲, pieces 5, weight_g 1000
mei is offline
mei sets lane_to of order 甲 to 深圳
lin deletes order 甲
lin sees no order_line 纸箱
mei syncs
lin sees lane_to of order 甲 as 深圳
lin sees pieces of order_line 纸箱 as 5
lin has a conflict about deleting order 甲
mei is online
lin deletes order 甲 again
mei sees no order 甲
mei has no conflict
everybody sees the same
