# wrong at 3: who is mei?
lin is a clerk
mei creates customer 测试客户00001
