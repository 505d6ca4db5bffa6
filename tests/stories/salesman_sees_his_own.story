# A salesman has the customers that are his, wherever they come from, and loses them with them.
max is a manager
sam is a sales
max creates customer 测试客户00001 with needs 冷链
max creates customer 测试客户00002
max sets owner of customer 测试客户00001 to sam
sam sees needs of customer 测试客户00001 as 冷链
sam sees no customer 测试客户00002
sam creates contact 王经理 with customer 测试客户00001
max sees contact 王经理
max sets owner of customer 测试客户00002 to sam
max sets owner of customer 测试客户00001 to max
sam sees no customer 测试客户00001
sam sees no contact 王经理
sam sees customer 测试客户00002
everybody sees the same
