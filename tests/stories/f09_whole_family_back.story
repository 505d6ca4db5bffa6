# Deleted were the order and then its customer; an edit of a line brings all of it back (F9.2).
lin is a clerk
mei is a clerk
lin creates customer 测试客户00001
lin creates order 甲 with customer 测试客户00001
lin creates order_line 纸箱 with order 甲, pieces 5, weight_g 1000
mei is offline
mei sets pieces of order_line 纸箱 to 6
lin deletes customer 测试客户00001 but is refused: referenced
lin deletes order 甲
lin deletes customer 测试客户00001
lin sees no customer 测试客户00001
mei syncs
lin sees pieces of order_line 纸箱 as 6
lin sees customer of order 甲 as 测试客户00001
lin sees customer 测试客户00001
lin has a conflict about deleting order 甲
lin has a conflict about deleting customer 测试客户00001
everybody sees the same
