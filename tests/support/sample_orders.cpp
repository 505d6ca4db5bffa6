#include "support/sample_orders.h"

namespace branchline::support {

using namespace sync;

namespace {

constexpr std::array<std::string_view, 24> places = {
    "上海市浦东新区",       "广州市白云区",  "深圳市宝安区",   "武汉市东西湖区",
    "成都市双流区",         "西安市未央区",  "沈阳市铁西区",   "杭州市萧山区",
    "苏州工业园区",         "宁波市北仑港",  "青岛市黄岛区",   "天津港保税区",
    "重庆市沙坪坝区",       "郑州市管城区",  "长沙市望城区",   "合肥市肥西县",
    "Rotterdam Maasvlakte", "Hamburg CTA",   "Duisburg DIT",   "Warszawa Pruszków",
    "Los Angeles LGB",      "Singapore PSA", "Busan New Port", "Vladivostok VMTP"};

constexpr std::array<std::string_view, 20> phrases = {"易碎品，轻放，禁止倒置",
                                                      "需尾板车，司机随车两人卸货",
                                                      "送货前一小时电话联系收货人",
                                                      "仓库周六日不收货",
                                                      "温度保持二至八度，全程记录",
                                                      "随车带回签收单原件",
                                                      "危险品三类，车辆须有资质",
                                                      "进厂须戴安全帽、穿反光衣",
                                                      "木箱包装，每箱不超过八百公斤",
                                                      "收货人要求拍照留存",
                                                      "call the dock office before arrival",
                                                      "no stacking, keep dry",
                                                      "tail lift required, two men",
                                                      "deliver to gate 4, ask for Mr. Wang",
                                                      "temperature log with every pallet",
                                                      "return empty crates on the same truck",
                                                      "customs papers travel with the driver",
                                                      "forklift on site until 17:00",
                                                      "insured for CNY 250,000",
                                                      "fragile: glass, do not tilt"};

constexpr std::array<std::string_view, 30> contacts = {
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡",
    "林", "郭", "何", "高", "罗", "明", "丽", "强", "芳", "军", "敏", "伟", "静", "磊", "娟"};

constexpr schema::EntityId order_entity = 7;
constexpr std::int64_t hour_ms = 3'600'000;

Id row_id_at(std::int64_t ms, Random& random) {
    Id made = random_id(random);
    made.high = static_cast<std::uint64_t>(ms) << 16 | 0x7000 | (made.high & 0xfff);
    made.low = std::uint64_t{1} << 63 | (made.low & ~(std::uint64_t{3} << 62));
    return made;
}

std::size_t logical_size(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return text->size();
    return std::holds_alternative<Id>(value) ? 16 : 8;
}

}  // namespace

SampleOrders::SampleOrders(std::uint64_t seed) : random_(seed) {
    device = random_id(random_);
    incarnation = random_id(random_);
    user = random_id(random_);
    boot = {random_id(random_), 5 * 24 * hour_ms};
    for (int i = 0; i < 300; ++i) {
        const auto age = static_cast<std::int64_t>(random_.below(2000)) * hour_ms;
        customers_.push_back(row_id_at(now_ms - age, random_));
    }
}

std::string SampleOrders::requirements() {
    std::string text{one_of(phrases)};
    text.append("；").append(one_of(phrases)).append("；").append(one_of(phrases));
    text.append("；").append(one_of(contacts)).append(one_of(contacts)).append(one_of(contacts));
    text.append(" 13").append(std::to_string(100'000'000 + random_.below(899'999'999)));
    text.append("；PO ").append(std::to_string(4'500'000'000 + random_.below(9'999'999)));
    return text;
}

Group SampleOrders::group_of(std::string command) {
    const auto pause = static_cast<std::int64_t>(200 + random_.below(30'000));
    now_ms += pause;
    boot.ms += pause;
    Group group;
    group.op = random_id(random_);
    group.origin = group.op;
    group.device = device;
    group.incarnation = incarnation;
    group.counter = ++counter_;
    group.user = user;
    group.edit = {boot, now_ms, true};
    group.command = std::move(command);
    return group;
}

Group SampleOrders::new_order() {
    Group group = group_of("order.new");
    Change change;
    change.entity = order_entity;
    change.kind = ChangeKind::insert;
    change.row = row_id_at(now_ms, random_);
    const auto hours = [this](std::uint64_t from, std::uint64_t to) {
        return static_cast<std::int64_t>(from + random_.below(to - from)) * hour_ms;
    };
    const std::int64_t pickup = now_ms / hour_ms * hour_ms + hours(12, 96);
    const std::int64_t delivery = pickup + hours(24, 200);
    std::string number = std::to_string(1'000'000 + counter_).substr(2);
    change.values.set(16, "SHA-2611-K7-" + number);
    change.values.set(17, customers_[random_.below(customers_.size())]);
    change.values.set(19, user);
    change.values.set(20, std::string(one_of(places)));
    change.values.set(21, std::string(one_of(places)));
    change.values.set(22, pickup);
    change.values.set(23, pickup + hours(2, 8));
    change.values.set(24, delivery);
    change.values.set(25, delivery + hours(2, 8));
    change.values.set(26, requirements());
    change.values.set(27, static_cast<std::int64_t>(1 + random_.below(5)));
    change.values.set(31, static_cast<std::int64_t>(500 + random_.below(60'000)) * 100);
    group.changes.push_back(std::move(change));
    return group;
}

Group SampleOrders::edit_of(const Group& order) {
    Group group = group_of("order.edit");
    Change change;
    change.entity = order_entity;
    change.row = order.changes.front().row;
    change.base = {order.origin, {}};
    change.field = 27;
    change.values.set(27, static_cast<std::int64_t>(1 + random_.below(5)));
    group.changes.push_back(change);
    change.field = 31;
    change.values = {};
    change.values.set(31, static_cast<std::int64_t>(500 + random_.below(60'000)) * 100);
    group.changes.push_back(change);
    return group;
}

std::size_t SampleOrders::logical_bytes(const Group& order) {
    std::size_t bytes = 0;
    for (const auto& [field, value] : order.changes.front().values) bytes += logical_size(value);
    return bytes;
}

}  // namespace branchline::support
