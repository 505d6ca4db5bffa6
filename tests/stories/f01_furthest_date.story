# The last verification stands, and goes back only by one who has seen it (F1.4).
lin is a manager
mei is a manager
lin creates customer 测试客户00001
lin sets verified_on of customer 测试客户00001 to 2026-09-01
mei is offline
mei sets verified_on of customer 测试客户00001 to 2026-09-10
lin sets verified_on of customer 测试客户00001 to 2026-09-05
mei syncs
lin sees verified_on of customer 测试客户00001 as 2026-09-10
mei is offline
mei sets verified_on of customer 测试客户00001 to 2026-09-12
mei sets verified_on of customer 测试客户00001 to 2026-09-02
lin sets verified_on of customer 测试客户00001 to 2026-09-15
mei syncs
lin sees verified_on of customer 测试客户00001 as 2026-09-15
attention of mei: changed_since_seen
mei is online
mei discards customer 测试客户00001
lin sets verified_on of customer 测试客户00001 to 2026-09-03
mei sees verified_on of customer 测试客户00001 as 2026-09-03
lin sets verified_on of customer 测试客户00001 to 2027-01-01 but is refused: limit
everybody sees the same
