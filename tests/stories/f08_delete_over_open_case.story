# A customer is not deleted over a figure that waits for a decision and that the deleter has not
# seen (F8).
lin is a manager
mei is a manager
tao is a manager
lin creates customer 测试客户00001
mei is offline
tao is offline
lin sets credit_limit of customer 测试客户00001 to 100000.00
tao syncs
mei sets credit_limit of customer 测试客户00001 to 200000.00
mei syncs
tao deletes customer 测试客户00001
tao syncs
lin sees credit_limit of customer 测试客户00001 as 100000.00
tao has a conflict about deleting customer 测试客户00001
tao is online
tao keeps customer 测试客户00001
lin has a conflict about credit_limit of customer 测试客户00001: proposed 200000.00, theirs 100000.00
lin resolves credit_limit of customer 测试客户00001 with theirs
lin has no conflict
everybody syncs
everybody sees the same
