// For the cases of the rule table (cells_*.cpp) and the scenarios: three desks and a hub, where a
// desk writes without being heard, and is heard when the case says so. Everything the judge decides
// is compared with the reference model on the way.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/script_world.h"
#include "support/test_catalogue.h"

namespace branchline::test {

using schema::Record;
using schema::Value;
using sync::ChangeKind;
using sync::Outcome;
using sync::Verdict;
using sync::Why;

inline constexpr int a = 0;  // desk of a clerk who also reviews
inline constexpr int b = 1;  // desk of a manager
inline constexpr int c = 2;  // desk of a reviewer: steps only, no prices

inline constexpr schema::FieldId title = deal::title.spec.id;
inline constexpr schema::FieldId price = deal::price.spec.id;
inline constexpr schema::FieldId balance = deal::balance.spec.id;

inline Value number(std::int64_t value) { return value; }

inline Record one(schema::FieldId field, Value value) {
    Record values;
    values.set(field, std::move(value));
    return values;
}

class Table {
  public:
    Table() { put_usual_rows(world); }

    // The desk writes a group; nobody hears of it yet. Later groups have later times.
    void write(int desk, const ScriptWorld::Compose& compose) {
        world.now_ms += 1000;
        world.write(desk, compose);
    }

    // The hub judges the desk's oldest group that it has not had.
    Outcome send(int desk, std::size_t overtake = 0) {
        const std::size_t before = world.log().size();
        world.send(desk, overtake);
        REQUIRE_MESSAGE(world.failure().empty(), world.failure());
        if (world.log().size() == before) {
            Outcome waiting;
            waiting.verdict = Verdict::deferred;
            return waiting;
        }
        return world.log().at(before)->outcome;
    }

    Outcome judged(int desk, const ScriptWorld::Compose& compose) {
        write(desk, compose);
        return send(desk);
    }

    void pull(int desk) { world.pull(desk); }

    sync::RowPointer row(const RowKey& key) { return world.hub().row(key); }

    Value value(const RowKey& key, schema::FieldId field) { return row(key)->values.get(field); }

    Version version(const RowKey& key, schema::FieldId field, const std::string& element = {}) {
        return row(key)->version_of({field, element});
    }

    std::vector<sync::Proposal> proposals(const RowKey& key, schema::FieldId field) {
        const auto kase = world.hub().open_case(sync::case_id(key, {field, {}}));
        return kase == nullptr ? std::vector<sync::Proposal>{} : kase->proposals;
    }

    ScriptWorld world{3};
};

// Origin of the n-th group of a desk.
inline OriginId group_of(int desk, std::uint64_t n) {
    return {0xA + static_cast<std::uint64_t>(desk), n};
}

inline Version whole(int desk, std::uint64_t n) { return {group_of(desk, n), {}}; }

inline bool has_mark(const Outcome& outcome, Why why, const OriginId& loser) {
    return std::ranges::any_of(outcome.effects, [&](const sync::Effect& effect) {
        return effect.kind == sync::EffectKind::mark && effect.mark.why == why &&
               effect.mark.loser == loser;
    });
}

inline bool is_rejected(const Outcome& outcome, Code code) {
    INFO("was " << sync::verdict_name(outcome.verdict) << " " << code_name(outcome.code));
    CHECK(outcome.code == code);
    return outcome.verdict == Verdict::rejected && outcome.effects.empty();
}

// Short commands on the deal in draft, for cases that say which change meets which.
namespace edit {

using Compose = ScriptWorld::Compose;

inline Compose set(schema::FieldId field, Value value, const RowKey& key = rows::deal_1) {
    return [=](ScriptAuthor& author) { author.set(key, one(field, value)); };
}

inline Compose undo(schema::FieldId field, Value value) {
    return [=](ScriptAuthor& author) { author.set(rows::deal_1, one(field, value)).inverse(); };
}

inline Compose resolve(schema::FieldId field, Value value) {
    return [=](ScriptAuthor& author) { author.set(rows::deal_1, one(field, value)).resolution(); };
}

inline Compose title(const std::string& text) { return set(deal::title.spec.id, text); }

inline Compose price(std::int64_t amount) { return set(deal::price.spec.id, amount); }

inline Compose grade(std::int64_t grade) { return set(deal::grade.spec.id, grade); }

inline Compose visited(std::int64_t day) { return set(deal::visited.spec.id, day); }

inline Compose place(const std::string& city, const std::string& street) {
    return [=](ScriptAuthor& author) {
        Record values = one(deal::city.spec.id, city);
        values.set(deal::street.spec.id, street);
        author.set(rows::deal_1, values);
    };
}

inline Compose balance(std::int64_t figure, const RowKey& key = rows::deal_1) {
    return [=](ScriptAuthor& author) { author.sum(key, deal::balance.spec.id, figure); };
}

inline Compose pieces(std::int64_t figure, const RowKey& key = rows::line_1) {
    return [=](ScriptAuthor& author) { author.sum(key, line::pieces.spec.id, figure); };
}

inline Compose memo(const std::string& text) {
    return [=](ScriptAuthor& author) { author.text(rows::deal_1, deal::memo.spec.id, text); };
}

inline Compose add(const std::string& element) {
    return [=](ScriptAuthor& author) { author.add(rows::deal_1, deal::tags.spec.id, element); };
}

inline Compose remove(const std::string& element) {
    return [=](ScriptAuthor& author) { author.remove(rows::deal_1, deal::tags.spec.id, element); };
}

inline Compose correct(std::int64_t day) {
    return [=](ScriptAuthor& author) { author.correct(rows::deal_1, deal::visited.spec.id, day); };
}

inline Compose step(const schema::Transition& step, const RowKey& key = rows::deal_1) {
    return [=, &step](ScriptAuthor& author) {
        if (step.reason != 0) {
            author.set(key, one(step.reason, "because"));
        }
        author.step(key, step);
    };
}

inline Compose erase(const RowKey& key) {
    return [=](ScriptAuthor& author) { author.erase(key); };
}

inline Compose insert_line(std::uint64_t id, const RowKey& deal_key = rows::deal_1) {
    return [=](ScriptAuthor& author) {
        Record values = one(line::owner.spec.id, deal_key.row);
        values.set(line::cargo.spec.id, "more");
        values.set(line::pieces.spec.id, std::int64_t{1});
        author.insert({line::spec.spec.id, {0x15, id}}, values);
    };
}

inline Compose insert_visit(std::uint64_t id, const RowKey& deal_key = rows::deal_1) {
    return [=](ScriptAuthor& author) {
        Record values = one(visit::about.spec.id, deal_key.row);
        values.set(visit::what.spec.id, "tea");
        author.insert({visit::spec.spec.id, {0x1F, id}}, values);
    };
}

inline Compose insert_deal(std::uint64_t id, const std::string& number,
                           const RowId& customer = rows::party_1.row) {
    return [=](ScriptAuthor& author) {
        Record values = one(deal::branch.spec.id, rows::office);
        values.set(deal::number.spec.id, number);
        values.set(deal::customer.spec.id, customer);
        values.set(deal::title.spec.id, "new");
        author.insert({deal::spec.spec.id, {0xD, id}}, values);
    };
}

inline const schema::Transition& submit = deal::all_steps[0];
inline const schema::Transition& approve = deal::all_steps[1];
inline const schema::Transition& turn_back = deal::all_steps[2];
inline const schema::Transition& close = deal::all_steps[3];
inline const schema::Transition& cancel = deal::all_steps[4];
inline const schema::Transition& reopen = deal::all_steps[5];

}  // namespace edit

}  // namespace branchline::test
