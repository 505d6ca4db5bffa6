# Two correct one quantity of an approved order: both corrections count (F1.3, F19).
lin is a manager
mei is a reviewer
tao is a manager
lin creates customer 测试客户00001
lin creates order 甲 with customer 测试客户00001, lane_from 上海, lane_to 深圳
lin changes order 甲: pickup_from 2026-10-01T01:00:00Z, pickup_to 2026-10-01T02:00:00Z
lin changes order 甲: delivery_from 2026-10-02T01:00:00Z, delivery_to 2026-10-02T02:00:00Z
lin creates order_line 纸箱 with order 甲, pieces 5, weight_g 1000
lin submits order 甲
mei approves order 甲
tao is offline
tao adds 2 to pieces of order_line 纸箱
lin adds 2 to pieces of order_line 纸箱
tao syncs
lin sees pieces of order_line 纸箱 as 9
tao sees pieces of order_line 纸箱 as 9
tao has no conflict
everybody sees the same
