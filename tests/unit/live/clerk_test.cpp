#include "live/clerk.h"

#include <doctest/doctest.h>

#include <set>

#include "base/platform.h"
#include "support/in_place_office.h"

using namespace branchline;
using namespace branchline::live;
using namespace branchline::test;

namespace {

struct ClerkCompany {
    explicit ClerkCompany(schema::Role role = schema::Role::clerk)
        : office(role), sample(sample_desk(office.fixture())) {
        office.pump();
    }

    [[nodiscard]] const schema::EntitySpec& entity(std::string_view name) {
        return office.fixture().entity(name);
    }

    Outcome perform(Action action) {
        const Ticket ticket = office.model().perform(std::move(action));
        office.pump();
        auto outcome = office.model().outcome_of(ticket);
        REQUIRE(outcome.has_value());
        return *outcome;
    }

    template <class Q>
    typename Q::Answer ask(const Q& question) {
        std::shared_ptr<const Answered<Q>> seen;
        office.settle([&](Model& model) { seen = model.see("slot", question); });
        REQUIRE(seen != nullptr);
        return seen->value;
    }

    std::string text(std::string_view name, const RowId& id, std::string_view field) {
        const auto row = office.fixture().replica().rows().get(entity(name).id, id);
        REQUIRE(row.has_value());
        return row->values.text(entity(name).field(field)->id);
    }

    std::vector<sync::RowKey> keys(std::string_view name, const std::vector<RowId>& ids) {
        std::vector<sync::RowKey> all;
        for (const RowId& id : ids) all.push_back({entity(name).id, id});
        return all;
    }

    InPlaceOffice office;
    SampleDesk sample;
};

}  // namespace

TEST_CASE("a record is saved with its children as one thing that one undo takes back") {
    ClerkCompany c;
    SaveRecord save;
    save.entity = c.entity("customer").id;
    save.values = c.office.fixture().record("customer", {{"name", "新客户"}});
    ChildChange contact;
    contact.entity = c.entity("contact").id;
    contact.values = c.office.fixture().record("contact", {{"name", "赵"}});
    save.children = {contact};
    const Outcome saved = c.perform(save);
    REQUIRE_FALSE(saved.error.has_value());
    CHECK(saved.command == "customer.create");
    CHECK(saved.number == "SHA-2611-K7-00001");
    CHECK(saved.can_undo);
    const sync::RowKey key = saved.rows.front();
    auto record = c.ask(RecordQuestion{key});
    REQUIRE(record.children.front().rows.size() == 1);

    SaveRecord edit;
    edit.entity = key.entity;
    edit.row = key.row;
    edit.values = c.office.fixture().record("customer", {{"short_name", "新"}});
    contact.row = record.children.front().rows.front().id;
    contact.values = {};
    contact.erase = true;
    edit.children = {contact};
    CHECK_FALSE(c.perform(edit).error.has_value());
    record = c.ask(RecordQuestion{key});
    CHECK(record.children.front().rows.empty());
    CHECK(c.perform(Undo{}).undone == "customer.edit");
    record = c.ask(RecordQuestion{key});
    CHECK(record.children.front().rows.size() == 1);
    CHECK(c.text("customer", key.row, "short_name").empty());
}

TEST_CASE("a call and what is to be done after it are saved together, and one undo takes both") {
    ClerkCompany c;
    DeskFixture& fixture = c.office.fixture();
    const RowId customer = c.sample.customers.front();
    SaveRecord call;
    call.entity = c.entity("interaction").id;
    call.values = fixture.record("interaction", {{"customer", to_text(customer)}});
    ChildChange task;
    task.entity = c.entity("task").id;
    task.values = fixture.record("task", {{"what", "再打一次"}});
    call.along = {task};
    const Outcome saved = c.perform(call);
    REQUIRE_FALSE(saved.error.has_value());
    CHECK(saved.command == "interaction.create");
    const sync::RowKey key = saved.rows.front();
    const auto tasks_about = [&] {
        desk::ListRequest request;
        request.where = "what = \"再打一次\"";
        return fixture.desk().list(c.entity("task"), request)->rows;
    };
    REQUIRE(tasks_about().size() == 1);
    const schema::Record made = tasks_about().front().values;
    CHECK(made.get(c.entity("task").field("about")->id) ==
          schema::Value{schema::AnyRef{key.entity, key.row}});
    CHECK(made.id(c.entity("task").field("customer")->id) == customer);

    CHECK_FALSE(c.perform(Undo{}).error.has_value());
    CHECK(tasks_about().empty());
    CHECK_FALSE(fixture.replica().rows().get(key.entity, key.row).has_value());
    CHECK_FALSE(c.perform(Redo{}).error.has_value());
    CHECK(tasks_about().size() == 1);
    CHECK(fixture.replica().rows().get(key.entity, key.row).has_value());
}

TEST_CASE("where what is to be done cannot be saved, the call is not saved either") {
    ClerkCompany c;
    const auto pending = c.office.model().status().desk.pending;
    SaveRecord call;
    call.entity = c.entity("interaction").id;
    call.values = c.office.fixture().record("interaction",
                                            {{"customer", to_text(c.sample.customers.front())}});
    ChildChange task;
    task.entity = c.entity("task").id;
    task.values = c.office.fixture().record("task", {{"quality", "no word what"}});
    call.along = {task};
    const Outcome refused = c.perform(call);
    REQUIRE(refused.error.has_value());
    CHECK(refused.error->code == Code::required);
    CHECK(refused.rows.empty());
    CHECK_FALSE(refused.can_undo);
    c.office.pump();
    CHECK(c.office.model().status().desk.pending == pending);
}

TEST_CASE("the same edit of many rows is one undo, and rows that refuse it are told") {
    ClerkCompany c;
    desk::Edit edit;
    edit.values = c.office.fixture().record("order", {{"special_requirements", "向上"}});
    const Outcome changed = c.perform(ChangeRows{c.keys("order", c.sample.orders), edit});
    CHECK_FALSE(changed.error.has_value());
    CHECK(changed.rows.size() == 8);
    REQUIRE(changed.refused.size() == 6);
    CHECK(changed.refused.front().error.code == Code::frozen);
    CHECK(changed.refused.front().row.row == c.sample.orders[8]);
    CHECK(c.text("order", c.sample.orders[7], "special_requirements") == "向上");
    CHECK_FALSE(c.perform(Undo{}).error.has_value());
    for (const RowId& order : c.sample.orders) {
        CHECK(c.text("order", order, "special_requirements").empty());
    }
    CHECK_FALSE(c.perform(Redo{}).error.has_value());
    CHECK(c.text("order", c.sample.orders[0], "special_requirements") == "向上");
    CHECK(c.text("order", c.sample.orders[7], "special_requirements") == "向上");
}

TEST_CASE("a step on many rows is taken where it can be") {
    ClerkCompany c;
    const Outcome taken = c.perform(TakeStep{c.keys("order", c.sample.orders), "submit", {}});
    CHECK(taken.command == "order.submit");
    CHECK(taken.rows.size() == 7);
    CHECK(taken.refused.size() == 7);
    const Outcome one = c.perform(TakeStep{c.keys("order", {c.sample.orders[8]}), "submit", {}});
    REQUIRE(one.error.has_value());
    CHECK(one.error->code == Code::illegal_step);
}

TEST_CASE("a refused step that is taken again, by whatever way, waits for nobody any more") {
    ClerkCompany c(schema::Role::reviewer);
    DeskFixture& fixture = c.office.fixture();
    const std::vector<sync::RowKey> order = c.keys("order", {c.sample.orders[6]});
    fixture.accept_all();
    const auto others = c.ask(InboxQuestion{}).refused.size();
    CHECK_FALSE(c.perform(TakeStep{order, "approve", {}}).error.has_value());
    fixture.reject_all(Code::changed_since_seen);
    REQUIRE(c.ask(InboxQuestion{}).refused.size() == others + 1);
    schema::Record why;
    why.set(c.entity("order").field("return_reason")->id, std::string("weight"));
    CHECK_FALSE(c.perform(TakeStep{order, "return", why}).error.has_value());
    CHECK(c.ask(InboxQuestion{}).refused.size() == others + 1);  // something else
    CHECK_FALSE(c.perform(Undo{}).error.has_value());
    CHECK_FALSE(c.perform(TakeStep{order, "approve", {}}).error.has_value());
    CHECK(c.ask(InboxQuestion{}).refused.size() == others);
}

TEST_CASE("a refused creation keeps its id when it is made again, and what names it goes along") {
    ClerkCompany c(schema::Role::manager);
    DeskFixture& fixture = c.office.fixture();
    fixture.accept_all();
    const auto others = c.ask(InboxQuestion{}).refused.size();
    const auto made = fixture.create("customer", {{"name", "Twice Ltd"}});
    const auto task = fixture.create(
        "task", {{"what", "Ring him"}, {"branch", "SHA"}, {"customer", made.number}});
    fixture.reject_all(Code::right);
    InboxAnswer inbox = c.ask(InboxQuestion{});
    REQUIRE(inbox.refused.size() == others + 1);
    const RefusedView& item = inbox.refused.front();
    CHECK(inbox.titles.at(made.id) == "Twice Ltd");
    CHECK(inbox.titles.at(task.id) == "Ring him");
    CHECK(item.is_own(item.fields.front()));
    CHECK(item.fields.back().record == sync::RowKey{c.entity("task").id, task.id});
    SaveRecord again;
    again.entity = c.entity("customer").id;
    again.values = fixture.record("customer", {{"name", "Twice Co"}});
    again.instead_of = item.id;
    const Outcome saved = c.perform(again);
    REQUIRE(saved.rows.size() == 1);
    CHECK(saved.rows.front().row == made.id);
    CHECK(saved.left.empty());
    CHECK(c.ask(InboxQuestion{}).refused.size() == others);
    CHECK(c.text("task", task.id, "what") == "Ring him");
    // What went along with it is the same step to who takes it back.
    CHECK_FALSE(c.perform(Undo{}).error.has_value());
    CHECK_FALSE(fixture.replica().rows().get(c.entity("task").id, task.id).has_value());
    CHECK_FALSE(fixture.replica().rows().get(c.entity("customer").id, made.id).has_value());
    CHECK_FALSE(c.perform(Redo{}).error.has_value());
    CHECK(c.text("task", task.id, "what") == "Ring him");
    CHECK(c.text("customer", made.id, "name") == "Twice Co");
}

TEST_CASE("pasted rows come and go together") {
    ClerkCompany c;
    CreateRows create;
    create.entity = c.entity("customer").id;
    create.rows = {c.office.fixture().record("customer", {{"name", "甲"}}),
                   {},
                   c.office.fixture().record("customer", {{"name", "乙"}})};
    const Outcome made = c.perform(create);
    CHECK(made.imported == 2);
    REQUIRE(made.refused.size() == 1);
    CHECK(made.refused.front().line == 1);
    CHECK(made.refused.front().error.code == Code::required);
    CHECK_FALSE(c.perform(Undo{}).error.has_value());
    for (const sync::RowKey& key : made.rows) CHECK_FALSE(c.ask(RecordQuestion{key}).exists);
}

TEST_CASE("rows are deleted where they may be") {
    ClerkCompany c;
    const Outcome gone = c.perform(
        EraseRows{c.keys("order", {c.sample.orders[0], c.sample.orders[8], c.sample.orders[1]})});
    CHECK(gone.rows.size() == 2);
    REQUIRE(gone.refused.size() == 1);
    CHECK(gone.refused.front().error.code == Code::not_deletable);
}

TEST_CASE("an import goes on between other actions, tells how far it is, and can be stopped") {
    ClerkCompany c;
    const std::string path = c.office.fixture().directory.path() + "/rows.csv";
    std::string content = "name\n";
    for (int i = 0; i < 900; ++i) content += "导入" + std::to_string(i) + "\n";
    REQUIRE(write_file_atomically(path, content, false).has_value());
    Model& model = c.office.model();
    const Ticket ticket = model.perform(ImportFile{c.entity("customer").id, path, {}, false});
    while (model.work().empty() || model.work().at(ticket).rows < 400) c.office.pump_one();
    CHECK(model.work().at(ticket).done > 0);
    CHECK(model.work().at(ticket).done < 1);
    const Ticket save = model.perform(CreateRows{
        c.entity("customer").id, {c.office.fixture().record("customer", {{"name", "插队"}})}});
    c.office.pump_one();
    CHECK_FALSE(model.is_busy(save));
    CHECK(model.is_busy(ticket));
    model.stop(ticket);
    c.office.pump();
    const auto outcome = model.outcome_of(ticket);
    REQUIRE(outcome.has_value());
    CHECK(outcome->stopped);
    CHECK(outcome->imported == 400);
    CHECK(outcome->can_undo);
}

TEST_CASE("a file that cannot be read is refused as a whole") {
    ClerkCompany c;
    CHECK(c.perform(ImportFile{c.entity("customer").id, "/nowhere/x.csv", {}, false})
              .error.has_value());
}

TEST_CASE("an export is complete under its name, or not there") {
    ClerkCompany c;
    const std::string path = c.office.fixture().directory.path() + "/out.csv";
    const Outcome written = c.perform(ExportFile{c.entity("customer").id, path, "grade = A"});
    CHECK_FALSE(written.error.has_value());
    CHECK(written.path == path);
    CHECK(written.exported == 6);
    CHECK(file_exists(path));
    CHECK(c.perform(ExportFile{c.entity("customer").id, "/nowhere/x.csv", {}}).error.has_value());
}

TEST_CASE("drafts and settings are there again after the end of the process") {
    ClerkCompany c;
    Model& model = c.office.model();
    model.keep_draft("order/new", "半张订单");
    model.keep("theme", "dark");
    c.office.pump();
    c.office.restart();
    REQUIRE(model.draft("order/new") != nullptr);
    CHECK(*model.draft("order/new") == "半张订单");
    CHECK(model.setting("theme") == "dark");
    SaveRecord save;
    save.entity = c.entity("customer").id;
    save.draft = "order/new";
    CHECK(c.perform(save).error->code == Code::required);
    CHECK(model.draft("order/new") != nullptr);
    save.values = c.office.fixture().record("customer", {{"name", "甲"}});
    CHECK_FALSE(c.perform(save).error.has_value());
    CHECK(model.draft("order/new") == nullptr);
    c.office.restart();
    CHECK(model.draft("order/new") == nullptr);
}

TEST_CASE("the inbox shows what asks for a decision, and takes it") {
    ClerkCompany c;
    auto inbox = c.ask(InboxQuestion{});
    REQUIRE(inbox.cases.size() == 1);
    REQUIRE(inbox.refused.size() == 1);
    CHECK(inbox.refused.front().row == c.sample.customer_refused);
    REQUIRE(inbox.refused.front().fields.size() == 1);
    CHECK(inbox.refused.front().fields.front().typed == schema::Value{std::string("简称")});
    CHECK(inbox.titles.at(c.sample.customer_in_conflict) == "测试客户00005");
    CHECK_FALSE(c.perform(ResolveCase{inbox.cases.front().id, {"mine"}}).error.has_value());
    CHECK_FALSE(c.perform(DiscardRefused{inbox.refused.front().id}).error.has_value());
    inbox = c.ask(InboxQuestion{});
    CHECK(inbox.cases.empty());
    CHECK(inbox.refused.empty());
    CHECK(c.perform(DiscardRefused{{1, 1}}).error->code == Code::not_found);
}

TEST_CASE("what waits is listed, newest first") {
    ClerkCompany c;
    c.office.fixture().create("customer", {{"name", "甲"}});
    const auto waiting = c.ask(WaitingQuestion{});
    CHECK(waiting.count == 2);
    REQUIRE(waiting.items.size() == 2);
    CHECK(waiting.items.front().command == "customer.create");
    CHECK(waiting.items.back().key.row == c.sample.customer_waiting);
    CHECK(c.office.model().status().desk.pending == 2);
    CHECK(c.office.model().status().user_name == "王芳");
    CHECK(c.office.model().status().branch_name == "上海分公司");
    CHECK(c.office.model().status().undo_of == "customer.create");
}

TEST_CASE("the history of a record tells its children and what follows it") {
    ClerkCompany c;
    const auto history =
        c.ask(HistoryQuestion{{c.entity("customer").id, c.sample.customer_waiting}});
    REQUIRE_FALSE(history.lines.empty());
    CHECK(history.lines.front().waiting);
    CHECK(history.lines.front().after == schema::Value{std::string("待传")});
    std::set<schema::EntityId> entities;
    for (const desk::HistoryLine& line : history.lines) entities.insert(line.row.entity);
    CHECK(entities.contains(c.entity("contact").id));
    CHECK(entities.contains(c.entity("order").id));
    CHECK(history.titles.at(c.office.fixture().user) == "王芳");
}

TEST_CASE("what is not the clerk's is left to the program") {
    ClerkCompany c;
    c.office.model().perform(LockDesk{});
    c.office.pump();
    CHECK(c.office.for_the_program.size() == 1);
    CHECK_FALSE(Clerk::carries_out(Unlock{}));
    CHECK(Clerk::carries_out(SelfCheck{}));
    CHECK_FALSE(c.perform(SelfCheck{}).error.has_value());
}
