#include "stories/story.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"

namespace branchline::test {

namespace {

constexpr std::int64_t rest_most_ms = 10 * 60 * 1000;
constexpr std::int64_t a_moment_ms = 1'000;

}  // namespace

struct Story::Sentence {
    std::string_view pattern;
    std::string (Story::*tell)(const Words&);

    // The first that fits is meant; the step of a machine is any verb, and so comes last.
    static const std::vector<Sentence> all;
};

const std::vector<Story::Sentence> Story::Sentence::all{
    {"everybody syncs", &Story::everybody_syncs},
    {"everybody sees the same", &Story::all_the_same},

    {"{word} is a {word} in {word}", &Story::person},
    {"{word} is a {word}", &Story::person},
    {"{word} becomes a {word} in {word}", &Story::becomes},
    {"{word} becomes a {word}", &Story::becomes},
    {"{word} is offline", &Story::offline},
    {"{word} is online", &Story::online},
    {"{word} syncs", &Story::syncs},
    {"{word} {word} pass", &Story::time_passes},
    {"the clock of {word} is {word} {word} {word}", &Story::clock_is_wrong},
    {"power fails at head office", &Story::hub_fails},
    {"power fails at {word}", &Story::power_fails},
    {"head office archives its log", &Story::archive},
    {"{word} makes a backup", &Story::back_up},
    {"{word} goes back to the backup", &Story::restore},

    {"{word} sees {word} of {row} as {text}", &Story::sees_value},
    {"{word} sees {word} of {row} like {word}", &Story::sees_like},
    {"{word} sees no {row}", &Story::sees_no_row},
    {"{word} sees {row}", &Story::sees_row},
    {"{word} has a conflict about {word} of {row}: {text}", &Story::conflict},
    {"{word} has a conflict about deleting {row}", &Story::erase_conflict},
    {"{word} has no conflict", &Story::no_conflict},
    {"attention of {word}: {text}", &Story::attention},
    {"{word} reads that {word} {text} of {row} lost: {word}", &Story::lost},
    {"{word} has {word} waiting", &Story::waiting},
    {"all numbers of {word} differ", &Story::numbers_differ},

    {"{word} creates {row} with {text}", &Story::create},
    {"{word} creates {row}", &Story::create},
    {"{word} changes {row}: {text}", &Story::change},
    {"{word} sets {word} of {row} to {text}", &Story::set},
    {"{word} adds {text} to {word} of {row}", &Story::add},
    {"{word} removes {text} from {word} of {row}", &Story::remove},
    {"{word} deletes {row}", &Story::erase},
    {"{word} deletes {row} again", &Story::erase_again},
    {"{word} keeps {row}", &Story::keep},
    {"{word} resolves {word} of {row} with {text}", &Story::resolve},
    {"{word} resends {row}", &Story::resend},
    {"{word} discards {row}", &Story::discard},
    {"{word} undoes", &Story::undo},
    {"{word} redoes", &Story::redo},
    {"{word} {word} {row} because {text}", &Story::step},
    {"{word} {word} {row}", &Story::step},
};

std::string Story::language() {
    std::string text;
    for (const Sentence& each : Sentence::all) text += std::string(each.pattern) + "\n";
    return text + "(what somebody does) but is refused: {word}\n";
}

Story::Story() : world_(WorldOptions{LinkWeather{}, 1}) {}

Trouble Story::tell(std::string_view text) {
    std::size_t number = 0;
    for (const std::string_view line : split_lines(text)) {
        ++number;
        const std::string_view told = trim(line);
        if (told.empty() || told.front() == '#') continue;
        std::string wrong;
        try {
            wrong = tell_one(words_of(told));
        } catch (const std::invalid_argument& unknown) {
            wrong = unknown.what();
        }
        if (!wrong.empty()) return {number, wrong};
    }
    if (number == 0) return {1, "the story is empty"};
    return {};
}

std::string Story::tell_one(Words sentence) {
    refusal_.clear();
    const Words refused{"but", "is", "refused", ":"};
    const std::size_t tail = refused.size() + 1;
    if (sentence.size() > tail && std::equal(refused.begin(), refused.end(),
                                             sentence.end() - static_cast<std::ptrdiff_t>(tail))) {
        refusal_ = sentence.back();
        sentence.resize(sentence.size() - tail);
    }
    for (const Sentence& each : Sentence::all) {
        const auto places = match(each.pattern, sentence);
        if (!places) continue;
        std::string wrong = (this->*each.tell)(*places);
        if (wrong.empty() && !refusal_.empty()) wrong = "nobody refused it";
        return wrong.empty() ? rest() : wrong;
    }
    return "this is no sentence of a story";
}

std::string Story::rest() {
    world_.run_for(a_moment_ms);
    return world_.settle(rest_most_ms) ? "" : "the desks do not come to rest";
}

Story::Person& Story::find(const std::string& who) {
    const auto at = people_.find(who);
    if (at == people_.end()) throw std::invalid_argument("who is " + who + "?");
    return at->second;
}

desk::Desk Story::at(const std::string& who) { return desk::Desk(world_.replica(find(who).desk)); }

const schema::EntitySpec& Story::entity(const std::string& name) {
    const schema::EntitySpec* found = world_.catalogue().entity(name);
    if (found == nullptr) throw std::invalid_argument("what is a " + name + "?");
    return *found;
}

sync::RowKey Story::row(desk::Desk& desk, const std::string& what, const std::string& name) {
    const schema::EntitySpec& of = entity(what);
    const auto at = names_.find({of.id, name});
    if (at != names_.end()) return {of.id, at->second};
    const auto found = desk.find(of, name);
    if (!found) throw std::invalid_argument("which " + what + " is " + name + "?");
    return *found;
}

}  // namespace branchline::test
