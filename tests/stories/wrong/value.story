# wrong at 5: lin sees 冷链
lin is a clerk
lin creates customer 测试客户00001 with needs 冷链
lin sees needs of customer 测试客户00001 as 冷链
lin sees needs of customer 测试客户00001 as 常温
