# A price and a line typed before the approval, arriving after it, do not come into the approved
# order (F5).
lin is a clerk
mei is a reviewer
tao is a clerk
lin creates customer 测试客户00001
lin creates order 甲 with customer 测试客户00001, lane_from 上海, lane_to 深圳, agreed_price 10.00
lin changes order 甲: pickup_from 2026-10-01T01:00:00Z, pickup_to 2026-10-01T02:00:00Z
lin changes order 甲: delivery_from 2026-10-02T01:00:00Z, delivery_to 2026-10-02T02:00:00Z
lin creates order_line 纸箱 with order 甲, pieces 5, weight_g 1000
lin submits order 甲
tao is offline
tao sets agreed_price of order 甲 to 12.00
tao creates order_line 木箱 with order 甲, pieces 1, weight_g 500
mei approves order 甲
tao syncs
mei sees agreed_price of order 甲 as 10.00
mei sees no order_line 木箱
attention of tao: approved_since, approved_since
everybody sees the same
