#include "seed_company/names.h"

#include <array>

namespace branchline::company {

namespace {

constexpr std::array<std::string_view, 32> towns{
    "上海", "深圳", "广州", "苏州",   "宁波",     "杭州",    "东莞",      "武汉",
    "成都", "青岛", "天津", "无锡",   "佛山",     "重庆",    "北京",      "南京",
    "厦门", "西安", "长沙", "郑州",   "合肥",     "沈阳",    "大连",      "昆明",
    "温州", "嘉兴", "泉州", "石家庄", "乌鲁木齐", "Hamburg", "Rotterdam", "Singapore"};

constexpr std::array<std::string_view, 16> districts{
    "浦东新区", "宝安区", "白云区", "工业园区", "北仑区", "萧山区", "长安镇",   "东西湖区",
    "双流区",   "黄岛区", "滨海区", "新吴区",   "南海区", "两江区", "经开一区", "临港片区"};

constexpr std::array<std::string_view, 48> brand_heads{
    "鑫", "恒", "华", "瑞", "宏", "盛", "金", "天", "中", "德", "安", "永", "新", "东", "海", "顺",
    "联", "远", "广", "兴", "泰", "万", "百", "佳", "正", "大", "信", "通", "利", "福", "嘉", "科",
    "圣", "凯", "卓", "亿", "龙", "飞", "博", "晨", "睿", "翔", "钧", "淼", "喆", "昊", "曜", "堃"};

constexpr std::array<std::string_view, 48> brand_tails{
    "达", "泰", "盛", "源", "通", "丰", "隆", "和", "信", "利", "发", "昌", "润", "诚", "捷", "康",
    "旺", "茂", "鼎", "辉", "祥", "圳", "洋", "森", "科", "晟", "禾", "尔", "美", "邦", "佳", "驰",
    "腾", "跃", "晖", "烨", "锐", "拓", "元", "宇", "同", "庆", "益", "成", "业", "凡", "良", "佑"};

constexpr std::array<std::string_view, 28> trades{
    "机械设备", "电子科技", "食品",     "纺织",     "贸易",     "建材",     "化工",
    "物流",     "精密模具", "医药",     "汽车零件", "家居用品", "五金制品", "新能源",
    "包装材料", "塑料制品", "供应链",   "服饰",     "农产品",   "国际货运", "印刷",
    "照明电器", "环保科技", "冷链食品", "钢铁",     "玻璃",     "文化用品", "电线电缆"};

constexpr std::array<std::string_view, 7> forms{
    "有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "厂"};

constexpr std::array<std::string_view, 24> latin_heads{
    "Nordwind", "Pacific",   "Evergreen",   "Baltic",    "Sunrise",     "Harbour",
    "Alpine",   "Granite",   "Silverline",  "Crestwood", "Blue Anchor", "Meridian",
    "Kestrel",  "Northgate", "Ironbridge",  "Lakeside",  "Orchid",      "Falcon",
    "Union",    "Elbe",      "Copperfield", "Vistula",   "Maple Leaf",  "Golden Bay"};

constexpr std::array<std::string_view, 16> latin_tails{
    "Textiles",  "Foods",      "Machinery", "Trading",   "Chemicals", "Packaging",
    "Logistics", "Auto Parts", "Pharma",    "Furniture", "Glass",     "Electronics",
    "Tools",     "Paper",      "Energy",    "Cold Chain"};

constexpr std::array<std::string_view, 6> latin_forms{"Ltd.", "GmbH",        "Co., Ltd.",
                                                      "B.V.", "(Asia) Ltd.", "Inc."};

constexpr std::array<std::string_view, 40> surnames{
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴",   "周", "徐", "孙", "马", "朱",
    "胡", "郭", "何", "林", "高", "罗", "郑", "梁", "谢",   "宋", "唐", "许", "韩", "冯",
    "邓", "曹", "彭", "曾", "肖", "田", "董", "潘", "欧阳", "翁", "单", "仇"};

constexpr std::array<std::string_view, 40> given{
    "伟",   "芳",   "娜",   "敏",   "静",   "丽",   "强",   "磊",   "军",   "洋",
    "勇",   "艳",   "杰",   "娟",   "涛",   "明",   "超",   "秀英", "霞",   "平",
    "刚",   "桂英", "建国", "志强", "晓燕", "婷",   "雨桐", "子涵", "浩然", "文博",
    "海燕", "俊杰", "佳怡", "思远", "玉兰", "国华", "春梅", "立新", "嘉豪", "一诺"};

constexpr std::array<std::string_view, 12> latin_people{
    "Anna Berger",    "James Carter", "Li Wei Tan",    "Marta Nowak",
    "Peter Vos",      "Sofia Rossi",  "Daniel Schulz", "Emma Clarke",
    "Kenji Watanabe", "Olga Petrova", "Tom Hughes",    "Nadia Haddad"};

constexpr std::array<std::string_view, 24> goods{
    "纸箱配件", "机械零件", "电子元件",      "服装",     "食品饮料",      "塑料颗粒",
    "铝型材",   "五金工具", "家具",          "瓷砖",     "医疗器械",      "轮胎",
    "冷冻海鲜", "化工原料", "钢管",          "玻璃制品", "电缆",          "图书",
    "太阳能板", "锂电池",   "machine parts", "garments", "ceramic tiles", "pump assemblies"};

constexpr std::array<std::string_view, 8> packagings{"纸箱",   "托盘", "木箱", "编织袋",
                                                     "缠绕膜", "铁桶", "裸装", "pallets"};

constexpr std::array<std::string_view, 12> requirements{"送货前一小时电话联系收货人",
                                                        "易碎品，轻放，禁止倒置",
                                                        "需尾板车，两人卸货",
                                                        "仓库周六日不收货",
                                                        "随车带回签收单原件",
                                                        "进厂须戴安全帽、穿反光衣",
                                                        "温度保持二至八度，全程记录",
                                                        "no stacking, keep dry",
                                                        "call the dock office before arrival",
                                                        "收货人要求拍照留存",
                                                        "tail lift required, two men",
                                                        "木箱包装，每箱不超过八百公斤"};

constexpr std::array<std::string_view, 10> wants{
    "每周两车，华东到华南", "冷链，夜间收货", "轻放，不可倒置", "门到门，含装卸",
    "月底集中发货",         "旺季加车",       "需要电子回单",   "weekly groupage to Hamburg",
    "回程车优惠",           "仓储加配送"};

constexpr std::array<std::string_view, 12> things_to_do{
    "回访",         "催收货款",        "确认提货时间", "补齐签收单",   "更新报价",
    "准备续约材料", "核对月结账单",    "安排节前发货", "处理破损投诉", "send the new price list",
    "检查保险到期", "整理客户拜访记录"};

constexpr std::array<std::string_view, 8> duties{
    "每月提交运输质量报告", "季度对账并出具发票", "每周保留两个冷藏车位", "节假日前三天确认运力",
    "年度价格复核",         "破损率低于千分之二", "monthly review call",  "提供电子回单接口"};

constexpr std::array<std::string_view, 8> positions{
    "物流经理", "采购", "仓库主管", "总经理", "财务", "关务", "计划员", "logistics manager"};

}  // namespace

std::string_view Names::any(Words words) { return words[random_.below(words.size())]; }

std::string_view Names::frequent(Words words) { return words[skewed(words.size())]; }

std::size_t Names::skewed(std::size_t count, int power) {
    constexpr std::uint64_t steps = 1 << 20;
    double part = static_cast<double>(random_.below(steps)) / static_cast<double>(steps);
    const double once = part;
    for (int i = 1; i < power; ++i) part *= once;
    return static_cast<std::size_t>(part * static_cast<double>(count));
}

std::int64_t Names::between(std::int64_t least, std::int64_t most) {
    return least +
           static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(most - least + 1)));
}

CompanyName Names::chinese() {
    std::string brand(frequent(brand_heads));
    brand += any(brand_tails);
    if (one_in(3)) brand += any(brand_tails);
    const std::string_view trade = frequent(trades);
    const std::string_view town = frequent(std::span(towns).first(towns.size() - 3));
    std::string full(town);
    full.append(brand).append(trade).append(any(forms));
    return {std::move(full), brand + std::string(trade.substr(0, 6))};
}

CompanyName Names::latin() {
    std::string brief(any(latin_heads));
    brief.append(" ").append(any(latin_tails));
    std::string full = brief + " " + std::string(any(latin_forms));
    return {std::move(full), std::move(brief)};
}

// A name that was there already gets a number, as founders do.
CompanyName Names::company() {
    CompanyName name = one_in(9) ? latin() : chinese();
    const std::string stem = name.full;
    for (int number = 2; !used_.insert(name.full).second; ++number) {
        name.full = stem + " " + std::to_string(number);
    }
    return name;
}

std::string Names::person() {
    if (one_in(14)) return std::string(any(latin_people));
    return std::string(frequent(surnames)).append(frequent(given));
}

std::string Names::place() { return std::string(frequent(towns)); }

std::string Names::district() { return std::string(frequent(districts)); }

std::string Names::mobile() {
    return "1" + std::to_string(between(30, 99)) + std::to_string(between(10'000'000, 99'999'999));
}

std::string Names::landline() {
    return "0" + std::to_string(between(20, 29)) + "-" +
           std::to_string(between(50'000'000, 89'999'999));
}

std::string Names::cargo() { return std::string(frequent(goods)); }

std::string Names::packaging() { return std::string(frequent(packagings)); }

std::string Names::requirement() {
    return one_in(3) ? std::string(any(requirements)) : std::string();
}

std::string Names::needs() { return std::string(any(wants)); }

std::string Names::task() { return std::string(any(things_to_do)); }

std::string Names::obligation() { return std::string(any(duties)); }

std::string Names::position() { return std::string(any(positions)); }

}  // namespace branchline::company
