# One change among many is refused; it blocks nothing but what builds on it.
lin is a clerk
mei is a reviewer
lin creates customer 测试客户00001
lin creates order 甲 with customer 测试客户00001, lane_from 上海, lane_to 深圳
lin changes order 甲: pickup_from 2026-10-01T01:00:00Z, pickup_to 2026-10-01T02:00:00Z
lin changes order 甲: delivery_from 2026-10-02T01:00:00Z, delivery_to 2026-10-02T02:00:00Z
lin creates order_line 纸箱 with order 甲, pieces 5, weight_g 1000
lin submits order 甲
lin is offline
lin sets needs of customer 测试客户00001 to 冷链
lin sets lane_to of order 甲 to 广州
lin creates customer 测试客户00002
lin creates order 乙 with customer 测试客户00002
lin sets lane_to of order 甲 to 佛山
lin creates order 丙 with customer 测试客户00001
mei approves order 甲
lin has 6 waiting
lin syncs
lin has nothing waiting
attention of lin: approved_since
mei sees needs of customer 测试客户00001 as 冷链
mei sees lane_to of order 甲 as 深圳
mei sees customer of order 乙 as 测试客户00002
mei sees customer of order 丙 as 测试客户00001
everybody sees the same
