# Two set one credit limit; the one who came second decides for the other's figure.
lin is a manager
mei is a manager
lin creates customer 测试客户00001
mei is offline
lin sets credit_limit of customer 测试客户00001 to 500000.00
mei sets credit_limit of customer 测试客户00001 to 300000.00
mei sees credit_limit of customer 测试客户00001 as 300000.00
mei syncs
mei sees credit_limit of customer 测试客户00001 as 500000.00
mei has a conflict about credit_limit of customer 测试客户00001: mine 300000.00, theirs 500000.00
mei is online
mei resolves credit_limit of customer 测试客户00001 with theirs
lin sees credit_limit of customer 测试客户00001 as 500000.00
lin has no conflict
mei has no conflict
everybody sees the same
