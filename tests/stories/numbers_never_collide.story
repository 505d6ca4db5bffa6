# Numbers are given at the desk, without asking anybody, and no two are the same.
lin is a clerk
mei is a clerk
lin creates customer 测试客户00001
lin is offline
mei is offline
lin creates order 甲 with customer 测试客户00001
mei creates order 乙 with customer 测试客户00001
lin creates order 丙 with customer 测试客户00001
mei creates order 丁 with customer 测试客户00001
lin sees number of order 甲 like SHA-2609-*-00002
mei sees number of order 乙 like SHA-2609-*-00001
everybody syncs
all numbers of order differ
everybody sees the same
