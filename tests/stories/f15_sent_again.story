# What was refused is sent again as it was, once the reason has gone; what one has typed anew since
# is left as it is (F15).
lin is a clerk
mei is a manager
lin creates customer 测试客户00001
mei sets credit_limit of customer 测试客户00001 to 10.00
lin creates order 甲 with customer 测试客户00001, lane_from 上海, lane_to 深圳, agreed_price 50.00
lin changes order 甲: pickup_from 2026-10-01T01:00:00Z, pickup_to 2026-10-01T02:00:00Z
lin changes order 甲: delivery_from 2026-10-02T01:00:00Z, delivery_to 2026-10-02T02:00:00Z
lin creates order_line 纸箱 with order 甲, pieces 5, weight_g 1000
lin submits order 甲
mei approves order 甲
attention of mei: guard
mei sees status of order 甲 as submitted
mei sets credit_limit of customer 测试客户00001 to 100.00
mei resends order 甲
attention of mei: nothing
lin sees status of order 甲 as reviewed
everybody sees the same
