#include "desk/attention.h"

#include <doctest/doctest.h>

#include "desk/status.h"
#include "support/desk_fixture.h"

using namespace branchline;
using namespace branchline::test;

TEST_CASE("refused groups show as one item per root, and leave the visible data") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "甲"}});
    f.create("contact", {{"customer", customer.number}, {"name", "刘"}});
    f.reject_all(Code::right);
    const auto items = desk::refused_items(f.desk());
    REQUIRE(items.size() == 1);
    CHECK(items[0].error.code == Code::right);
    CHECK(items[0].groups.size() == 2);
    CHECK(items[0].entity->name == "customer");
    CHECK(items[0].own.size() == 2);
    REQUIRE(items[0].changes.size() == 2);
    CHECK(items[0].changes[0].what == "create");
    CHECK(items[0].changes[1].entity->name == "contact");
    CHECK_FALSE(f.desk().show({f.entity("customer").id, customer.id}).has_value());
    CHECK(desk::status_of(f.desk()).attention == 1);
}

TEST_CASE("a bundle is sent again whole, in order") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "甲"}});
    f.create("contact", {{"customer", customer.number}, {"name", "刘"}});
    f.reject_all(Code::right);
    const auto item = desk::find_refused(f.desk(), to_text(desk::refused_items(f.desk())[0].id));
    REQUIRE(item.has_value());
    REQUIRE(desk::resend(f.desk(), *item).has_value());
    CHECK(desk::refused_items(f.desk()).empty());
    CHECK(desk::status_of(f.desk()).pending == 2);
    const auto details = f.desk().show({f.entity("customer").id, customer.id});
    REQUIRE(details.has_value());
    CHECK(details->children.size() == 1);
    CHECK(f.replica().check_fold().empty());
}

TEST_CASE("what is discarded is gone from attention and does not come back") {
    DeskFixture f;
    f.create("customer", {{"name", "甲"}});
    f.reject_all(Code::right);
    REQUIRE(desk::discard(f.desk(), desk::refused_items(f.desk())[0]).has_value());
    f.reopen();
    CHECK(desk::refused_items(f.desk()).empty());
    CHECK_FALSE(desk::status_of(f.desk()).needs_attention());
}

namespace {

// Refused: a customer with a contact, and a task that was built on him elsewhere.
struct Bundle {
    explicit Bundle(bool with_change_of_task = false) {
        customer = f.create("customer", {{"name", "甲"}});
        f.create("contact", {{"customer", customer.number}, {"name", "刘"}});
        task = f.create("task",
                        {{"what", "Ring him"}, {"branch", "SHA"}, {"customer", customer.number}});
        f.change("customer", customer.id, {{"short_name", "A"}});
        if (with_change_of_task) f.change("task", task.id, {{"priority", "high"}});
        f.reject_all(Code::right);
    }

    [[nodiscard]] desk::RefusedItem item() {
        auto items = desk::refused_items(f.desk());
        REQUIRE(items.size() == 1);
        return items.front();
    }

    DeskFixture f;
    desk::Created customer;
    desk::Created task;
};

}  // namespace

TEST_CASE("one item lists every record of a bundle, lines as part of theirs") {
    Bundle b;
    const desk::RefusedItem item = b.item();
    CHECK(item.groups.size() == 4);
    CHECK(item.own.size() == 3);
    REQUIRE(item.changes.size() == 4);
    const sync::RowKey customer{b.f.entity("customer").id, b.customer.id};
    CHECK(item.changes[1].entity->name == "contact");
    CHECK(item.changes[1].record == customer);
    CHECK(item.is_about(item.changes[1].record));
    CHECK(item.changes[2].record == sync::RowKey{b.f.entity("task").id, b.task.id});
    CHECK_FALSE(item.is_about(item.changes[2].record));
}

TEST_CASE("a line that was refused alone is an item of the record that it stands in") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "甲"}});
    f.accept_all();
    f.create("contact", {{"customer", customer.number}, {"name", "刘"}});
    f.reject_all(Code::right);
    const auto items = desk::refused_items(f.desk());
    REQUIRE(items.size() == 1);
    CHECK(items[0].entity->name == "customer");
    CHECK(items[0].row == customer.id);
}

TEST_CASE("what was built elsewhere goes along with the save that takes the place of the root") {
    Bundle b;
    const desk::RefusedItem item = b.item();
    const auto again = b.f.desk().create(
        b.f.entity("customer"), b.f.record("customer", {{"name", "甲乙"}}), {}, {}, b.customer.id);
    REQUIRE(again.has_value());
    CHECK(again->id == b.customer.id);
    CHECK(desk::replace(b.f.desk(), item, again->group).empty());
    CHECK(desk::refused_items(b.f.desk()).empty());
    CHECK(desk::status_of(b.f.desk()).pending == 2);
    const auto task = b.f.desk().show({b.f.entity("task").id, b.task.id});
    REQUIRE(task.has_value());
    b.f.reopen();
    REQUIRE(b.f.replica().pending().all().size() == 2);
    const sync::PendingGroup& sent = b.f.replica().pending().all().rbegin()->second;
    CHECK(sent.group.depends_on == std::vector<OpId>{again->group});
    CHECK_FALSE(sent.left_out);
    CHECK(b.f.replica().check_fold().empty());
}

TEST_CASE("what does not stand without the root stays, and is told, with what is built on it") {
    Bundle b(true);
    const desk::RefusedItem item = b.item();
    const auto other =
        b.f.desk().create(b.f.entity("customer"), b.f.record("customer", {{"name", "乙"}}));
    REQUIRE(other.has_value());
    const auto left = desk::replace(b.f.desk(), item, other->group);
    REQUIRE(left.size() == 2);
    CHECK(left[0].command == "task.create");
    CHECK(left[0].row.row == b.task.id);
    CHECK(left[0].error.code == Code::reference);
    CHECK(left[1].command == "task.edit");
    CHECK(left[1].error.code == Code::predecessor);
    CHECK(b.item().entity->name == "task");
    CHECK(b.item().groups.size() == 2);
}

TEST_CASE("a bundle is discarded whole") {
    DeskFixture f;
    const auto customer = f.create("customer", {{"name", "甲"}});
    f.create("contact", {{"customer", customer.number}, {"name", "刘"}});
    f.reject_all(Code::right);
    REQUIRE(desk::discard(f.desk(), desk::refused_items(f.desk())[0]).has_value());
    f.reopen();
    CHECK(desk::refused_items(f.desk()).empty());
    CHECK(desk::status_of(f.desk()).attention == 0);
}
