# An approval over a return that the approver has not read is refused, though the order looks the
# same again (F7).
lin is a clerk
mei is a reviewer
tao is a manager
lin creates customer 测试客户00001
lin creates order 甲 with customer 测试客户00001, lane_from 上海, lane_to 深圳
lin changes order 甲: pickup_from 2026-10-01T01:00:00Z, pickup_to 2026-10-01T02:00:00Z
lin changes order 甲: delivery_from 2026-10-02T01:00:00Z, delivery_to 2026-10-02T02:00:00Z
lin creates order_line 纸箱 with order 甲, pieces 5, weight_g 1000
lin submits order 甲
mei is offline
mei approves order 甲
tao returns order 甲 because 价格未谈妥
lin submits order 甲
mei syncs
tao sees status of order 甲 as submitted
attention of mei: changed_since_seen
mei is online
mei discards order 甲
mei approves order 甲
tao sees status of order 甲 as reviewed
everybody sees the same
