# A new line of a deleted order brings it back, with its other lines; a delete of an order with a
# line that the deleter has not seen does nothing (F9).
lin is a clerk
mei is a clerk
lin creates customer 测试客户00001
lin creates order 甲 with customer 测试客户00001
lin creates order_line 纸箱 with order 甲, pieces 5, weight_g 1000
lin creates order 乙 with customer 测试客户00001
mei is offline
mei creates order_line 木箱 with order 甲, pieces 2, weight_g 500
lin deletes order 甲
mei deletes order 乙
lin creates order_line 桶 with order 乙, pieces 3, weight_g 700
mei syncs
lin sees cargo of order_line 纸箱 as 纸箱
lin sees order of order_line 木箱 as 甲
lin has a conflict about deleting order 甲
lin sees order 乙
lin sees pieces of order_line 桶 as 3
mei has a conflict about deleting order 乙
mei is online
lin keeps order 甲
mei keeps order 乙
lin has no conflict
everybody sees the same
