# The order stays with the branch that has it when its customer goes to another one, and shows whose
# it is; the other branch sees it with its customer.
lin is a clerk
bea is a clerk in BEI
hanna is a headquarters
lin creates customer 测试客户00001 with needs 冷链
lin creates order 甲 with customer 测试客户00001, lane_from 上海, lane_to 深圳
hanna sets branch of customer 测试客户00001 to BEI
lin sees no customer 测试客户00001
lin sees customer of order 甲 as 测试客户00001
lin sets lane_to of order 甲 to 广州
bea sees lane_to of order 甲 as 广州
everybody sees the same
