# Orders of customers first_customer … + customers - 1, each with one to three lines of cargo; the
# second and third stand on lines of their own whose order part is empty, as in hand-made tables.
#   -v seed= first= count= first_customer= customers= separator= heads=zh|en crlf=0|1 lines=N
# lines: as many for every order (0: one to three). Few customers have most of the orders.
BEGIN {
    measure()
    start(seed + first + 1)
    ending = crlf ? "\r\n" : "\n"
    header = heads == "zh" ? "客户|始发地|目的地|提货时间起|提货时间止|送达时间起|" \
        "送达时间止|协议价|特殊要求|货物明细.货物名称|货物明细.包装|货物明细.件数|货物明细.重量|货物明细.体积" : \
        "customer|lane_from|lane_to|pickup_from|pickup_to|delivery_from|delivery_to|agreed_price|" \
        "special_requirements|order_line.cargo|order_line.packaging|order_line.pieces|" \
        "order_line.weight_g|order_line.volume_cm3"
    columns = split(header, names, "|")
    for (i = 1; i <= columns; ++i) line = line (i > 1 ? separator : "") names[i]
    printf "%s%s", line, ending
    line = ""
    for (n = first; n < first + count; ++n) order(n)
}

function instant(day, hour,    text) {
    text = date(day)
    if (below(3) == 0) return sprintf("2026/%d/%d %d:30", month_is, day_is, hour)
    if (below(3) == 0) return sprintf("2026年%d月%d日%d时30分", month_is, day_is, hour)
    return sprintf("%s %02d:30", text, hour)
}

function order(n,    who, day, count_of_lines, i, share) {
    share = below(1000) / 1000
    who = first_customer + int(share * share * share * customers)
    day = (n * 7) % 340
    cell(sprintf("测试客户%05d", who))
    cell(pick("上海|苏州|宁波|杭州|无锡"))
    cell(pick("深圳|广州|成都|武汉|西安|长沙"))
    cell(instant(day, 8))
    cell(instant(day, 11))
    cell(instant(day + 2, 9))
    cell(instant(day + 3, 17))
    cell(below(4) ? 400 + below(9000) ".50" : "￥" thousands(1000 + below(90000)) ".00")
    cell(pick("|||加急|\"轻放\"|送货前电话\n门口有狗|tail lift, please"))
    count_of_lines = lines ? lines : 1 + below(3)
    for (i = 1; i <= count_of_lines; ++i) {
        if (i > 1) {
            filled = 9
            line = ""
            for (share = 1; share < 9; ++share) line = line separator
        }
        cell(pick("纸箱|木箱, 大|托盘|5\" 钢管|样例物流专用周转箱|配件"))
        cell(pick("纸|木|缠绕膜|"))
        # A known sum for every order: whole ones can be told from halves.
        cell(lines ? i : (below(5) ? 1 + below(400) : full_width(1 + below(40) "")))
        cell(below(3) ? 1000 * (1 + below(900)) : thousands(1000 * (1 + below(9000))))
        cell(below(4) ? 1000 * (1 + below(5000)) : "")
        end_line()
    }
}
