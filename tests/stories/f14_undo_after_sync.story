# Undone after head office has it: taken back for everybody, but never over what somebody else has
# typed since (F14).
lin is a clerk
mei is a clerk
lin creates customer 测试客户00001
lin sets needs of customer 测试客户00001 to 冷链
mei sees needs of customer 测试客户00001 as 冷链
lin undoes
mei sees needs of customer 测试客户00001 as nothing
lin redoes
mei sees needs of customer 测试客户00001 as 冷链
lin is offline
mei sets needs of customer 测试客户00001 to 常温
lin undoes
lin syncs
mei sees needs of customer 测试客户00001 as 常温
lin sees needs of customer 测试客户00001 as 常温
lin reads that needs nothing of customer 测试客户00001 lost: not_undone
lin sets short_name of customer 测试客户00001 to 鑫达
lin syncs
lin is online
mei sets short_name of customer 测试客户00001 to 北方
lin undoes but is refused: cannot_undo
everybody sees the same
