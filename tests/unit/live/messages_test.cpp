#include "live/messages.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "desk/attention.h"
#include "desk/cases.h"
#include "support/desk_fixture.h"

using namespace branchline;
using namespace branchline::live;
using namespace branchline::test;

namespace {

using Kind = Message::Kind;

struct MessagesCompany {
    [[nodiscard]] const schema::FieldSpec& field(std::string_view entity, std::string_view name) {
        return *fixture.entity(entity).field(name);
    }

    RowId arrive(std::string_view entity, const std::string& owner, const std::string& name) {
        DeskFixture::Texts texts{{"branch", "SHA"}, {"owner", owner}};
        texts.emplace_back(entity == "task" ? "what" : "name", name);
        return fixture.arrive(entity, texts);
    }

    // What head office has judged of somebody else.
    sync::Entry entry_of(const UserId& user) {
        sync::Entry entry;
        entry.op = entry.origin = random_id(fixture.random);
        entry.device = {0xDE, 2};
        entry.user = user;
        entry.corrected_ms = entry.received_ms = fixture.clock.now_ms += 1'000;
        entry.command = "test";
        return entry;
    }

    sync::Effect set(std::string_view entity, const RowId& row, std::string_view name,
                     const std::string& text, const sync::Entry& entry) {
        sync::Effect effect =
            sync::effect_on(sync::EffectKind::set, fixture.entity(entity).id, row);
        effect.unit = {field(entity, name).id, {}};
        effect.values = fixture.record(entity, {{std::string(name), text}});
        effect.version = {entry.origin, {}};
        return effect;
    }

    std::vector<Message> of(Kind kind) {
        std::vector<Message> found;
        for (Message& each : messages.answer().messages) {
            if (each.kind == kind) found.push_back(std::move(each));
        }
        return found;
    }

    DeskFixture fixture{schema::Role::clerk};
    Messages messages{fixture.desk()};
};

}  // namespace

TEST_CASE("a refused change is a message until it is dealt with") {
    MessagesCompany c;
    const RowId row = c.arrive("customer", "wang", "甲");
    c.fixture.change("customer", row, {{"short_name", "简称"}});
    CHECK(c.of(Kind::refused).empty());
    c.fixture.reject_all(Code::right);
    const std::vector<Message> refused = c.of(Kind::refused);
    REQUIRE(refused.size() == 1);
    CHECK(refused[0].row == row);
    REQUIRE(refused[0].error.has_value());
    CHECK(refused[0].error->code == Code::right);
    const auto item = desk::find_refused(c.fixture.desk(), to_text(refused[0].item));
    REQUIRE(item.has_value());
    REQUIRE(desk::discard(c.fixture.desk(), *item).has_value());
    CHECK(c.of(Kind::refused).empty());
}

TEST_CASE("an open case is a message until it is decided, under one id") {
    MessagesCompany c;
    const RowId row = c.arrive("customer", "wang", "甲");
    c.fixture.change("customer", row, {{"needs", "冷链"}});
    c.fixture.merge_into_case("customer", row, "needs", "常温");
    const std::vector<Message> open = c.of(Kind::conflict);
    REQUIRE(open.size() == 1);
    CHECK(open[0].field == &c.field("customer", "needs"));
    CHECK(c.of(Kind::conflict)[0].id == open[0].id);
    const auto kase = desk::find_case(c.fixture.desk(), to_text(open[0].item));
    REQUIRE(kase.has_value());
    REQUIRE(desk::resolve_case(c.fixture.desk(), *kase, {"mine"}).has_value());
    CHECK(c.of(Kind::conflict).empty());
}

TEST_CASE("a value of his that a rule did not let stand is told, another's is not") {
    MessagesCompany c;
    const RowId row = c.arrive("customer", "li", "甲");
    sync::Entry entry = c.entry_of(c.fixture.other_user);
    for (const UserId& loser : {c.fixture.user, c.fixture.other_user}) {
        sync::Effect mark =
            sync::effect_on(sync::EffectKind::mark, c.fixture.entity("customer").id, row);
        mark.unit = {c.field("customer", "short_name").id, {}};
        mark.values = c.fixture.record("customer", {{"short_name", "未采用"}});
        mark.mark.user = loser;
        entry.effects.push_back(mark);
    }
    c.fixture.take({entry});
    const std::vector<Message> lost = c.of(Kind::overruled);
    REQUIRE(lost.size() == 1);
    CHECK(lost[0].by == c.fixture.other_user);
    CHECK(lost[0].value == schema::Value(std::string("未采用")));
}

TEST_CASE("a step of somebody else on what is his comes with its reason, his own does not") {
    MessagesCompany c;
    const RowId row =
        c.fixture.arrive("order", {{"branch", "SHA"}, {"owner", "wang"}, {"status", "submitted"}});
    const RowId other =
        c.fixture.arrive("order", {{"branch", "SHA"}, {"owner", "li"}, {"status", "submitted"}});
    for (const RowId& each : {row, other}) {
        sync::Entry entry = c.entry_of(c.fixture.other_user);
        entry.effects = {c.set("order", each, "return_reason", "价格偏低", entry),
                         c.set("order", each, "status", "returned", entry)};
        c.fixture.take({entry});
    }
    const std::vector<Message> steps = c.of(Kind::step);
    REQUIRE(steps.size() == 1);
    CHECK(steps[0].row == row);
    CHECK(steps[0].by == c.fixture.other_user);
    CHECK(steps[0].reason == "价格偏低");
    sync::Entry own = c.entry_of(c.fixture.user);
    own.effects = {c.set("order", row, "status", "submitted", own)};
    c.fixture.take({own});
    CHECK(c.of(Kind::step).size() == 1);
}

TEST_CASE("what is gone since is no message any more") {
    MessagesCompany c;
    const RowId task = c.arrive("task", "wang", "回访");
    REQUIRE(c.of(Kind::assigned).size() == 1);
    sync::Entry entry = c.entry_of(c.fixture.other_user);
    entry.effects = {
        sync::effect_on(sync::EffectKind::tombstone, c.fixture.entity("task").id, task)};
    c.fixture.take({entry});
    CHECK(c.of(Kind::assigned).empty());
}

TEST_CASE("what others make his is told, newest first, many of one batch as one") {
    MessagesCompany c;
    const RowId task = c.arrive("task", "wang", "回访");
    c.arrive("task", "li", "别人的");
    std::vector<Message> given = c.of(Kind::assigned);
    REQUIRE(given.size() == 1);
    CHECK(given[0].row == task);
    std::vector<sync::Entry> entries;
    const Id batch = random_id(c.fixture.random);
    for (int i = 0; i < 3; ++i) {
        const RowId row = c.arrive("customer", "li", "客户" + std::to_string(i));
        sync::Entry entry = c.entry_of(c.fixture.other_user);
        entry.batch = batch;
        entry.effects = {c.set("customer", row, "owner", "wang", entry)};
        entries.push_back(std::move(entry));
    }
    for (sync::Entry& entry : entries) c.fixture.take({entry});
    given = c.of(Kind::assigned);
    REQUIRE(given.size() == 2);
    CHECK(given[0].count == 3);
    CHECK(given[0].entity == &c.fixture.entity("customer"));
    CHECK(given[1].row == task);
}

TEST_CASE("what was read from the log once is found again after the end of the process") {
    MessagesCompany c;
    c.arrive("task", "wang", "回访");
    const std::string id = c.of(Kind::assigned).at(0).id;
    c.fixture.reopen();
    Messages again(c.fixture.desk());
    const MessagesAnswer answer = again.answer();
    REQUIRE(answer.messages.size() == 1);
    CHECK(answer.messages[0].id == id);
}

TEST_CASE("a restored head office is told, its first beginning is not") {
    MessagesCompany c;
    CHECK(c.of(Kind::restored).empty());
    sync::Entry entry = c.entry_of({});
    entry.kind = sync::EntryKind::epoch;
    entry.epoch = random_id(c.fixture.random);
    c.fixture.take({entry});
    CHECK(c.of(Kind::restored).size() == 1);
}
