# A clock that is wrong by days, in either direction, wins nothing and loses nothing (F16).
lin is a clerk
mei is a clerk
the clock of lin is 10 days ahead
the clock of mei is 400 days behind
lin creates customer 测试客户00001
lin is offline
mei is offline
lin sets needs of customer 测试客户00001 to 冷链
1 hour pass
mei sets needs of customer 测试客户00001 to 常温
mei syncs
lin syncs
mei syncs
lin sees needs of customer 测试客户00001 as 常温
mei sees needs of customer 测试客户00001 as 常温
mei reads that needs 冷链 of customer 测试客户00001 lost: later_won
everybody sees the same
