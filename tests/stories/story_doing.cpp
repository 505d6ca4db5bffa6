// What people do in stories: with the same calls as the command line.
#include <algorithm>
#include <stdexcept>

#include "stories/story.h"

namespace branchline::test {

namespace {

using desk::Assignment;

constexpr std::string_view line_break = " / ";

std::string with_lines(std::string text) {
    for (std::size_t at = 0; (at = text.find(line_break, at)) != std::string::npos;) {
        text.replace(at, line_break.size(), "\n");
    }
    return text;
}

std::string said(const Error& error) {
    return std::string(code_name(error.code)) + ": " + error.message(Lang::en);
}

// What an entity is called by, where a person gives it the name.
const schema::FieldSpec* named_by(const schema::EntitySpec& entity) {
    const bool is_free = entity.title != nullptr && entity.title->kind == schema::Kind::text &&
                         entity.title != entity.number;
    return is_free ? entity.title : nullptr;
}

// "approves" is the step approve.
std::string step_name(const schema::EntitySpec& entity, const std::string& verb) {
    for (const schema::Transition& each : entity.transitions) {
        const std::string name(each.name);
        if (verb == name + "s" || verb == name + "es") return name;
    }
    throw std::invalid_argument("nobody " + verb + " a " + std::string(entity.name));
}

}  // namespace

template <class T>
std::string Story::outcome(const std::string& who, const Result<T>& done) {
    const std::string expected = std::exchange(refusal_, {});
    world_.poke(find(who).desk);
    if (done) return expected.empty() ? "" : "nobody refused it";
    if (done.error().code != Code::none && code_name(done.error().code) == expected) return {};
    return "refused " + said(done.error());
}

desk::Edit Story::edit_one(desk::Desk& desk, const schema::EntitySpec& of, Assignment::Kind kind,
                           const std::string& field, const std::string& text) {
    Assignment one;
    one.kind = text == "nothing" && kind == Assignment::Kind::set ? Assignment::Kind::clear : kind;
    one.field = field;
    one.text = with_lines(text);
    const schema::FieldSpec* spec = of.field(field);
    const bool refers = spec != nullptr && spec->kind == schema::Kind::ref;
    if (refers && one.kind == Assignment::Kind::set) {
        one.text = to_text(row(desk, std::string(spec->target), text).row);
    }
    auto edit = desk::read_edit(desk.lookup(), of, {one});
    if (!edit) throw std::invalid_argument(said(edit.error()));
    return std::move(*edit);
}

desk::Edit Story::edit(desk::Desk& desk, const schema::EntitySpec& of, const std::string& text) {
    desk::Edit edit;
    Words one;
    Words words = words_of(text);
    words.emplace_back(",");
    for (const std::string& word : words) {
        if (word != ",") {
            one.push_back(word);
            continue;
        }
        if (one.size() < 2) throw std::invalid_argument("FIELD VALUE, FIELD VALUE?");
        const std::string value = joined(Words(one.begin() + 1, one.end()));
        const desk::Edit part = edit_one(desk, of, Assignment::Kind::set, one.front(), value);
        for (const auto& [field, to] : part.values) edit.values.set(field, to);
        one.clear();
    }
    return edit;
}

std::string Story::create(const Words& words) {
    desk::Desk desk = at(words[0]);
    const schema::EntitySpec& of = entity(words[1]);
    schema::Record values;
    if (words.size() > 3) values = edit(desk, of, words[3]).values;
    const schema::FieldSpec* name = named_by(of);
    if (name != nullptr && values.find(name->id) == nullptr) values.set(name->id, words[2]);
    if (names_.contains({of.id, words[2]})) return words[2] + " is there already";
    const auto created = desk.create(of, std::move(values));
    if (created) names_[{of.id, words[2]}] = created->id;
    return outcome(words[0], created);
}

std::string Story::change(const Words& words) {
    desk::Desk desk = at(words[0]);
    const Key key = row(desk, words[1], words[2]);
    return outcome(words[0], desk.change(key, edit(desk, entity(words[1]), words[3])));
}

std::string Story::set(const Words& words) {
    desk::Desk desk = at(words[0]);
    const Key key = row(desk, words[2], words[3]);
    const desk::Edit edit =
        edit_one(desk, entity(words[2]), Assignment::Kind::set, words[1], words[4]);
    return outcome(words[0], desk.change(key, edit));
}

std::string Story::add(const Words& words) {
    desk::Desk desk = at(words[0]);
    const Key key = row(desk, words[3], words[4]);
    const desk::Edit edit =
        edit_one(desk, entity(words[3]), Assignment::Kind::add, words[2], words[1]);
    return outcome(words[0], desk.change(key, edit));
}

std::string Story::remove(const Words& words) {
    desk::Desk desk = at(words[0]);
    const Key key = row(desk, words[3], words[4]);
    const desk::Edit edit =
        edit_one(desk, entity(words[3]), Assignment::Kind::remove, words[2], words[1]);
    return outcome(words[0], desk.change(key, edit));
}

std::string Story::erase(const Words& words) {
    desk::Desk desk = at(words[0]);
    return outcome(words[0], desk.erase(row(desk, words[1], words[2])));
}

std::string Story::step(const Words& words) {
    desk::Desk desk = at(words[0]);
    const schema::EntitySpec& of = entity(words[2]);
    const std::string name = step_name(of, words[1]);
    const Key key = row(desk, words[2], words[3]);
    desk::Edit reason;
    if (words.size() > 4) {
        const auto taken = std::ranges::find_if(of.transitions, [&](const auto& each) {
            return each.name == name && each.reason != 0;
        });
        if (taken == of.transitions.end()) return "that needs no reason";
        reason.values.set(taken->reason, words[4]);
    }
    return outcome(words[0], desk.step(key, name, reason));
}

std::string Story::undo(const Words& words) { return outcome(words[0], at(words[0]).undo()); }

std::string Story::redo(const Words& words) { return outcome(words[0], at(words[0]).redo()); }

std::string Story::answer_case(const std::string& who, const Key& key, schema::FieldId field,
                               const std::string& take) {
    desk::Desk desk = at(who);
    for (const desk::CaseView& kase : desk::open_cases(desk)) {
        const schema::FieldId about = kase.field == nullptr ? 0 : kase.field->id;
        if (Key{kase.entity->id, kase.row} != key || about != field) continue;
        return outcome(who, desk::resolve_case(desk, kase, {take}));
    }
    return "there is no such conflict";
}

std::string Story::resolve(const Words& words) {
    desk::Desk desk = at(words[0]);
    const schema::FieldSpec* field = entity(words[2]).field(words[1]);
    if (field == nullptr) return "there is no field " + words[1];
    const bool named = words[4] == "mine" || words[4] == "theirs";
    const std::string take = named ? words[4] : words[1] + "=" + with_lines(words[4]);
    return answer_case(words[0], row(desk, words[2], words[3]), field->id, take);
}

std::string Story::erase_again(const Words& words) {
    desk::Desk desk = at(words[0]);
    return answer_case(words[0], row(desk, words[1], words[2]), 0, "mine");
}

std::string Story::keep(const Words& words) {
    desk::Desk desk = at(words[0]);
    return answer_case(words[0], row(desk, words[1], words[2]), 0, "theirs");
}

std::string Story::resend(const Words& words) {
    desk::Desk desk = at(words[0]);
    const Key key = row(desk, words[1], words[2]);
    for (const desk::RefusedItem& item : desk::refused_items(desk)) {
        if (item.row == key.row) return outcome(words[0], desk::resend(desk, item));
    }
    return "nothing about it was refused";
}

std::string Story::discard(const Words& words) {
    desk::Desk desk = at(words[0]);
    const Key key = row(desk, words[1], words[2]);
    for (const desk::RefusedItem& item : desk::refused_items(desk)) {
        if (item.row == key.row) return outcome(words[0], desk::discard(desk, item));
    }
    return "nothing about it was refused";
}

}  // namespace branchline::test
