# wrong at 3: this is no sentence of a story
lin is a clerk
lin has lunch
