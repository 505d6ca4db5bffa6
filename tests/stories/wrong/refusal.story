# wrong at 4: nobody refused it
lin is a clerk
lin creates customer 测试客户00001
lin sets needs of customer 测试客户00001 to 冷链 but is refused: right
