# wrong at 3: lin finds nothing
lin is a clerk
attention of lin: right
