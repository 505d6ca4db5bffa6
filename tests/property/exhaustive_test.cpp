// Small scopes, completely: two desks with a few commands of one rule, every choice of commands and
// every order of writing, sending and reading. Longer or mixed runs are left to the random scripts.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "support/script_world.h"
#include "support/test_catalogue.h"

namespace branchline::test {

namespace {

using schema::Record;

using Command = std::function<void(ScriptAuthor&, int desk)>;

Record one(schema::FieldId field, schema::Value value) {
    Record values;
    values.set(field, std::move(value));
    return values;
}

bool is_live(ScriptAuthor& author, const RowKey& key) {
    const sync::RowPointer row = author.screen().row(key);
    return row != nullptr && !row->deleted();
}

Command set_to(schema::FieldId field, schema::Value value) {
    return [=](ScriptAuthor& author, int) { author.set(rows::deal_1, one(field, value)); };
}

// A value that only this desk would write.
Command set_own(schema::FieldId field, std::int64_t first) {
    return [=](ScriptAuthor& author, int desk) {
        const auto number = static_cast<std::int64_t>(author.head().counter);
        author.set(rows::deal_1, one(field, first + 100 * desk + number));
    };
}

Command undo_to(schema::FieldId field, schema::Value value) {
    return
        [=](ScriptAuthor& author, int) { author.set(rows::deal_1, one(field, value)).inverse(); };
}

Command set_title() {
    return [](ScriptAuthor& author, int) {
        author.set(rows::deal_1, one(deal::title.spec.id, "by " + short_name(author.head().op)));
    };
}

Command set_place(bool with_street) {
    return [=](ScriptAuthor& author, int) {
        Record place = one(deal::city.spec.id, "city " + short_name(author.head().op));
        if (with_street) {
            place.set(deal::street.spec.id, "street");
        }
        author.set(rows::deal_1, place);
    };
}

Command add_up(std::int64_t by) {
    return [=](ScriptAuthor& author, int) {
        const std::int64_t now =
            author.screen().row(rows::deal_1)->values.integer(deal::balance.spec.id);
        author.sum(rows::deal_1, deal::balance.spec.id, now + by);
    };
}

// Only what the screen does not show can be added, only what it shows can be taken away.
Command change_element(const std::string& element, bool add) {
    return [=](ScriptAuthor& author, int) {
        const sync::RowPointer row = author.screen().row(rows::deal_1);
        const bool there = schema::set_contains(row->values.set_of(deal::tags.spec.id), element);
        if (add && !there) {
            author.add(rows::deal_1, deal::tags.spec.id, element);
        } else if (!add && there) {
            author.remove(rows::deal_1, deal::tags.spec.id, element);
        }
    };
}

Command add_element(const std::string& element) { return change_element(element, true); }

Command remove_element(const std::string& element) { return change_element(element, false); }

Command change_line(std::size_t line) {
    return [=](ScriptAuthor& author, int) {
        std::string text = author.screen().row(rows::deal_1)->values.text(deal::memo.spec.id);
        std::size_t at = 0;
        for (std::size_t i = 0; i < line && at != std::string::npos; ++i) {
            at = text.find('\n', at + 1);
        }
        text.insert(std::min(at, text.size()), line == 0 ? "x" : "\nx" + std::to_string(line));
        author.text(rows::deal_1, deal::memo.spec.id, text + short_name(author.head().op));
    };
}

Command take(const schema::Transition& step) {
    return [&step](ScriptAuthor& author, int) {
        if (step.reason != 0) {
            author.set(rows::deal_1, one(step.reason, "because"));
        }
        author.step(rows::deal_1, step);
    };
}

// Answers the open case of the unit: the first proposal, or what is there.
Command answer(schema::FieldId field, bool take_proposal) {
    return [=](ScriptAuthor& author, int) {
        const auto kase = author.screen().open_case(sync::case_id(rows::deal_1, {field, {}}));
        if (kase == nullptr) {
            return;
        }
        const schema::Value there = author.screen().row(rows::deal_1)->values.get(field);
        const schema::Value proposed = kase->proposals.front().values.get(field);
        author.set(rows::deal_1, one(field, take_proposal ? proposed : there)).resolution();
    };
}

Command erase(const RowKey& key) {
    return [=](ScriptAuthor& author, int) {
        if (is_live(author, key)) {
            author.erase(key);
        }
    };
}

Command insert_line() {
    return [](ScriptAuthor& author, int) {
        Record values = one(line::owner.spec.id, rows::deal_1.row);
        values.set(line::cargo.spec.id, "more");
        author.insert({line::spec.spec.id, author.head().op}, values);
    };
}

Command insert_visit() {
    return [](ScriptAuthor& author, int) {
        Record values = one(visit::about.spec.id, rows::deal_1.row);
        values.set(visit::what.spec.id, "tea");
        author.insert({visit::spec.spec.id, author.head().op}, values);
    };
}

Command rename_line() {
    return [](ScriptAuthor& author, int) {
        if (is_live(author, rows::line_1)) {
            author.set(rows::line_1,
                       one(line::cargo.spec.id, "by " + short_name(author.head().op)));
        }
    };
}

ScriptWorld beginning_world() {
    ScriptWorld world(2);
    put_usual_rows(world);
    return world;
}

// --- every order of writing, sending and reading -------------------------------------------------

class Explorer {
  public:
    Explorer(std::vector<Command> commands, int writes_a, int writes_b)
        : commands_(std::move(commands)), limits_{writes_a, writes_b} {}

    void run() {
        explore(beginning_world(), {0, 0}, {false, false});
        INFO(failure_);
        CHECK(failure_.empty());
        MESSAGE(runs_ << " runs");
    }

  private:
    using Counts = std::array<int, 2>;
    using Flags = std::array<bool, 2>;

    void explore(const ScriptWorld& world, Counts written, Flags unsent) {
        bool ended = true;
        for (int desk = 0; desk < 2 && failure_.empty(); ++desk) {
            const auto at = static_cast<std::size_t>(desk);
            if (written[at] < limits_[at]) {
                ended = false;
                write(world, desk, written, unsent);
            }
            if (unsent[at]) {
                ended = false;
                exchange(world, desk, written, unsent);
            }
        }
        if (ended && failure_.empty()) {
            ScriptWorld last = world;
            last.settle_everything();
            failure_ = last.failure();
            ++runs_;
        }
    }

    void write(const ScriptWorld& world, int desk, Counts written, Flags unsent) {
        const auto at = static_cast<std::size_t>(desk);
        ++written[at];
        unsent[at] = true;
        for (const Command& command : commands_) {
            ScriptWorld next = world;
            next.now_ms += 1000;
            next.write(desk, [&](ScriptAuthor& author) { command(author, desk); });
            explore(next, written, unsent);
        }
    }

    // A meeting with the hub: everything written is sent, everything there is read.
    void exchange(const ScriptWorld& world, int desk, Counts written, Flags unsent) {
        unsent[static_cast<std::size_t>(desk)] = false;
        ScriptWorld next = world;
        next.now_ms += 1000;
        while (next.can_send(desk) && next.failure().empty()) {
            next.send(desk);
        }
        next.pull(desk);
        failure_ = next.failure();
        if (failure_.empty()) {
            explore(next, written, unsent);
        }
    }

    std::vector<Command> commands_;
    Counts limits_;
    std::string failure_;
    std::size_t runs_ = 0;
};

// --- every order of delivery of the same groups --------------------------------------------------

class Deliveries {
  public:
    // The values that remain, over all orders of delivery.
    std::set<std::string> outcomes(const std::vector<Command>& a, const std::vector<Command>& b,
                                   bool a_is_later) {
        ScriptWorld world = beginning_world();
        const auto write = [&](int desk, const std::vector<Command>& commands, std::int64_t late) {
            for (std::size_t i = 0; i < commands.size(); ++i) {
                world.now_ms = 1'000'000 + 1000 * static_cast<std::int64_t>(2 * i) + late;
                world.write(desk, [&](ScriptAuthor& author) { commands[i](author, desk); });
            }
        };
        write(0, a, a_is_later ? 50'000 : 0);
        write(1, b, 1000);
        for (int desk = 0; desk < 2; ++desk) {
            for (const auto& each : world.desk(desk).written) {
                programs_ += "  " + text_of(each->group) + "\n";
            }
        }
        world.now_ms = 2'000'000;
        deliver(world);
        return std::move(values_);
    }

    [[nodiscard]] const std::string& failure() const { return failure_; }

    [[nodiscard]] const std::string& programs() const { return programs_; }

  private:
    void deliver(const ScriptWorld& world) {
        if (!world.can_send(0) && !world.can_send(1)) {
            values_.insert(world.hub_values());
            return;
        }
        for (int desk = 0; desk < 2 && failure_.empty(); ++desk) {
            if (world.can_send(desk)) {
                ScriptWorld next = world;
                next.send(desk);
                failure_ = next.failure();
                deliver(next);
            }
        }
    }

    std::set<std::string> values_;
    std::string programs_;
    std::string failure_;
};

// All sequences of up to `length` commands, the empty one not among them.
std::vector<std::vector<Command>> sequences(const std::vector<Command>& commands,
                                            std::size_t length) {
    std::vector<std::vector<Command>> all;
    std::vector<std::vector<Command>> longest{{}};
    for (std::size_t i = 0; i < length; ++i) {
        std::vector<std::vector<Command>> longer;
        for (const auto& sequence : longest) {
            for (const Command& command : commands) {
                longer.push_back(sequence);
                longer.back().push_back(command);
            }
        }
        all.insert(all.end(), longer.begin(), longer.end());
        longest = std::move(longer);
    }
    return all;
}

void check_order_independence(const std::vector<Command>& commands, std::size_t length_a,
                              std::size_t length_b) {
    std::size_t programs = 0;
    for (const auto& a : sequences(commands, length_a)) {
        for (const auto& b : sequences(commands, length_b)) {
            for (const bool a_is_later : {false, true}) {
                Deliveries deliveries;
                const std::set<std::string> outcomes = deliveries.outcomes(a, b, a_is_later);
                REQUIRE_MESSAGE(deliveries.failure().empty(), deliveries.failure());
                if (outcomes.size() != 1) {
                    FAIL("different ends of\n"
                         << deliveries.programs() << *outcomes.begin() << "and\n"
                         << *outcomes.rbegin());
                }
                ++programs;
            }
        }
    }
    MESSAGE(programs << " programs in every order of delivery");
}

}  // namespace

TEST_CASE("exhaustive: latest") {
    Explorer(
        {set_title(), set_to(deal::title.spec.id, "same"), undo_to(deal::title.spec.id, "title")},
        2, 2)
        .run();
}

TEST_CASE("exhaustive: a unit of several fields") {
    Explorer({set_place(true), set_place(false)}, 2, 2).run();
}

TEST_CASE("exhaustive: ask with resolutions") {
    Explorer({set_own(deal::price.spec.id, 10), set_to(deal::price.spec.id, std::int64_t{50}),
              answer(deal::price.spec.id, true), answer(deal::price.spec.id, false)},
             2, 2)
        .run();
}

TEST_CASE("exhaustive: first") {
    Explorer({set_own(deal::grade.spec.id, 1), set_to(deal::grade.spec.id, std::int64_t{5})}, 2, 2)
        .run();
}

TEST_CASE("exhaustive: sum with limits") { Explorer({add_up(40), add_up(-9)}, 3, 2).run(); }

TEST_CASE("exhaustive: set") {
    Explorer({add_element("old"), remove_element("old"), add_element("new")}, 2, 2).run();
}

TEST_CASE("exhaustive: text") { Explorer({change_line(0), change_line(2)}, 3, 2).run(); }

TEST_CASE("exhaustive: furthest and correct") {
    Explorer({set_own(deal::visited.spec.id, 600), set_to(deal::visited.spec.id, std::int64_t{550}),
              [](ScriptAuthor& author, int) {
                  author.correct(rows::deal_1, deal::visited.spec.id, 450);
              }},
             2, 2)
        .run();
}

TEST_CASE("exhaustive: the machine and what it covers") {
    Explorer({take(deal::all_steps[0]), take(deal::all_steps[1]), set_own(deal::price.spec.id, 10),
              take(deal::all_steps[4])},
             2, 2)
        .run();
}

TEST_CASE("exhaustive: return and submit again") {
    Explorer({take(deal::all_steps[0]), take(deal::all_steps[1]), take(deal::all_steps[2])}, 2, 2)
        .run();
}

TEST_CASE("exhaustive: rows come and go") {
    Explorer({insert_line(), rename_line(), erase(rows::line_1), erase(rows::deal_1)}, 2, 2).run();
}

TEST_CASE("exhaustive: rows that refer to others") {
    Explorer({insert_visit(), erase(rows::deal_1), set_title()}, 2, 2).run();
}

TEST_CASE("exhaustive: a check of the row") {
    Explorer({set_to(deal::low.spec.id, std::int64_t{6}),
              set_to(deal::high.spec.id, std::int64_t{4}), answer(deal::high.spec.id, true)},
             2, 2)
        .run();
}

TEST_CASE("sums do not depend on the order of delivery") {
    check_order_independence({add_up(7), add_up(-5)}, 3, 3);
}

TEST_CASE("furthest does not depend on the order of delivery") {
    check_order_independence(
        {set_own(deal::visited.spec.id, 600), set_to(deal::visited.spec.id, std::int64_t{650})}, 3,
        3);
}

TEST_CASE("different values of latest do not depend on the order of delivery") {
    check_order_independence({set_title()}, 3, 3);
    check_order_independence({set_place(true), set_place(false)}, 2, 2);
}

// With one exception: who takes an element away, adds it again and takes it away again, all unseen,
// keeps it or not by whether another's removal of it came first. An add is never lost by it.
TEST_CASE("sets do not depend on the order of delivery") {
    check_order_independence({add_element("old"), remove_element("old"), add_element("new")}, 2, 2);
    check_order_independence({add_element("new"), remove_element("new")}, 3, 3);
}

}  // namespace branchline::test
