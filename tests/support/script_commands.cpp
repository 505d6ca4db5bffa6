#include "support/script_commands.h"

#include <algorithm>

#include "support/test_catalogue.h"

namespace branchline::test {

namespace {

using schema::FieldId;
using schema::Record;

std::int64_t number_below(SeededRandom& random, std::uint64_t bound) {
    return static_cast<std::int64_t>(random.below(bound));
}

std::string word(SeededRandom& random) {
    constexpr std::array words{"ash", "birch", "cedar", "elm"};
    return words.at(random.below(words.size()));
}

// A new row's id: few, so that two desks sometimes mean the same one only by their own letter.
RowKey new_row(ScriptAuthor& author, schema::EntityId entity, std::uint64_t letter,
               SeededRandom& random) {
    RowKey key{entity, {letter, 100 + random.below(6)}};
    while (author.screen().row(key) != nullptr && key.row.low < 200) {
        key.row.low += 6;
    }
    return key;
}

RowKey any_row(ScriptAuthor& author, const std::vector<RowKey>& usual, schema::EntityId entity,
               std::uint64_t letter, SeededRandom& random) {
    const RowKey made{entity, {letter, 100 + random.below(6)}};
    if (random.below(3) == 0 && author.screen().row(made) != nullptr) {
        return made;
    }
    return usual.at(random.below(usual.size()));
}

RowKey any_deal(ScriptAuthor& author, SeededRandom& random) {
    return any_row(author, {rows::deal_1, rows::deal_1, rows::deal_2}, deal::spec.spec.id, 0xD,
                   random);
}

RowKey any_line(ScriptAuthor& author, SeededRandom& random) {
    return any_row(author, {rows::line_1, rows::line_2}, line::spec.spec.id, 0x15, random);
}

RowKey any_party(ScriptAuthor& author, SeededRandom& random) {
    return any_row(author, {rows::party_1, rows::party_2}, party::spec.spec.id, 0x19, random);
}

RowKey any_visit(ScriptAuthor& author, SeededRandom& random) {
    return any_row(author, {rows::visit_1}, visit::spec.spec.id, 0x1F, random);
}

Record one(FieldId field, schema::Value value) {
    Record values;
    values.set(field, std::move(value));
    return values;
}

bool is_live(ScriptAuthor& author, const RowKey& key) {
    const sync::RowPointer row = author.screen().row(key);
    return row != nullptr && !row->deleted();
}

std::string edited_text(const std::string& text, SeededRandom& random) {
    std::vector<std::string> lines;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    const std::string line = word(random) + std::to_string(random.below(1000));
    if (lines.empty() || random.below(4) == 0) {
        lines.push_back(line);
    } else if (random.below(5) == 0) {
        lines.erase(lines.begin() + number_below(random, lines.size()));
    } else {
        lines.at(random.below(lines.size())) = line;
    }
    std::string made;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        made += (i == 0 ? "" : "\n") + lines[i];
    }
    return made;
}

void set_plain_field(ScriptAuthor& author, const RowKey& key, SeededRandom& random) {
    const std::array<Record, 8> choices{one(deal::title.spec.id, word(random)),
                                        one(deal::price.spec.id, number_below(random, 4) * 10),
                                        one(deal::price.spec.id, number_below(random, 4) * 10),
                                        one(deal::grade.spec.id, number_below(random, 3)),
                                        one(deal::visited.spec.id, 490 + number_below(random, 600)),
                                        one(deal::low.spec.id, number_below(random, 9)),
                                        one(deal::high.spec.id, number_below(random, 9)),
                                        one(deal::customer.spec.id, any_party(author, random).row)};
    author.set(key, choices.at(random.below(choices.size())));
}

void set_rare_field(ScriptAuthor& author, const RowKey& key, SeededRandom& random) {
    switch (random.below(5)) {
        case 0:
            author.set(key, one(deal::terms.spec.id, word(random)));
            break;
        case 1:
            author.set(key, one(deal::title.spec.id, schema::Null{}));
            break;
        case 2:
            author.set(key, one(deal::branch.spec.id,
                                random.below(3) == 0 ? rows::other_office : rows::office));
            break;
        case 3:
            author.correct(key, deal::visited.spec.id, 400 + number_below(random, 600));
            break;
        default:
            author.set(key, one(deal::customer.spec.id, Id{0x19, 999}));
    }
}

void set_unit(ScriptAuthor& author, const RowKey& key, SeededRandom& random) {
    if (random.below(3) == 0) {
        Record rate = one(deal::rate.spec.id, number_below(random, 3));
        rate.set(deal::rate_per.spec.id, word(random));
        author.set(key, rate);
        return;
    }
    if (random.below(2) == 0) {
        author.set(key, one(deal::low.spec.id, number_below(random, 9)));
        author.set(key, one(deal::high.spec.id, number_below(random, 9)));
        return;
    }
    Record place = one(deal::city.spec.id, word(random));
    if (random.below(3) != 0) {
        place.set(deal::street.spec.id,
                  random.below(3) == 0 ? schema::Value{} : schema::Value{word(random)});
    }
    author.set(key, place);
}

void edit_deal(ScriptAuthor& author, SeededRandom& random) {
    const RowKey key = any_deal(author, random);
    if (!is_live(author, key)) {
        return;
    }
    const sync::RowPointer row = author.screen().row(key);
    switch (random.below(9)) {
        case 0:
            set_rare_field(author, key, random);
            break;
        case 1:
            set_unit(author, key, random);
            break;
        case 2:
            author.text(key, deal::memo.spec.id,
                        edited_text(row->values.text(deal::memo.spec.id), random));
            break;
        case 3:
            author.sum(key, deal::balance.spec.id,
                       row->values.integer(deal::balance.spec.id) + number_below(random, 61) - 30);
            break;
        case 4:
            author.add(key, deal::tags.spec.id, word(random));
            break;
        case 5:
            author.remove(key, deal::tags.spec.id, random.below(2) == 0 ? "old" : word(random));
            break;
        default:
            set_plain_field(author, key, random);
    }
    if (random.below(12) == 0 && !author.empty()) {
        author.inverse();
    }
}

void take_step(ScriptAuthor& author, SeededRandom& random) {
    const RowKey key = any_deal(author, random);
    if (!is_live(author, key)) {
        return;
    }
    const std::int64_t state = author.screen().row(key)->values.integer(deal::status.spec.id);
    std::vector<const schema::Transition*> open;
    for (const schema::Transition& step : deal::all_steps) {
        if ((step.from & schema::state_bit(state)) != 0 || random.below(12) == 0) {
            open.push_back(&step);
        }
    }
    if (open.empty()) {
        return;
    }
    const schema::Transition& step = *open.at(random.below(open.size()));
    if (step.reason != 0 && random.below(6) != 0) {
        author.set(key, one(step.reason, word(random)));
    }
    if (random.below(6) == 0) {
        author.set(key, one(deal::price.spec.id, number_below(random, 4) * 10));
    }
    author.step(key, step);
}

void insert_line(ScriptAuthor& author, const RowKey& deal_key, SeededRandom& random) {
    Record values = one(line::owner.spec.id, deal_key.row);
    values.set(line::cargo.spec.id, word(random));
    if (random.below(8) != 0) {
        values.set(line::pieces.spec.id, number_below(random, 20));
    }
    author.insert(new_row(author, line::spec.spec.id, 0x15, random), values);
}

void insert_row(ScriptAuthor& author, SeededRandom& random) {
    const std::uint64_t what = random.below(5);
    if (what == 0) {
        const RowKey key = new_row(author, deal::spec.spec.id, 0xD, random);
        Record values = one(deal::branch.spec.id, rows::office);
        values.set(deal::number.spec.id, "N" + std::to_string(random.below(30)));
        values.set(deal::customer.spec.id, any_party(author, random).row);
        values.set(deal::title.spec.id, word(random));
        values.set(deal::city.spec.id, word(random));
        values.set(deal::low.spec.id, number_below(random, 5));
        values.set(deal::high.spec.id, number_below(random, 8));
        author.insert(key, values);
        insert_line(author, key, random);
    } else if (what == 1) {
        Record values = one(party::name.spec.id, word(random));
        if (random.below(2) == 0) {
            values.set(party::head.spec.id, any_party(author, random).row);
        }
        author.insert(new_row(author, party::spec.spec.id, 0x19, random), values);
    } else if (what == 2) {
        Record values = one(visit::about.spec.id, any_deal(author, random).row);
        values.set(visit::what.spec.id, word(random));
        author.insert(new_row(author, visit::spec.spec.id, 0x1F, random), values);
    } else {
        insert_line(author, any_deal(author, random), random);
    }
}

void edit_line(ScriptAuthor& author, SeededRandom& random) {
    if (random.below(30) == 0) {  // a row that nobody ever heard of
        author.set({line::spec.spec.id, {0x15, 999}}, one(line::cargo.spec.id, word(random)));
        return;
    }
    const RowKey key = any_line(author, random);
    if (!is_live(author, key)) {
        return;
    }
    if (random.below(3) == 0) {
        author.set(key, one(line::cargo.spec.id, word(random)));
        return;
    }
    if (random.below(20) == 0) {
        author.set(key, one(line::owner.spec.id, any_deal(author, random).row));
        return;
    }
    author.sum(key, line::pieces.spec.id,
               author.screen().row(key)->values.integer(line::pieces.spec.id) +
                   number_below(random, 13) - 5);
}

void edit_other(ScriptAuthor& author, SeededRandom& random) {
    const RowKey party_key = any_party(author, random);
    const RowKey visit_key = any_visit(author, random);
    switch (random.below(4)) {
        case 0:
            author.set(party_key, one(party::limit.spec.id, number_below(random, 5)));
            break;
        case 1:
            author.set(party_key, one(party::head.spec.id, any_party(author, random).row));
            break;
        case 2:
            author.set(visit_key, one(visit::what.spec.id, word(random)));
            break;
        default:
            author.set(visit_key, one(visit::about.spec.id, any_deal(author, random).row));
    }
}

void erase_row(ScriptAuthor& author, SeededRandom& random) {
    const std::array keys{any_deal(author, random), any_deal(author, random),
                          any_line(author, random), any_party(author, random),
                          any_visit(author, random)};
    const RowKey key = keys.at(random.below(keys.size()));
    if (is_live(author, key)) {
        author.erase(key);
    }
}

// Answers an open case of a row on the screen: what is there stays, or a proposal is taken.
void answer_case(ScriptAuthor& author, SeededRandom& random) {
    const std::array keys{any_deal(author, random), any_party(author, random),
                          any_line(author, random)};
    for (const RowKey& key : keys) {
        const auto cases = author.screen().open_cases_of(key);
        if (cases.empty() || !is_live(author, key)) {
            continue;
        }
        const sync::Case& kase = *cases.at(random.below(cases.size()));
        if (kase.unit.field == 0) {
            if (random.below(2) == 0) {
                author.erase(key).resolution();
            } else {
                author.keep(key).resolution();
            }
            return;
        }
        Record values;
        const sync::RowPointer row = author.screen().row(key);
        const sync::Proposal& chosen = kase.proposals.at(random.below(kase.proposals.size()));
        for (const schema::FieldSpec* field : test_catalogue().at(key.entity).fields) {
            if (field->unit_id() == kase.unit.field) {
                values.set(field->id, random.below(2) == 0 ? row->values.get(field->id)
                                                           : chosen.values.get(field->id));
            }
        }
        author.set(key, values).resolution();
        return;
    }
}

}  // namespace

void compose_anything(ScriptAuthor& author, SeededRandom& random) {
    const std::uint64_t dice = random.below(20);
    if (dice < 8) {
        edit_deal(author, random);
    } else if (dice < 11) {
        take_step(author, random);
    } else if (dice < 13) {
        edit_line(author, random);
    } else if (dice < 15) {
        insert_row(author, random);
    } else if (dice < 17) {
        erase_row(author, random);
    } else if (dice < 18) {
        edit_other(author, random);
    } else {
        answer_case(author, random);
    }
}

std::vector<Action> random_script(std::uint64_t seed, int desks, std::size_t length) {
    SeededRandom random(seed);
    std::vector<Action> script;
    for (std::size_t i = 0; i < length; ++i) {
        const std::uint64_t dice = random.below(20);
        const Action::Kind kind = dice < 9    ? Action::Kind::write
                                  : dice < 14 ? Action::Kind::send
                                  : dice < 15 ? Action::Kind::overtake
                                  : dice < 18 ? Action::Kind::pull
                                  : dice < 19 ? Action::Kind::hear
                                              : Action::Kind::resend;
        script.push_back({kind, static_cast<int>(random.below(static_cast<std::uint64_t>(desks))),
                          random.next()});
    }
    return script;
}

std::vector<Action> with_put_backs(std::vector<Action> script, std::uint64_t seed) {
    SeededRandom random(seed);
    for (Action& action : script) {
        const std::uint64_t dice = random.below(30);
        if (dice == 0) action.kind = Action::Kind::put_back;
        if (dice == 1) action.kind = Action::Kind::copy_disk;
    }
    return script;
}

namespace {

void perform(ScriptWorld& world, const Action& action, std::int64_t position) {
    world.now_ms += 1000;
    SeededRandom random(action.seed);
    switch (action.kind) {
        case Action::Kind::write:
            // Made up to some minutes ago by a clock that is only roughly right; never equal.
            world.edit_delay_ms = number_below(random, 20) * 1000 + position % 1000;
            world.write(action.desk,
                        [&](ScriptAuthor& author) { compose_anything(author, random); });
            break;
        case Action::Kind::send:
            world.send(action.desk);
            break;
        case Action::Kind::overtake:
            world.send(action.desk, 1);
            break;
        case Action::Kind::pull:
            world.pull(action.desk, random.below(2) == 0 ? SIZE_MAX : 1 + random.below(4));
            break;
        case Action::Kind::hear:
            world.hear_verdicts(action.desk);
            break;
        case Action::Kind::resend:
            world.resend(action.desk);
            break;
        case Action::Kind::copy_disk:
            world.copy_disk(action.desk);
            break;
        case Action::Kind::put_back:
            world.put_back(action.desk);
            break;
    }
}

}  // namespace

ScriptWorld play(const std::vector<Action>& script, int desks,
                 const decltype(ScriptWorld::when_written)& when_written) {
    ScriptWorld world(desks);
    world.when_written = when_written;
    put_usual_rows(world);
    std::int64_t position = 0;
    for (const Action& action : script) {
        perform(world, action, ++position);
        if (!world.failure().empty()) {
            return world;
        }
    }
    world.settle_everything();
    return world;
}

std::vector<Action> shrink(std::vector<Action> script, int desks) {
    for (std::size_t part = script.size() / 2; part > 0;) {
        bool shorter = false;
        for (std::size_t at = 0; at < script.size();) {
            std::vector<Action> tried = script;
            const auto first = tried.begin() + std::ptrdiff_t(at);
            tried.erase(first, tried.begin() + std::ptrdiff_t(std::min(at + part, tried.size())));
            if (play(tried, desks).failure().empty()) {
                at += part;
            } else {
                script = tried;
                shorter = true;
            }
        }
        part = shorter ? std::min(part, script.size() / 2) : part / 2;
    }
    return script;
}

std::string describe(const std::vector<Action>& script, int desks) {
    constexpr std::array names{"write", "send",   "overtake",  "pull",
                               "hear",  "resend", "copy disk", "put back"};
    ScriptWorld world(desks);
    put_usual_rows(world);
    std::string text;
    std::int64_t position = 0;
    for (const Action& action : script) {
        const std::size_t judged = world.log().size();
        perform(world, action, ++position);
        text += "  " + std::string(names.at(static_cast<std::size_t>(action.kind))) + " " +
                std::string(1, static_cast<char>('A' + action.desk)) + "\n";
        const auto& written = world.desk(action.desk).written;
        if (action.kind == Action::Kind::write && !written.empty()) {
            text += "    " + text_of(written.back()->group) + "\n";
        }
        for (std::size_t at = judged; at < world.log().size(); ++at) {
            const LogEntry& entry = *world.log()[at];
            text += "    " + short_name(entry.group.op) + " " +
                    std::string(sync::verdict_name(entry.outcome.verdict)) + " " +
                    std::string(code_name(entry.outcome.code)) + "\n";
        }
    }
    return text + play(script, desks).failure();
}

}  // namespace branchline::test
