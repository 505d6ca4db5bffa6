# A tag put on by one and taken off by another who has seen it: gone; put on again unseen: there (F18).
lin is a clerk
mei is a clerk
lin creates customer 测试客户00001
lin adds 重点 to tags of customer 测试客户00001
mei removes 重点 from tags of customer 测试客户00001
lin sees tags of customer 测试客户00001 as nothing
lin adds 重点 to tags of customer 测试客户00001
mei is offline
mei removes 重点 from tags of customer 测试客户00001
lin removes 重点 from tags of customer 测试客户00001
lin adds 重点 to tags of customer 测试客户00001
mei syncs
lin sees tags of customer 测试客户00001 as 重点
mei sees tags of customer 测试客户00001 as 重点
everybody sees the same
