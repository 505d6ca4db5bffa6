#include "desk/desk.h"

#include <doctest/doctest.h>

#include "support/desk_fixture.h"

using namespace branchline;
using namespace branchline::test;

namespace {

const std::vector<std::pair<std::string, std::string>> windows = {
    {"lane_from", "上海"},
    {"lane_to", "成都"},
    {"pickup_from", "2026-11-24T01:00:00Z"},
    {"pickup_to", "2026-11-24T03:00:00Z"},
    {"delivery_from", "2026-11-26T01:00:00Z"},
    {"delivery_to", "2026-11-26T09:00:00Z"}};

desk::Created order_with_line(DeskFixture& f, const RowId& customer) {
    auto texts = windows;
    texts.emplace_back("customer", to_text(customer));
    desk::ChildEdit line{&f.entity("order_line"), {}, std::nullopt};
    line.values = f.record("order_line", {{"cargo", "布"}, {"pieces", "10"}, {"weight_g", "2500"}});
    auto created = f.desk().create(f.entity("order"), f.record("order", texts), {line});
    REQUIRE(created.has_value());
    return *created;
}

}  // namespace

TEST_CASE("a new row gets its author's branch, its author and a number of the desk's own") {
    DeskFixture f;
    const auto first = f.create("customer", {{"name", "测试客户"}});
    const auto second = f.create("customer", {{"name", "另一家"}});
    CHECK(first.number == "SHA-2611-K7-00001");
    CHECK(second.number == "SHA-2611-K7-00002");
    const auto row = f.replica().rows().get(f.entity("customer").id, first.id);
    REQUIRE(row.has_value());
    CHECK(row->values.id(f.entity("customer").field("branch")->id) == f.branch);
    CHECK(row->values.id(f.entity("customer").field("owner")->id) == f.user);
}

TEST_CASE("numbers go on after the program has ended, and pass over those that are taken") {
    DeskFixture f;
    f.create("customer", {{"name", "甲"}});
    f.arrive("customer", {{"name", "乙"}, {"number", "SHA-2611-K7-00002"}});
    f.reopen();
    CHECK(f.create("customer", {{"name", "丙"}}).number == "SHA-2611-K7-00003");
}

TEST_CASE("a refused row uses up no number") {
    DeskFixture f;
    const auto refused = f.desk().create(f.entity("customer"), {});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == Code::required);
    CHECK(refused.error().fields == std::vector<std::string>{"name"});
    CHECK(f.create("customer", {{"name", "甲"}}).number == "SHA-2611-K7-00001");
}

TEST_CASE("somebody with roles in two branches names the branch of a new row") {
    DeskFixture f;
    const RowId second = f.arrive("branch", {{"code", "CDU"}, {"name", "成都分公司"}});
    f.arrive("role_grant",
             {{"user", to_text(f.user)}, {"branch", to_text(second)}, {"role", "clerk"}});
    const auto refused =
        f.desk().create(f.entity("customer"), f.record("customer", {{"name", "甲"}}));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == Code::required);
    CHECK(f.create("customer", {{"name", "甲"}, {"branch", "CDU"}}).number == "CDU-2611-K7-00001");
}

TEST_CASE("a child belongs to the branch of its parent") {
    DeskFixture f(schema::Role::headquarters);
    const RowId customer =
        f.arrive("customer", {{"name", "甲"}, {"branch", "SHA"}, {"owner", "li"}});
    const auto contact = f.create("contact", {{"customer", "甲"}, {"name", "刘"}});
    const auto row = f.replica().rows().get(f.entity("contact").id, contact.id);
    CHECK(row->values.id(f.entity("contact").field("branch")->id) == f.branch);
    CHECK(row->values.id(f.entity("contact").field("customer")->id) == customer);
}

TEST_CASE("the desk refuses before saving what the hub would refuse") {
    DeskFixture f;
    const RowId customer = f.create("customer", {{"name", "甲"}}).id;
    desk::Edit edit;
    SUBCASE("a field that is not the user's to write") {
        edit.values = f.record("customer", {{"grade", "A"}});
        const auto done = f.desk().change({f.entity("customer").id, customer}, edit);
        REQUIRE_FALSE(done.has_value());
        CHECK(done.error().code == Code::right);
        CHECK(done.error().fields == std::vector<std::string>{"grade"});
    }
    SUBCASE("the number") {
        edit.values = f.record("customer", {{"number", "X-1"}});
        CHECK(f.desk().change({f.entity("customer").id, customer}, edit).error().code ==
              Code::right);
    }
    SUBCASE("a required field that is cleared") {
        edit.values.set(f.entity("customer").field("name")->id, schema::Null{});
        CHECK(f.desk().change({f.entity("customer").id, customer}, edit).error().code ==
              Code::required);
    }
    SUBCASE("rows that only the hub writes") {
        CHECK(f.desk().create(f.entity("user"), {}).error().code == Code::right);
    }
    CHECK(f.replica().log().count(store::LoggedGroup::Stage::waiting) == 1);
}

TEST_CASE("an order goes through its steps, and its totals follow its lines") {
    DeskFixture f;
    const RowId customer = f.create("customer", {{"name", "甲"}}).id;
    const auto order = order_with_line(f, customer);
    const sync::RowKey key{f.entity("order").id, order.id};
    const auto details = f.desk().show(key);
    REQUIRE(details.has_value());
    REQUIRE(details->children.size() == 1);
    CHECK(details->row.values.integer(f.entity("order").field("total_pieces")->id) == 10);
    CHECK(details->row.values.integer(f.entity("order").field("total_weight_g")->id) == 2500);
    CHECK(f.desk().step(key, "approve").error().code == Code::illegal_step);
    REQUIRE(f.desk().step(key, "submit").has_value());
    CHECK(f.desk().step(key, "approve").error().code == Code::right);
    CHECK(f.desk().step(key, "fly").error().code == Code::unknown_option);
    desk::Edit reason;
    CHECK(f.desk().step(key, "cancel").error().code == Code::guard);
    reason.values = f.record("order", {{"cancel_reason", "客户取消"}});
    CHECK(f.desk().step(key, "cancel", reason).has_value());
}

TEST_CASE("undo takes back the last thing, redo brings it again") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "甲"}});
    f.change("customer", customer.id, {{"short_name", "甲一"}});
    const auto undone = f.desk().undo();
    REQUIRE(undone.has_value());
    CHECK(undone->command == "customer.edit");
    CHECK(undone->id == customer.id);
    const schema::FieldId short_name = f.entity("customer").field("short_name")->id;
    const auto get = [&] { return f.replica().rows().get(f.entity("customer").id, customer.id); };
    CHECK(get()->values.text(short_name).empty());
    REQUIRE(f.desk().redo().has_value());
    CHECK(get()->values.text(short_name) == "甲一");
    REQUIRE(f.desk().undo().has_value());
    REQUIRE(f.desk().undo().has_value());
    CHECK_FALSE(f.desk().show({f.entity("customer").id, customer.id}).has_value());
    CHECK(f.desk().undo().error().code == Code::nothing_to_undo);
}

TEST_CASE("what was sent is taken back by an inverse group") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "甲"}});
    f.accept_all();
    f.change("customer", customer.id, {{"short_name", "甲一"}});
    f.accept_all();
    const auto undone = f.desk().undo();
    REQUIRE(undone.has_value());
    CHECK_FALSE(undone->group.is_null());
    CHECK(f.replica().log().count(store::LoggedGroup::Stage::waiting) == 1);
    CHECK(f.replica().check_fold().empty());
}

TEST_CASE("what was done again after an undo can be taken back again, sent or not") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "甲"}});
    f.accept_all();
    f.change("customer", customer.id, {{"short_name", "甲一"}});
    const schema::FieldId short_name = f.entity("customer").field("short_name")->id;
    const auto now = [&] {
        return f.replica()
            .rows()
            .get(f.entity("customer").id, customer.id)
            ->values.text(short_name);
    };
    bool sent = false;
    SUBCASE("not sent") {}
    SUBCASE("sent") { sent = true; }
    for (int round = 0; round < 3; ++round) {
        if (sent) f.accept_all();
        REQUIRE(f.desk().undo().has_value());
        CHECK(now().empty());
        CHECK(f.replica().redoable().has_value());
        if (sent) f.accept_all();
        REQUIRE(f.desk().redo().has_value());
        CHECK(now() == "甲一");
        CHECK_FALSE(f.replica().redoable().has_value());
        CHECK(f.replica().undoable()->command == "customer.edit");
    }
    CHECK(f.replica().check_fold().empty());
}

TEST_CASE("what has been handed over and has no inverse is not offered to be undone") {
    DeskFixture f;
    CHECK(f.replica().undo_objection()->code == Code::nothing_to_undo);
    const RowId customer = f.create("customer", {{"name", "甲"}}).id;
    CHECK_FALSE(f.replica().undo_objection());
    f.accept_all();
    CHECK_FALSE(f.replica().undo_objection());  // it can be deleted again
    f.create("interaction", {{"customer", to_text(customer)}, {"summary", "电话"}});
    CHECK_FALSE(f.replica().undo_objection());  // nobody has heard of it
    f.accept_all();
    CHECK(f.replica().undo_objection()->code == Code::cannot_undo);
    CHECK(f.desk().undo().error().code != Code::none);
}

TEST_CASE("a child goes in the group of its parent's edit, and comes back with its undo") {
    DeskFixture f;
    const RowId customer = f.create("customer", {{"name", "甲"}}).id;
    const RowId contact = f.create("contact", {{"customer", "甲"}, {"name", "刘"}}).id;
    f.accept_all();
    desk::ChildEdit gone{&f.entity("contact"), {}, contact};
    gone.erase = true;
    desk::Edit edit;
    edit.values = f.record("customer", {{"short_name", "一"}});
    const sync::RowKey key{f.entity("customer").id, customer};
    const auto done = f.desk().change(key, edit, {gone});
    REQUIRE(done.has_value());
    CHECK(f.replica().log().count(store::LoggedGroup::Stage::waiting) == 1);
    CHECK(f.desk().show(key)->children.empty());
    REQUIRE(f.desk().undo().has_value());
    CHECK(f.desk().show(key)->children.size() == 1);
}

namespace {

// Three things in a row about one customer, undone and redone one by one, twice.
void undo_and_redo_three(DeskFixture& f, bool sent) {
    const auto customer = f.create("customer", {{"name", "甲"}});
    f.change("customer", customer.id, {{"short_name", "甲一"}});
    f.change("customer", customer.id, {{"needs", "冷链"}});
    if (sent) f.accept_all();
    const auto shows = [&](const std::string& short_name, const std::string& needs) {
        const auto row = f.replica().rows().get(f.entity("customer").id, customer.id);
        CHECK(row->values.text(f.entity("customer").field("short_name")->id) == short_name);
        CHECK(row->values.text(f.entity("customer").field("needs")->id) == needs);
        CHECK(f.replica().check_fold().empty());
    };
    const sync::RowKey key{f.entity("customer").id, customer.id};
    for (int round = 0; round < 2; ++round) {
        REQUIRE(f.desk().undo().has_value());
        shows("甲一", "");
        REQUIRE(f.desk().undo().has_value());
        shows("", "");
        REQUIRE(f.desk().undo().has_value());
        CHECK_FALSE(f.desk().show(key).has_value());
        CHECK(f.desk().undo().error().code == Code::nothing_to_undo);
        REQUIRE(f.desk().redo().has_value());
        shows("", "");
        const auto redone = f.desk().redo();
        REQUIRE(redone.has_value());
        CHECK(redone->command == "customer.edit");
        shows("甲一", "");
        REQUIRE(f.desk().redo().has_value());
        shows("甲一", "冷链");
        CHECK(f.desk().redo().error().code == Code::nothing_to_undo);
        if (sent) f.accept_all();
    }
    REQUIRE(f.desk().undo().has_value());
    f.reopen();
    REQUIRE(f.desk().redo().has_value());
    shows("甲一", "冷链");
    REQUIRE(f.desk().undo().has_value());
    f.change("customer", customer.id, {{"short_name", "甲二"}});
    CHECK(f.desk().redo().error().code == Code::nothing_to_undo);
}

}  // namespace

TEST_CASE("what nobody has heard of is undone and redone step by step") {
    DeskFixture f;
    undo_and_redo_three(f, false);
}

TEST_CASE("what head office has is undone and redone step by step") {
    DeskFixture f;
    undo_and_redo_three(f, true);
}

TEST_CASE("lists filter, sort, and page without gap or repetition") {
    DeskFixture f;
    for (int i = 0; i < 25; ++i) {
        f.create("customer", {{"name", "客户" + std::to_string(100 + i)},
                              {"size", i % 2 == 0 ? "large" : "small"}});
    }
    desk::ListRequest request;
    request.where = "size = large and branch = \"SHA\"";
    request.sort = "name:desc";
    request.limit = 5;
    std::vector<std::string> names;
    for (;;) {
        const auto page = f.desk().list(f.entity("customer"), request);
        REQUIRE(page.has_value());
        for (const auto& row : page->rows) {
            names.push_back(row.values.text(f.entity("customer").field("name")->id));
        }
        if (page->next.empty()) break;
        request.after = page->next;
    }
    REQUIRE(names.size() == 13);
    CHECK(names.front() == "客户124");
    CHECK(names.back() == "客户100");
    request = {};
    request.limit = 0;
    CHECK(f.desk().list(f.entity("customer"), request).error().code == Code::limit);
    request.limit = 10;
    request.sort = "nothing";
    CHECK(f.desk().list(f.entity("customer"), request).error().code == Code::unknown_field);
    request.sort = "name:up";
    CHECK(f.desk().list(f.entity("customer"), request).error().code == Code::unknown_option);
}

TEST_CASE("a field that the user may not read does not exist for him") {
    DeskFixture f;
    const RowId customer =
        f.arrive("customer", {{"name", "甲"}, {"branch", "SHA"}, {"owner", "li"}});
    const auto details = f.desk().show({f.entity("customer").id, customer});
    REQUIRE(details.has_value());
    const schema::FieldSpec* credit = f.entity("customer").field("credit_limit");
    for (const schema::FieldSpec* field : details->row.fields) CHECK(field != credit);
    desk::ListRequest request;
    request.where = "credit_limit > 1.00";
    CHECK_FALSE(f.desk().list(f.entity("customer"), request).has_value());
    request.where.clear();
    request.sort = "credit_limit";
    CHECK(f.desk().list(f.entity("customer"), request).error().code == Code::unknown_field);
}

TEST_CASE("elements of sets come and go one by one") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "甲"}, {"tags", "重点;冷链"}});
    desk::Edit edit;
    const schema::FieldId tags = f.entity("customer").field("tags")->id;
    edit.added.emplace_back(tags, "月结");
    edit.removed.emplace_back(tags, "冷链");
    REQUIRE(f.desk().change({f.entity("customer").id, customer.id}, edit).has_value());
    const auto row = f.replica().rows().get(f.entity("customer").id, customer.id);
    CHECK(row->values.set_of(tags) == schema::Set{"月结", "重点"});
}
