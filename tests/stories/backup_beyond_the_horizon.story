# A laptop is put back to a disk from before the horizon: it knows nothing of what it did since, and
# has all of it again; a group that it sends once more is not taken twice.
lin is a manager
mei is a manager
lin creates customer 测试客户00001 with needs 冷链
lin makes a backup
lin sets needs of customer 测试客户00001 to 常温
lin creates order 甲 with customer 测试客户00001
mei sets short_name of customer 测试客户00001 to 短名
mei is offline
mei creates order 乙 with customer 测试客户00001
head office archives its log
lin creates order 丙 with customer 测试客户00001
head office archives its log
lin goes back to the backup
mei is online
lin sees needs of customer 测试客户00001 as 常温
lin sees short_name of customer 测试客户00001 as 短名
lin sees order 甲
lin sees order 乙
mei sees order 丙
all numbers of order differ
everybody sees the same
