# Whoever deletes an order and then its customer has done two things that belong together: when the
# first cannot be, the second is not either (F10).
lin is a clerk
mei is a clerk
lin creates customer 测试客户00001
lin creates order 甲 with customer 测试客户00001, lane_from 上海, lane_to 深圳
lin changes order 甲: pickup_from 2026-10-01T01:00:00Z, pickup_to 2026-10-01T02:00:00Z
lin changes order 甲: delivery_from 2026-10-02T01:00:00Z, delivery_to 2026-10-02T02:00:00Z
lin creates order_line 纸箱 with order 甲, pieces 5, weight_g 1000
mei is offline
mei deletes order 甲
mei deletes customer 测试客户00001
mei sees no customer 测试客户00001
lin submits order 甲
mei syncs
lin sees status of order 甲 as submitted
lin sees customer 测试客户00001
mei sees customer 测试客户00001
everybody sees the same
