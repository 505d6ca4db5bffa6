# A role that was taken away while the desk was offline takes with it what it showed; given back, it
# brings everything again.
max is a manager
lin is a manager
max creates customer 测试客户00001 with credit_limit 1000.00, needs 冷链
max creates order 甲 with customer 测试客户00001, lane_from 上海, lane_to 深圳, agreed_price 10.00
lin sees credit_limit of customer 测试客户00001 as 1000.00
lin is offline
lin becomes a warehouse
lin sees credit_limit of customer 测试客户00001 as 1000.00
lin syncs
lin sees no customer 测试客户00001
lin sees lane_to of order 甲 as 深圳
lin sees agreed_price of order 甲 as hidden
max sets credit_limit of customer 测试客户00001 to 2000.00
lin becomes a manager
lin syncs
lin sees credit_limit of customer 测试客户00001 as 2000.00
lin sees agreed_price of order 甲 as 10.00
lin is online
everybody sees the same
