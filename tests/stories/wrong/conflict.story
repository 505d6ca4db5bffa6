# wrong at 9: it is about mine 2.00, theirs 1.00
lin is a manager
mei is a manager
lin creates customer 测试客户00001
mei is offline
lin sets credit_limit of customer 测试客户00001 to 1.00
mei sets credit_limit of customer 测试客户00001 to 2.00
mei syncs
mei has a conflict about credit_limit of customer 测试客户00001: mine 1.00, theirs 2.00
