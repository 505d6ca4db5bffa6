# What was typed about a customer that was handed over meanwhile is refused, and kept for its author.
lin is a clerk
bea is a clerk in BEI
hanna is a headquarters
lin creates customer 测试客户00001 with needs 冷链
lin is offline
lin sets needs of customer 测试客户00001 to 常温
hanna sets branch of customer 测试客户00001 to BEI
lin sees needs of customer 测试客户00001 as 常温
lin syncs
lin sees no customer 测试客户00001
attention of lin: right
bea sees needs of customer 测试客户00001 as 冷链
everybody sees the same
