# Two decide the same question: the second one hears that it is settled, his answer is kept (F4.2).
lin is a manager
mei is a manager
lin creates customer 测试客户00001
mei is offline
lin sets credit_limit of customer 测试客户00001 to 100000.00
mei sets credit_limit of customer 测试客户00001 to 200000.00
mei syncs
mei has a conflict about credit_limit of customer 测试客户00001: mine 200000.00, theirs 100000.00
mei resolves credit_limit of customer 测试客户00001 with 500000.00
lin resolves credit_limit of customer 测试客户00001 with theirs
mei syncs
lin sees credit_limit of customer 测试客户00001 as 100000.00
lin has no conflict
mei reads that credit_limit 500000.00 of customer 测试客户00001 lost: already_resolved
everybody sees the same
