# A contract is not signed over a value that the signer has not seen; who wrote it does not sign it.
lin is a clerk
mei is a manager
tao is a manager
lin creates customer 测试客户00001
lin creates contract 年框 with customer 测试客户00001, value 1000.00, starts_on 2026-10-01, ends_on 2027-09-30
tao sets value of contract 年框 to 1100.00
lin submits contract 年框
mei is offline
mei signs contract 年框
lin sets value of contract 年框 to 1200.00
mei syncs
mei sees status of contract 年框 as in_review
mei sees value of contract 年框 as 1200.00
attention of mei: changed_since_seen
tao signs contract 年框 but is refused: four_eyes
mei is online
mei discards contract 年框
mei signs contract 年框
lin sees status of contract 年框 as signed
lin sets value of contract 年框 to 1300.00 but is refused: frozen
everybody sees the same
