#include "support/script_world.h"

#include <algorithm>

#include "base/text.h"
#include "support/test_catalogue.h"

namespace branchline::test {

using sync::Fate;
using sync::Overlay;
using sync::Verdict;

namespace {

constexpr schema::RoleMask clerk_and_reviewer = roles(Role::clerk, Role::reviewer);

UserId user_of(int desk) { return {0x1E, static_cast<std::uint64_t>(desk) + 1}; }

// Desk 0 works in one office only, desk 1 may do everything, desk 2 acts by steps in the first
// office (and does not see prices there), and writes in the other one.
schema::RoleMask roles_of(int desk, const RowId& office) {
    constexpr std::array first{clerk_and_reviewer, roles(Role::manager), roles(Role::reviewer)};
    constexpr std::array other{schema::RoleMask{0}, roles(Role::manager), roles(Role::clerk)};
    const auto at = static_cast<std::size_t>(desk) % first.size();
    return office == rows::office ? first.at(at) : other.at(at);
}

constexpr std::array offices{rows::office, rows::other_office};

sync::State& people() {
    static sync::EmptyState state = [] {
        sync::EmptyState granted;
        for (int desk = 0; desk < 3; ++desk) {
            for (const RowId& office : offices) {
                granted.grant(user_of(desk), office, roles_of(desk, office));
            }
        }
        return granted;
    }();
    return state;
}

std::shared_ptr<Overlay> copy_of(const std::shared_ptr<Overlay>& layer) {
    return std::make_shared<Overlay>(*layer);
}

void enter(Overlay& layer, const LogEntry& entry) {
    if (entry.outcome.taken()) {
        layer.take(entry.group, entry.outcome, entry.author, entry.seq);
    } else {
        layer.put_fate(entry.group.op, Fate::rejected);
    }
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += "  " + line + "\n";
    }
    return text;
}

// The lines of each that the other has not.
std::string difference(const std::string& judge, const std::string& model) {
    const auto only = [](const std::string& a, const std::string& b, const std::string& name) {
        std::string text;
        for (const std::string_view line : split_lines(a)) {
            const auto others = split_lines(b);
            if (std::ranges::find(others, line) == others.end()) {
                text += "  " + name + ": " + std::string(line) + "\n";
            }
        }
        return text;
    };
    return only(judge, model, "judge") + only(model, judge, "model");
}

std::string verdict_text(Verdict verdict, Code code) {
    return std::string(sync::verdict_name(verdict)) + " " + std::string(code_name(code));
}

}  // namespace

ScriptWorld::ScriptWorld(int desks)
    : hub_(std::make_shared<Overlay>(test_catalogue(), people())), model_(test_catalogue()) {
    for (int i = 0; i < desks; ++i) {
        ScriptDesk desk;
        desk.device = {0xA + static_cast<std::uint64_t>(i), 0};
        desk.user = user_of(i);
        desks_.push_back(desk);
        for (const RowId& office : offices) {
            model_.grant(desk.user, office, roles_of(i, office));
        }
    }
    hub_->put_origin({beginning, 1, 0, {}, {}});
    canonical_.assign(desks_.size(), copy_of(hub_));
    copies_.resize(desks_.size());
    for (int i = 0; i < desks; ++i) copy_disk(i);
}

void ScriptWorld::put(const RowKey& key, const schema::Record& values) {
    RowPicture row;
    for (const auto& [field, value] : values) {
        row.values[field] = value;
    }
    row.inserted = {beginning, {}};
    model_.put(key, row, beginning);
    const auto state = std::make_shared<const sync::RowState>(row_of(key, row));
    hub_ = copy_of(hub_);
    hub_->put_row(key, state);
    for (int i = 0; i < desks(); ++i) {
        auto& layer = canonical_.at(static_cast<std::size_t>(i));
        layer = copy_of(layer);
        layer->put_row(key, state);
        copy_disk(i);
    }
}

bool ScriptWorld::in_fold(const ScriptDesk& desk, const sync::Group& group) const {
    const auto verdict = desk.verdict_at.find(group.op);
    return !desk.refused.contains(group.op) &&
           (verdict == desk.verdict_at.end() || verdict->second >= desk.cursor);
}

ScriptWorld::Screen ScriptWorld::screen(int index) {
    const ScriptDesk& desk = desks_.at(static_cast<std::size_t>(index));
    Screen screen{std::make_unique<Overlay>(test_catalogue(),
                                            *canonical_.at(static_cast<std::size_t>(index))),
                  {}};
    for (const OpId& op : desk.refused) {
        screen.state->put_fate(op, Fate::rejected);
    }
    std::int64_t previous_ms = 0;
    for (const auto& written : desk.written) {
        const sync::Group& group = written->group;
        if (!in_fold(desk, group)) {
            continue;
        }
        const bool doomed = std::ranges::any_of(group.depends_on, [&](const OpId& op) {
            return screen.state->fate(op) == Fate::rejected;
        });
        if (doomed) {
            screen.state->put_fate(group.op, Fate::rejected);
            continue;
        }
        const std::int64_t corrected =
            sync::corrected_time(*screen.state, group, previous_ms, now_ms);
        const sync::Outcome outcome = sync::judge(test_catalogue(), *screen.state, group,
                                                  {sync::Mode::fold, corrected, now_ms, today, {}});
        if (outcome.taken()) {
            screen.state->take(group, outcome, {group.origin, group.user, group.device, corrected},
                               0);
            screen.folded.push_back(&group);
            previous_ms = corrected;
        } else {
            screen.state->put_fate(group.op, Fate::rejected);
        }
    }
    return screen;
}

void ScriptWorld::write(int index, const Compose& compose) {
    ScriptDesk& desk = desks_.at(static_cast<std::size_t>(index));
    Screen shown = screen(index);
    sync::Group head;
    head.op = head.origin = desk.op_of(desk.counter + 1);
    head.device = head.incarnation = desk.device;
    head.user = desk.user;
    head.counter = desk.counter + 1;
    head.edit.corrected_ms = now_ms - edit_delay_ms;
    head.edit.measured = true;
    ScriptAuthor author(test_catalogue(), *shown.state, shown.folded, head);
    compose(author);
    Authored made = author.finish();
    if (!made.group.changes.empty()) {
        if (when_written) {
            when_written(shown, made);
        }
        ++desk.counter;
        desk.written.push_back(std::make_shared<const Authored>(std::move(made)));
    }
}

bool ScriptWorld::can_send(int index) const {
    const ScriptDesk& desk = desks_.at(static_cast<std::size_t>(index));
    return desk.sent < desk.written.size();
}

bool ScriptWorld::can_pull(int index) const {
    return desks_.at(static_cast<std::size_t>(index)).cursor < log_.size();
}

void ScriptWorld::send(int index, std::size_t overtake) {
    ScriptDesk& desk = desks_.at(static_cast<std::size_t>(index));
    if (!can_send(index)) {
        return;
    }
    // Only the order of sending changes; the fold goes by `written`, in the order of writing.
    std::vector<std::shared_ptr<const Authored>> waiting;
    for (const auto& each : desk.written) {
        if (!desk.handed_over.contains(each->group.op)) {
            waiting.push_back(each);
        }
    }
    const auto chosen = waiting.at(std::min(overtake, waiting.size() - 1));
    desk.handed_over.insert(chosen->group.op);
    ++desk.sent;
    hand_in(chosen);
}

bool ScriptWorld::is_known(const OpId& op) const {
    const auto is_it = [&](const auto& each) { return each->group.op == op; };
    return std::ranges::any_of(log_, is_it) || std::ranges::any_of(deferred_, is_it);
}

void ScriptWorld::hand_in(const std::shared_ptr<const Authored>& authored) {
    if (is_known(authored->group.op)) return;  // sent before the desk was put back
    judge(authored);
    judge_deferred();
}

void ScriptWorld::judge_deferred() {
    for (bool again = true; again && failure_.empty();) {
        again = false;
        const auto waiting = deferred_;
        for (const auto& authored : waiting) {
            const std::size_t before = log_.size();
            judge(authored);
            again = again || log_.size() != before;
        }
    }
}

void ScriptWorld::judge(const std::shared_ptr<const Authored>& authored) {
    const sync::Group& group = authored->group;
    auto& earlier = corrected_ms_[group.incarnation];
    const auto next = earlier.lower_bound(group.counter);
    const std::int64_t previous = next == earlier.begin() ? 0 : std::prev(next)->second;
    const std::int64_t corrected = sync::corrected_time(*hub_, group, previous, now_ms);
    const std::string number = "H-" + std::to_string(log_.size());
    sync::Judging judging;
    judging.corrected_ms = corrected;
    judging.received_ms = now_ms;
    judging.today = today;
    judging.renumber = [&](const std::string&) { return number; };
    const sync::Outcome outcome = sync::judge(test_catalogue(), *hub_, group, judging);
    ModelVerdict expected{outcome.verdict, outcome.code, marks_of(outcome)};
    if (compare) {
        expected = model_.judge(group, authored->seen, corrected, today, number);
    }
    if (expected.verdict != outcome.verdict || expected.code != outcome.code) {
        fail("verdict: judge " + verdict_text(outcome.verdict, outcome.code) + " " + outcome.rule +
                 ", model " + verdict_text(expected.verdict, expected.code),
             group);
        return;
    }
    const auto before = hub_;
    hub_ = copy_of(hub_);
    std::erase(deferred_, authored);
    if (outcome.verdict == Verdict::deferred) {
        hub_->put_fate(group.op, Fate::deferred);
        deferred_.push_back(authored);
        return;
    }
    const auto entry = std::make_shared<const LogEntry>(
        LogEntry{group,
                 outcome,
                 {group.origin, group.user, group.device, corrected},
                 static_cast<std::int64_t>(log_.size()) + 1});
    log_.push_back(entry);
    enter(*hub_, *entry);
    earlier[group.counter] = corrected;
    if (outcome.taken() && expected.marks != marks_of(outcome)) {
        fail("marks: judge\n" + joined(marks_of(outcome)) + "model\n" + joined(expected.marks),
             group);
    } else if (compare && hub_dump() != model_.dump()) {
        fail("state:\n" + difference(hub_dump(), model_.dump()), group);
    } else if (outcome.taken()) {
        check_trace(*authored, outcome, *before);
    }
}

void ScriptWorld::fail(const std::string& what, const sync::Group& group) {
    if (failure_.empty()) {
        failure_ = "judging " + text_of(group) + "\n" + what;
    }
}

void ScriptWorld::copy_disk(int index) {
    const auto at = static_cast<std::size_t>(index);
    copies_.at(at) = {desks_.at(at), canonical_.at(at)};
}

void ScriptWorld::put_back(int index) {
    const auto at = static_cast<std::size_t>(index);
    const std::uint64_t lives = desks_.at(at).lives;
    desks_.at(at) = copies_.at(at).desk;
    desks_.at(at).lives = lives + 1;
    canonical_.at(at) = copies_.at(at).canonical;
}

void ScriptWorld::pull(int index, std::size_t entries_max) {
    ScriptDesk& desk = desks_.at(static_cast<std::size_t>(index));
    if (!can_pull(index)) {
        return;
    }
    hear_verdicts(index);
    auto& layer = canonical_.at(static_cast<std::size_t>(index));
    layer = copy_of(layer);
    for (std::size_t read = 0; read < entries_max && desk.cursor < log_.size(); ++read) {
        enter(*layer, *log_[desk.cursor++]);
    }
}

void ScriptWorld::hear_verdicts(int index) {
    ScriptDesk& desk = desks_.at(static_cast<std::size_t>(index));
    for (std::size_t at = desk.cursor; at < log_.size(); ++at) {
        const sync::Group& group = log_[at]->group;
        if (group.device == desk.device) {
            desk.verdict_at[group.op] = at;
            if (!log_[at]->outcome.taken()) {
                desk.refused.insert(group.op);
            }
        }
    }
}

void ScriptWorld::settle_everything() {
    for (int i = 0; i < desks(); ++i) {
        while (can_send(i) && failure_.empty()) {
            send(i);
        }
    }
    // What waits for a group that was lost with a disk waits until the hub gives it up.
    const bool all_there =
        std::ranges::all_of(desks_, [](const auto& each) { return each.lives == 0; });
    if (all_there && !deferred_.empty()) {
        fail("still deferred though everything was sent", deferred_.front()->group);
    }
    for (int i = 0; i < desks() && failure_.empty(); ++i) {
        pull(i);
        const auto& layer = *canonical_.at(static_cast<std::size_t>(i));
        if (dump_of(test_catalogue(), layer) != hub_dump()) {
            failure_ = "a desk that read the whole log differs (here as model):\n" +
                       difference(hub_dump(), dump_of(test_catalogue(), layer));
        } else if (!screen(i).folded.empty()) {
            failure_ = "a group is still in the fold though everything was read";
        }
    }
}

std::string ScriptWorld::hub_dump() const { return dump_of(test_catalogue(), *hub_); }

std::string ScriptWorld::hub_values() const {
    std::string text;
    for (const auto& [key, row] : hub_->rows()) {
        text +=
            text_of(key) + (row->deleted() ? " deleted" : "") + " " + text_of(row->values) + "\n";
    }
    return text;
}

}  // namespace branchline::test
