# Undone before anybody heard of it: as if it had never been (F13).
lin is a clerk
mei is a clerk
lin creates customer 测试客户00001
lin is offline
lin sets needs of customer 测试客户00001 to 冷链
lin sets needs of customer 测试客户00001 to 常温
lin undoes
lin sees needs of customer 测试客户00001 as 冷链
lin undoes
lin sees needs of customer 测试客户00001 as nothing
lin has nothing waiting
lin undoes
lin sees no customer 测试客户00001
lin redoes
lin sees customer 测试客户00001
lin syncs
mei sees needs of customer 测试客户00001 as nothing
everybody sees the same
