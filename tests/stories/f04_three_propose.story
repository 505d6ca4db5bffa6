# Three set one credit limit without seeing each other: every figure stays until somebody has seen
# it and decides (F4.1).
lin is a manager
mei is a manager
tao is a finance
lin creates customer 测试客户00001
mei is offline
tao is offline
lin sets credit_limit of customer 测试客户00001 to 100000.00
mei sets credit_limit of customer 测试客户00001 to 200000.00
tao sets credit_limit of customer 测试客户00001 to 300000.00
mei syncs
tao syncs
lin sees credit_limit of customer 测试客户00001 as 100000.00
mei is online
mei has a conflict about credit_limit of customer 测试客户00001: mine 200000.00, proposed 300000.00, theirs 100000.00
mei resolves credit_limit of customer 测试客户00001 with mine
tao syncs
tao sees credit_limit of customer 测试客户00001 as 200000.00
tao has no conflict
everybody syncs
everybody sees the same
