# What was typed about a customer that was handed over meanwhile is put before the branch that has it
# now; a step or a delete of that time is refused, and kept for its author.
lin is a manager
bea is a manager in BEI
hanna is a headquarters
lin creates customer 测试客户00001 with needs 冷链
lin creates customer 测试客户00002 with needs 冷链
lin is offline
lin sets needs of customer 测试客户00001 to 常温
lin deletes customer 测试客户00002
hanna sets branch of customer 测试客户00001 to BEI
hanna sets branch of customer 测试客户00002 to BEI
lin sees needs of customer 测试客户00001 as 常温
lin syncs
lin sees no customer 测试客户00001
bea sees customer 测试客户00002
attention of lin: right
bea sees needs of customer 测试客户00001 as 冷链
bea has a conflict about needs of customer 测试客户00001: proposed 常温, theirs 冷链
bea resolves needs of customer 测试客户00001 with 常温
bea has no conflict
hanna sees needs of customer 测试客户00001 as 常温
everybody sees the same
