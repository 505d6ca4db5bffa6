# A laptop put back to yesterday's disk goes on as a new copy: nothing is lost, nothing is doubled,
# and no two orders have one number (F3, F17).
lin is a clerk
mei is a manager
lin creates customer 测试客户00001
lin creates order 甲 with customer 测试客户00001
lin makes a backup
lin is offline
lin creates order 乙 with customer 测试客户00001
lin is online
lin is offline
lin is online
lin is offline
lin goes back to the backup
lin sees no order 乙
lin creates order 丙 with customer 测试客户00001
lin sees number of order 丙 like SHA-2609-*-00003
lin is online
lin sees order 乙
mei sees number of order 丙 like SHA-2609-H0-00001
all numbers of order differ
lin creates order 丁 with customer 测试客户00001
all numbers of order differ
everybody sees the same
