# An edit of an approved order is refused, and what was typed on top of it with it (F2).
lin is a clerk
mei is a reviewer
lin creates customer 测试客户00001
lin creates order 甲 with customer 测试客户00001, lane_from 上海, lane_to 深圳
lin changes order 甲: pickup_from 2026-10-01T01:00:00Z, pickup_to 2026-10-01T02:00:00Z
lin changes order 甲: delivery_from 2026-10-02T01:00:00Z, delivery_to 2026-10-02T02:00:00Z
lin creates order_line 纸箱 with order 甲, pieces 5, weight_g 1000
lin submits order 甲
lin is offline
lin sets lane_to of order 甲 to 广州
lin sets lane_to of order 甲 to 佛山
lin sees lane_to of order 甲 as 佛山
mei approves order 甲
lin syncs
lin sees lane_to of order 甲 as 深圳
lin sees status of order 甲 as reviewed
attention of lin: approved_since
lin resends order 甲 but is refused: cannot_resend
lin discards order 甲
attention of lin: nothing
everybody sees the same
