// What people see in stories. Each answers what it found instead.
#include <algorithm>
#include <set>
#include <stdexcept>

#include "desk/history.h"
#include "schema/validate.h"
#include "stories/story.h"
#include "support/oracles.h"

namespace branchline::test {

namespace {

std::string list_of(const std::vector<std::string>& all) {
    if (all.empty()) return "nothing";
    std::string text;
    for (const std::string& each : all) text += (text.empty() ? "" : ", ") + each;
    return text;
}

// '*' stands for anything.
bool is_like(std::string_view text, std::string_view pattern) {
    if (pattern.empty()) return text.empty();
    if (pattern.front() == '*') {
        for (std::size_t i = 0; i <= text.size(); ++i) {
            if (is_like(text.substr(i), pattern.substr(1))) return true;
        }
        return false;
    }
    return !text.empty() && text.front() == pattern.front() &&
           is_like(text.substr(1), pattern.substr(1));
}

}  // namespace

// As a story writes it.
std::string Story::shown(const schema::FieldSpec& field, const schema::Value& value) const {
    if (schema::is_null(value)) return "nothing";
    if (const auto* id = std::get_if<Id>(&value)) {
        for (const auto& [name, row] : names_) {
            if (row == *id) return name.second;
        }
    }
    std::string text = schema::format_value(field, value);
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos;) {
        text.replace(at, 1, " / ");
    }
    return text;
}

std::string Story::shown_of(desk::Desk& desk, const Key& key, const std::string& name) {
    const schema::EntitySpec& of = desk.catalogue().at(key.entity);
    const schema::FieldSpec* field = of.field(name);
    if (field == nullptr) throw std::invalid_argument("there is no field " + name);
    const auto details = desk.show(key);
    if (!details) return "no such row";
    const auto& readable = details->row.fields;
    if (std::ranges::find(readable, field) == readable.end()) return "hidden";
    return shown(*field, details->row.values.get(field->id));
}

std::string Story::sees_value(const Words& words) {
    desk::Desk desk = at(words[0]);
    const std::string seen = shown_of(desk, row(desk, words[2], words[3]), words[1]);
    return seen == words[4] ? "" : words[0] + " sees " + seen;
}

std::string Story::sees_like(const Words& words) {
    desk::Desk desk = at(words[0]);
    const std::string seen = shown_of(desk, row(desk, words[2], words[3]), words[1]);
    return is_like(seen, words[4]) ? "" : words[0] + " sees " + seen;
}

std::string Story::sees_row(const Words& words) {
    desk::Desk desk = at(words[0]);
    return desk.show(row(desk, words[1], words[2])) ? "" : words[0] + " does not see it";
}

std::string Story::sees_no_row(const Words& words) {
    desk::Desk desk = at(words[0]);
    return desk.show(row(desk, words[1], words[2])) ? words[0] + " sees it" : "";
}

// "mine X, theirs Y"; where it is not his own proposal, "proposed X, theirs Y".
std::string Story::told(const schema::EntitySpec&, const desk::CaseView& kase) {
    std::vector<std::string> sides;
    const auto side = [&](const std::string& whose, const schema::Record& values) {
        sides.push_back(whose + " " + shown(*kase.field, values.get(kase.field->id)));
    };
    if (kase.mine) side("mine", *kase.mine);
    for (const sync::Proposal& proposal : kase.proposals) {
        if (!kase.mine || proposal.values != *kase.mine) side("proposed", proposal.values);
    }
    if (kase.theirs) side("theirs", *kase.theirs);
    return list_of(sides);
}

std::string Story::conflict(const Words& words) {
    desk::Desk desk = at(words[0]);
    const Key key = row(desk, words[2], words[3]);
    std::string others;
    for (const desk::CaseView& kase : desk::open_cases(desk)) {
        const std::string field(kase.field == nullptr ? "deleting" : kase.field->name);
        const bool is_it = Key{kase.entity->id, kase.row} == key && field == words[1];
        if (!is_it) {
            others += ", " + field;
            continue;
        }
        const std::string seen = told(*kase.entity, kase);
        return seen == words[4] ? "" : "it is about " + seen;
    }
    return others.empty() ? words[0] + " has no conflict"
                          : "conflicts are about " + others.substr(2);
}

std::string Story::erase_conflict(const Words& words) {
    desk::Desk desk = at(words[0]);
    const Key key = row(desk, words[1], words[2]);
    for (const desk::CaseView& kase : desk::open_cases(desk)) {
        if (kase.field == nullptr && Key{kase.entity->id, kase.row} == key) return {};
    }
    return "there is no such conflict";
}

std::string Story::no_conflict(const Words& words) {
    desk::Desk desk = at(words[0]);
    const auto open = desk::open_cases(desk);
    if (open.empty()) return {};
    const auto* field = open.front().field;
    return "a conflict about " + std::string(field == nullptr ? "deleting" : field->name) + ": " +
           (field == nullptr ? "" : told(*open.front().entity, open.front()));
}

// The codes of what was refused and not dealt with, one a bundle.
std::string Story::attention(const Words& words) {
    desk::Desk desk = at(words[0]);
    std::vector<std::string> codes;
    for (const desk::RefusedItem& item : desk::refused_items(desk)) {
        codes.emplace_back(code_name(item.error.code));
    }
    const std::string seen = list_of(codes);
    return seen == words[1] ? "" : words[0] + " finds " + seen;
}

std::string Story::lost(const Words& words) {
    desk::Desk desk = at(words[0]);
    const Key key = row(desk, words[3], words[4]);
    std::vector<std::string> losers;
    for (const desk::HistoryLine& line : desk::history_of(desk.replica(), key)) {
        if (line.kind != desk::HistoryLine::Kind::lost || line.field == nullptr) continue;
        const std::string value = shown(*line.field, line.after);
        const std::string why(line.why ? desk::why_name(*line.why) : "");
        if (line.field->name == words[1] && value == words[2] && why == words[5]) return {};
        losers.push_back(std::string(line.field->name) + " " + value + " lost: " + why);
    }
    return "the history says " + list_of(losers);
}

std::string Story::waiting(const Words& words) {
    desk::Replica& replica = world_.replica(find(words[0]).desk);
    const auto count = replica.log().count(store::LoggedGroup::Stage::waiting);
    const std::string seen = count == 0 ? "nothing" : std::to_string(count);
    return seen == words[1] ? "" : words[0] + " has " + seen + " waiting";
}

// The simulator's oracles: desks equal the hub, the log judged again gives the same.
std::string Story::all_the_same(const Words&) {
    const auto findings = check_rest(world_, {});
    return findings.empty() ? "" : findings.front();
}

std::string Story::numbers_differ(const Words& words) {
    const schema::EntitySpec& of = entity(words[0]);
    if (of.number == nullptr || people_.empty()) return words[0] + " has no numbers";
    desk::Desk desk = at(people_.begin()->first);
    std::set<std::string> seen;
    for (const auto& [name, id] : names_) {
        if (name.first != of.id) continue;
        const std::string number = shown_of(desk, {of.id, id}, std::string(of.number->name));
        if (!seen.insert(number).second) return number + " stands for two";
    }
    return {};
}

}  // namespace branchline::test
