# A label that somebody else put on is not taken off by one who has not seen that (F1.1).
lin is a manager
mei is a manager
lin creates customer 测试客户00001
mei is offline
mei adds 重点 to tags of customer 测试客户00001
mei removes 重点 from tags of customer 测试客户00001
lin adds 重点 to tags of customer 测试客户00001
mei syncs
lin sees tags of customer 测试客户00001 as 重点
mei sees tags of customer 测试客户00001 as 重点
everybody sees the same
