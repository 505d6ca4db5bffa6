// A small company for the tests of imports and exports: every kind of field, a parent with two
// kinds of children, labels that clash. No product entity, so that these tests stay when those
// change.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "exchange/table_import.h"
#include "schema/catalogue.h"
#include "schema/declare.h"

namespace branchline::exchange::sample {

using namespace schema;

inline constexpr std::array grades{
    Choice{1, "A", {"A级", "Grade A"}},
    Choice{2, "B", {"B级", "Grade B"}},
};
inline constexpr std::array states{
    Choice{1, "prospect", {"潜在", "Prospect"}},
    Choice{2, "active", {"正式", "Active"}},
};

namespace client {
inline constexpr auto tags = set_of(3, "tags", {"标签", "Tags"});
inline constexpr auto number = schema::number(16, {"编号", "Number"});
inline constexpr auto name = text(17, "name", {"名称", "Name"}).required();
inline constexpr auto needs = long_text(18, "needs", {"需求", "Needs"});
inline constexpr auto staff = integer(19, "staff", {"人数", "Staff"}).between(0, 1'000'000);
inline constexpr auto vip = boolean(20, "vip", {"重点客户", "VIP"});
inline constexpr auto credit_limit = money(21, "credit_limit", {"信用额度", "Credit limit"});
inline constexpr auto parcel_g = quantity(22, "parcel_g", {"常用包裹", "Usual parcel"}, "g");
inline constexpr auto since = date(23, "since", {"合作日期", "Customer since"});
inline constexpr auto called_at = instant(24, "called_at", {"上次联系", "Last call"});
inline constexpr auto grade = pick(25, "grade", {"等级", "Grade"}, grades);
inline constexpr auto parent = ref(26, "parent", {"上级客户", "Parent"}, "client");
inline constexpr auto about = any_ref(27, "about", {"相关", "About"});
inline constexpr auto status = schema::status(28, "status", {"状态", "Status"}, states);
inline constexpr auto tax_id = text(29, "tax_id", {"税号", "Tax ID"}).max_length(20);
inline constexpr auto turnover = money(30, "turnover", {"营业额", "Turnover"}).derived();
inline constexpr auto phone = text(31, "telephone", {"电话", "Phone"});
inline constexpr auto fax = text(32, "fax", {"传真", "PHONE"});  // equal in normal form
inline constexpr auto all =
    fields(tags, number, name, needs, staff, vip, credit_limit, parcel_g, since, called_at, grade,
           parent, about, status, tax_id, turnover, phone, fax);
inline constexpr auto declared = entity(8, "client", {"客户", "Client"}, all).title(name);
inline constexpr const EntitySpec& spec = declared.spec;
}  // namespace client

namespace order {
inline constexpr auto number = schema::number(16, {"单号", "Number"});
inline constexpr auto customer = ref(17, "customer", {"客户", "Customer"}, "client").required();
inline constexpr auto remark = long_text(18, "remark", {"特殊要求", "Remark"});
inline constexpr auto all = fields(number, customer, remark);
inline constexpr auto declared = entity(9, "order", {"订单", "Order"}, all);
inline constexpr const EntitySpec& spec = declared.spec;
}  // namespace order

namespace order_line {
inline constexpr auto parent = ref(16, "order", {"订单", "Order"}, "order").required();
inline constexpr auto cargo = text(17, "cargo", {"品名", "Cargo"}).required();
inline constexpr auto pieces = integer(18, "pieces", {"件数", "Pieces"}).between(0, 1'000'000);
inline constexpr auto weight_g = quantity(19, "weight_g", {"重量", "Weight"}, "g");
inline constexpr auto all = fields(parent, cargo, pieces, weight_g);
inline constexpr auto declared =
    entity(10, "order_line", {"货物明细", "Order line"}, all).child_of(parent);
inline constexpr const EntitySpec& spec = declared.spec;
}  // namespace order_line

namespace order_note {
inline constexpr auto parent = ref(16, "order", {"订单", "Order"}, "order");
inline constexpr auto words = text(17, "words", {"内容", "Words"});
inline constexpr auto all = fields(parent, words);
inline constexpr auto declared =
    entity(11, "order_note", {"备注", "Order note"}, all).child_of(parent);
inline constexpr const EntitySpec& spec = declared.spec;
}  // namespace order_note

namespace ledger {
inline constexpr auto text_field = text(16, "words", {"内容", "Words"});
inline constexpr auto all = fields(text_field);
inline constexpr auto declared = entity(12, "ledger", {"总账", "Ledger"}, all).server_only();
inline constexpr const EntitySpec& spec = declared.spec;
}  // namespace ledger

inline const Catalogue& catalogue() {
    static const std::array<const EntitySpec*, 5> entities{
        &client::spec, &order::spec, &order_line::spec, &order_note::spec, &ledger::spec};
    static const Catalogue made(1, entities);
    return made;
}

inline constexpr std::int64_t offset_minutes = 8 * 60;

inline Result<ImportPlan> plan_of(const EntitySpec& entity, std::vector<std::string> header,
                                  std::vector<Mapping> mapping = {}) {
    return plan_import(catalogue(), entity, header, mapping, offset_minutes);
}

struct Imported {
    ImportPlan plan;
    std::vector<ImportRow> rows;
};

// A whole text, whose header must be good.
inline Imported import_text(const EntitySpec& entity, std::string_view text) {
    CsvReader reader(text);
    const auto header = reader.next();
    Imported imported{plan_of(entity, header.value().cells).value(), {}};
    ImportReader rows(imported.plan, [&reader] { return reader.next(); });
    while (auto row = rows.next()) imported.rows.push_back(std::move(*row));
    return imported;
}

}  // namespace branchline::exchange::sample
