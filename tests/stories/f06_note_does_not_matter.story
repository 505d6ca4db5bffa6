# Only what an approval stands for can stop it: a tag does not, a cargo does (F6).
lin is a clerk
mei is a reviewer
lin creates customer 测试客户00001
lin creates order 甲 with customer 测试客户00001, lane_from 上海, lane_to 深圳
lin changes order 甲: pickup_from 2026-10-01T01:00:00Z, pickup_to 2026-10-01T02:00:00Z
lin changes order 甲: delivery_from 2026-10-02T01:00:00Z, delivery_to 2026-10-02T02:00:00Z
lin creates order_line 纸箱 with order 甲, pieces 5, weight_g 1000
lin submits order 甲
mei is offline
mei approves order 甲
lin adds 加急 to tags of order 甲
mei syncs
lin sees status of order 甲 as reviewed
lin sees tags of order 甲 as 加急
attention of mei: nothing
everybody sees the same
