# Two write in one contract, in different lines and in the same one; no line goes unseen (F1.2).
lin is a manager
mei is a manager
lin creates customer 测试客户00001
lin creates contract 年框 with customer 测试客户00001, content 甲 / 乙 / 丙
mei is offline
mei sets content of contract 年框 to 甲一 / 乙 / 丙
mei sets content of contract 年框 to 甲一 / 乙一 / 丙
lin sets content of contract 年框 to 甲 / 乙二 / 丙
mei syncs
lin sees content of contract 年框 as 甲一 / 乙二 / 丙
mei has a conflict about content of contract 年框: mine 甲一 / 乙一 / 丙, theirs 甲一 / 乙二 / 丙
mei is online
mei resolves content of contract 年框 with 甲一 / 乙三 / 丙
lin sees content of contract 年框 as 甲一 / 乙三 / 丙
lin has no conflict
everybody sees the same
