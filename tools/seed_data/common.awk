# Chance that gives the same numbers on every machine, and cells as people's files have them.
# Read before customers.awk or orders.awk; plain POSIX awk, because it is on every machine.

function start(seed) { chance = (seed * 7919 + 17) % 2147483647; for (i = 0; i < 5; ++i) below(9) }

# 0 … limit - 1. Exact in floating point: the products stay below 2^53.
function below(limit) {
    chance = (chance * 16807) % 2147483647
    return int(chance / 2147483647 * limit)
}

function pick(list,    words, count) {
    count = split(list, words, "|")
    return words[1 + below(count)]
}

# A cell, quoted where it must be and now and then where it need not be.
function cell(text) {
    if (text ~ ("[\"\n\r" separator "]") || (text != "" && below(11) == 0)) {
        gsub(/"/, "\"\"", text)
        text = "\"" text "\""
    }
    line = line (filled++ ? separator : "") text
}

function end_line() {
    printf "%s%s", line, ending
    line = ""
    filled = 0
    # Files that went through many hands have empty lines in them.
    if (below(97) == 0) printf "%s", ending
}

function full_width(digits,    i, made) {
    for (i = 1; i <= length(digits); ++i)
        made = made substr("０１２３４５６７８９", 1 + wide * substr(digits, i, 1), wide)
    return made
}

# Some awks count bytes and some count characters.
function measure() { wide = length("０") }

function thousands(number,    made) {
    made = number
    while (match(made, /^[0-9]+[0-9][0-9][0-9](,|$)/)) {
        match(made, /^[0-9]+/)
        made = substr(made, 1, RLENGTH - 3) "," substr(made, RLENGTH - 2)
    }
    return made
}

function date(day_of_year,    month, lengths, count) {
    count = split("31|28|31|30|31|30|31|31|30|31|30|31", lengths, "|")
    for (month = 1; month < count && day_of_year >= lengths[month]; ++month)
        day_of_year -= lengths[month]
    month_is = month
    day_is = day_of_year + 1
    return sprintf("2026-%02d-%02d", month_is, day_is)
}
