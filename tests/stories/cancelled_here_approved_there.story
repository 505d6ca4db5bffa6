# Cancelled here and approved there: whichever reaches head office first stands, the other one is
# told and shown why.
lin is a clerk
mei is a reviewer
lin creates customer 测试客户00001
lin creates order 甲 with customer 测试客户00001, lane_from 上海, lane_to 深圳
lin changes order 甲: pickup_from 2026-10-01T01:00:00Z, pickup_to 2026-10-01T02:00:00Z
lin changes order 甲: delivery_from 2026-10-02T01:00:00Z, delivery_to 2026-10-02T02:00:00Z
lin creates order_line 纸箱 with order 甲, pieces 5, weight_g 1000
lin submits order 甲
lin is offline
mei is offline
lin cancels order 甲 because 客户撤单
mei approves order 甲
mei syncs
lin syncs
mei syncs
lin sees status of order 甲 as reviewed
lin sees cancel_reason of order 甲 as nothing
attention of lin: illegal_step
mei sees status of order 甲 as reviewed
attention of mei: nothing
everybody sees the same
