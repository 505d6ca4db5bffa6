# An order for a shared customer that was typed while its branch was offline is taken although the
# share was taken back meanwhile: its author saw the customer. Later ones are refused.
lin is a manager
bea is a clerk in BEI
lin creates customer 测试客户00001
lin creates customer 测试客户00002
lin creates customer_share 一 with customer 测试客户00001, shared_with BEI
lin creates customer_share 二 with customer 测试客户00002, shared_with BEI
bea sees customer 测试客户00001
bea is offline
bea creates order 甲 with customer 测试客户00001, lane_from 北京, lane_to 上海
1 minute pass
lin deletes customer_share 一
lin deletes customer_share 二
1 minute pass
bea creates order 乙 with customer 测试客户00002, lane_from 北京, lane_to 广州
bea syncs
attention of bea: reference
bea sees no customer 测试客户00001
lin sees lane_from of order 甲 as 北京
bea sees lane_from of order 甲 as 北京
bea sees no customer 测试客户00002
everybody sees the same
