# Two who type the same have no conflict (F19).
lin is a manager
mei is a manager
lin creates customer 测试客户00001
mei is offline
lin sets credit_limit of customer 测试客户00001 to 500000.00
mei sets credit_limit of customer 测试客户00001 to 500000.00
mei syncs
mei has no conflict
lin has no conflict
everybody sees the same
