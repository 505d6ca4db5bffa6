# Start and end of a window, moved by two people, do not make a window that ends before it starts:
# what came second is put before a person (F19).
lin is a clerk
mei is a clerk
lin creates customer 测试客户00001
lin creates order 甲 with customer 测试客户00001, lane_from 上海, lane_to 深圳
lin changes order 甲: pickup_from 2026-10-01T01:00:00Z, pickup_to 2026-10-01T02:00:00Z
lin changes order 甲: delivery_from 2026-10-05T01:00:00Z, delivery_to 2026-10-05T02:00:00Z
lin creates order_line 纸箱 with order 甲, pieces 5, weight_g 1000
lin submits order 甲
mei is offline
mei changes order 甲: pickup_from 2026-10-04T01:00:00Z, pickup_to 2026-10-04T02:00:00Z
lin changes order 甲: delivery_from 2026-10-03T01:00:00Z, delivery_to 2026-10-03T02:00:00Z
mei syncs
lin sees pickup_from of order 甲 as 2026-10-01T01:00:00.000Z
lin sees delivery_to of order 甲 as 2026-10-03T02:00:00.000Z
mei has a conflict about pickup_from of order 甲: mine 2026-10-04T01:00:00.000Z, theirs 2026-10-01T01:00:00.000Z
everybody sees the same
