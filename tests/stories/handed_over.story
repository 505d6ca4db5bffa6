# A customer is handed to the other branch: it comes there whole, with its contacts, and is gone
# here; who works for both sees it all the time.
lin is a clerk
bea is a clerk in BEI
hanna is a headquarters
lin creates customer 测试客户00001 with needs 冷链
lin creates contact 王经理 with customer 测试客户00001
bea sees no customer 测试客户00001
hanna sets branch of customer 测试客户00001 to BEI
lin sees no customer 测试客户00001
lin sees no contact 王经理
bea sees needs of customer 测试客户00001 as 冷链
bea sees contact 王经理
bea sets needs of customer 测试客户00001 to 常温
hanna sees needs of customer 测试客户00001 as 常温
hanna sets branch of customer 测试客户00001 to SHA
lin sees needs of customer 测试客户00001 as 常温
bea sees no customer 测试客户00001
everybody sees the same
