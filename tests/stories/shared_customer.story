# A manager shares a customer with another branch, which then sees it with all that belongs to it and
# takes orders of it; taken back, it goes there again, and what was made meanwhile stays.
lin is a manager
bea is a clerk in BEI
lin creates customer 测试客户00001 with needs 冷链
lin creates contact 王经理 with customer 测试客户00001
lin creates order 甲 with customer 测试客户00001, lane_from 上海, lane_to 深圳
bea sees no customer 测试客户00001
lin creates customer_share 共享 with customer 测试客户00001, shared_with BEI
bea sees needs of customer 测试客户00001 as 冷链
bea sees contact 王经理
bea sees lane_to of order 甲 as 深圳
lin sets needs of customer 测试客户00001 to 常温
bea sees needs of customer 测试客户00001 as 常温
bea sets needs of customer 测试客户00001 to 冷藏 but is refused: right
bea creates order 乙 with customer 测试客户00001, lane_from 北京, lane_to 上海
lin sees lane_from of order 乙 as 北京
lin deletes customer_share 共享
bea sees no customer 测试客户00001
bea sees no contact 王经理
bea sees no order 甲
bea sees customer of order 乙 as 测试客户00001
everybody sees the same
