// The catalogue of the product with one entity more, and its child, that exist nowhere else: no
// line of code knows them. What works for them works because it follows from the declaration. Every
// kind of field is there, every rule that a desk can meet, a step that covers, four eyes, a
// confidential field.
#pragma once

#include <vector>

#include "domain/catalogue.h"
#include "domain/rights.h"

namespace branchline::test {

namespace lease {

using namespace domain;

inline constexpr Choice draft{1, "draft", {"草稿", "Draft"}};
inline constexpr Choice submitted{2, "submitted", {"待批", "Submitted"}};
inline constexpr Choice granted{3, "granted", {"已批", "Granted"}};
inline constexpr Choice ended{4, "ended", {"已结束", "Ended"}};
inline constexpr std::array state_choices{draft, submitted, granted, ended};
inline constexpr auto open_states = states(draft, submitted);

inline constexpr Rights rights{
    .read = roles(Role::clerk, Role::reviewer, Role::warehouse, Role::manager, Role::headquarters),
    .write = roles(Role::clerk, Role::manager),
};
inline constexpr RoleMask cost_readers = roles(Role::manager, Role::headquarters);
inline constexpr RoleMask granters = roles(Role::manager);

}  // namespace lease

namespace lease_part {

using namespace domain;

inline constexpr auto lease = ref(16, "lease", {"租赁", "Lease"}, "lease").required();
inline constexpr auto what = text(17, "what", {"物品", "What"}).required().searchable();
inline constexpr auto pieces = integer(18, "pieces", {"数量", "Pieces"}).between(0, 1'000);
inline constexpr auto all =
    fields(common::branch, common::owner, common::tags, common::archived, lease, what, pieces);
inline constexpr auto counted = fields(pieces);
inline constexpr auto spec = entity(901, "lease_part", {"租赁物品", "Lease part"}, all)
                                 .title(what)
                                 .child_of(lease)
                                 .assigned(common::assigned)
                                 .rights(lease::rights)
                                 .rows_editable_in(lease::open_states)
                                 .deletable();

}  // namespace lease_part

namespace lease {

inline constexpr Choice plain{1, "plain", {"普通", "Plain"}};
inline constexpr Choice fine{2, "fine", {"优质", "Fine"}};
inline constexpr std::array quality_choices{plain, fine};

inline constexpr auto number = schema::number(16, {"单号", "Number"});
inline constexpr auto title =
    text(17, "title", {"名称", "Title"}).required().searchable().max_length(80);  // latest
inline constexpr auto terms = long_text(18, "terms", {"条款", "Terms"}).three_way();
inline constexpr auto months = integer(19, "months", {"月数", "Months"}).between(1, 120);
inline constexpr auto insured = boolean(20, "insured", {"已投保", "Insured"});
inline constexpr auto deposit =
    money(21, "deposit", {"押金", "Deposit"}).between(0, max_money).ask().editable_in(open_states);
inline constexpr auto used_m = quantity(22, "used_m", {"已用里程", "Distance used"}, "m").sum();
inline constexpr auto checked_on =
    date(23, "checked_on", {"检查日期", "Checked on"}).furthest(granters);
inline constexpr auto handed_at = instant(24, "handed_at", {"交付时间", "Handed over at"});
inline constexpr auto quality =
    pick(25, "quality", {"品质", "Quality"}, quality_choices).initial(plain);
inline constexpr auto customer = ref(26, "customer", {"客户", "Customer"}, "customer");
inline constexpr auto about = any_ref(27, "about", {"关联记录", "About"});
inline constexpr auto marks = set_of(28, "marks", {"标记", "Marks"});
inline constexpr auto status = schema::status(29, "status", {"状态", "Status"}, state_choices);
inline constexpr auto cost = money(30, "cost", {"成本", "Cost"}).readers(cost_readers);
inline constexpr auto reason = text(31, "reason", {"原因", "Reason"});
inline constexpr auto ends_on = date(32, "ends_on", {"到期日", "Ends on"});

inline constexpr auto all =
    fields(common::branch, common::owner, common::tags, common::archived, number, title, terms,
           months, insured, deposit, used_m, checked_on, handed_at, quality, customer, about, marks,
           status, cost, reason, ends_on);
inline constexpr auto content = fields(deposit, months);
inline constexpr std::array<std::string_view, 1> content_children{"lease_part"};

inline constexpr std::array submit_guards{
    Guard{"parts", {"物品", "Parts"}, Guard::Kind::has_child, lease_part::counted, "lease_part"}};

inline constexpr auto submit = step(1, "submit", {"提交", "Submit"})
                                   .from(states(draft))
                                   .to(submitted)
                                   .by(rights.write)
                                   .marks_writer()
                                   .guards(submit_guards);
inline constexpr auto grant = step(2, "grant", {"批准", "Grant"})
                                  .from(states(submitted))
                                  .to(granted)
                                  .by(granters)
                                  .four_eyes()
                                  .covers(content)
                                  .covers_children(content_children);
inline constexpr auto turn_back = step(3, "turn_back", {"退回", "Turn back"})
                                      .from(states(submitted))
                                      .to(draft)
                                      .by(granters)
                                      .reason(reason)
                                      .clears_writers();
inline constexpr auto end =
    step(4, "end", {"结束", "End"}).from(states(granted)).to(ended).by(rights.write).exclusive();
inline constexpr auto all_steps = steps(submit, grant, turn_back, end);

inline constexpr auto spec = entity(900, "lease", {"租赁", "Lease"}, all)
                                 .title(title)
                                 .assigned(common::assigned)
                                 .rights(rights)
                                 .transitions(all_steps)
                                 .deletable(states(draft));

}  // namespace lease

// The product's entities, then these two.
inline const schema::Catalogue& lease_catalogue() {
    static const schema::Catalogue catalogue = [] {
        const auto declared = domain::catalogue().entities();
        std::vector<const schema::EntitySpec*> entities(declared.begin(), declared.end());
        entities.push_back(&lease::spec.spec);
        entities.push_back(&lease_part::spec.spec);
        return schema::Catalogue(domain::catalogue().number() + 1, entities);
    }();
    return catalogue;
}

}  // namespace branchline::test
