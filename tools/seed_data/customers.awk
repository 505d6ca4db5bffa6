# Customers first … first + count - 1 as a table file in UTF-8 (re-coded by the caller).
#   -v seed= first= count= separator= heads=zh|en crlf=0|1 duplicates=PERMILLE bad=NUMBER
# What repeats the tax id of another customer also goes to the file `planted`; `bad` lines that no
# import may take are spread among the good ones.
BEGIN {
    measure()
    start(seed + first)
    ending = crlf ? "\r\n" : "\n"
    header = heads == "zh" ? "* 名称|简称|税号|类型|行业|规模|客户来源|需求|标签" : \
        "name|short_name|tax_id|type|industry|size|source|needs|tags"
    columns = split(header, names, "|")
    for (i = 1; i <= columns; ++i) line = line (i > 1 ? separator : "") names[i]
    printf "%s%s", line, ending
    line = ""
    every_bad = bad ? int(count / (bad + 1)) : 0
    for (n = first; n < first + count; ++n) {
        customer(n)
        if (bad_done < bad && (n - first + 1) % every_bad == 0) bad_line(++bad_done)
    }
}

function customer(n,    tax, needs) {
    cell(sprintf("测试客户%05d", n))
    cell(sprintf("客%d", n))
    tax = sprintf("9131%06dX%05d", n % 1000000, (n * 37) % 100000)
    if (n > first + 3 && below(1000) < duplicates) {
        other = n - 1 - below(3)
        tax = sprintf("9131%06dX%05d", other % 1000000, (other * 37) % 100000)
        if (planted != "") printf "测试客户%05d,测试客户%05d\n", n, other >> planted
    }
    cell(tax)
    cell(heads == "zh" ? pick("直接货主|货代|三方同行|电商") : pick("shipper|forwarder|ecommerce"))
    cell(heads == "zh" ? pick("食品饮料|机械设备|电子电器|建材家居|批发零售") : \
        pick("food|machinery|electronics|building|retail"))
    cell(heads == "zh" ? pick("大型|中型|小型|微型") : pick("large|medium|small|micro"))
    cell(heads == "zh" ? pick("客户介绍|电话开发|展会||") : pick("referral|phone|exhibition||"))
    needs = pick("每周两车, 华东到华南|冷链；夜间收货|\"轻放\"，不可倒置|门到门|" \
        "need a call before 9:00||")
    if (below(6) == 0) needs = needs "\n第二行：送货前先电话"
    # Characters that only a four-byte code has, and only outside the basic plane.
    if (n % 200 == 7) needs = needs " 䶮记"
    if (n % 200 == 9) needs = needs " 𠮷兴"
    cell(needs)
    cell(separator == ";" ? pick("vip||") : pick("vip;周结|老客户||"))
    end_line()
}

function bad_line(kind) {
    cell(kind % 2 ? "" : "测试客户坏" kind)
    cell("坏行")
    cell("")
    cell(kind % 2 ? "" : (heads == "zh" ? "不存在的类型" : "no_such_type"))
    cell(""); cell(""); cell(""); cell(""); cell("")
    end_line()
}
