#include "live/model.h"

#include <algorithm>
#include <type_traits>

namespace branchline::live {

namespace {

constexpr std::size_t notices_kept = 200;
constexpr std::size_t outcomes_kept = 256;
// A list of a million rows takes its time: it is asked for again when that long, times this, has
// passed since, and within two seconds whatever it costs.
constexpr std::int64_t rest_factor = 4;
constexpr std::int64_t rest_at_most_ms = 2'000;

// Keeping what somebody types is nothing to tell him of.
bool is_silent(const Outcome& outcome) { return !outcome.error && outcome.command.empty(); }

}  // namespace

Model::Model(const schema::Catalogue& catalogue, Office& office)
    : catalogue_(catalogue), office_(office) {}

std::int64_t Model::due_ms(const Slot& slot) const {
    return slot.newest.at_ms + std::min(slot.took_ms * rest_factor, rest_at_most_ms);
}

void Model::ask(Slot& slot, Question question) {
    const std::uint64_t replaces = slot.open ? slot.newest.number : 0;
    slot.newest = {++last_number_, std::move(question), change_count_, now_ms_};
    slot.open = true;
    office_.ask(slot.newest.number, slot.newest.question, replaces);
}

const Model::Seen& Model::look(std::string_view name, Question question) {
    auto at = slots_.find(name);
    const bool is_new = at == slots_.end();
    if (is_new) at = slots_.emplace(name, Slot{}).first;
    Slot& slot = at->second;
    slot.looked_at = true;
    const bool other = is_new || slot.newest.question != question;
    const bool stale = !slot.open && slot.newest.as_of != change_count_;
    if (other || (stale && now_ms_ >= due_ms(slot))) {
        ask(slot, std::move(question));
        expected_[slot.newest.number] = {at->first, slot.newest.question};
    }
    return slot.seen;
}

Model::Seen Model::seen_of(const Question& question, Reply& reply) {
    return std::visit(
        [&](const auto& asked) -> Seen {
            using Q = std::decay_t<decltype(asked)>;
            auto answered = std::make_shared<Answered<Q>>();
            answered->question = asked;
            answered->error = reply.error;
            if (auto* value = std::get_if<typename Q::Answer>(&reply.answer)) {
                answered->value = std::move(*value);
            }
            return {std::move(answered), &kind_of<Q>};
        },
        question);
}

void Model::take(Reply reply) {
    const auto expected = expected_.find(reply.asked);
    if (expected == expected_.end()) return;
    const std::string name = expected->second.slot;
    Slot& slot = slots_.at(name);
    if (slot.newest.number == reply.asked) {
        if (slot.open) slot.took_ms = now_ms_ - slot.newest.at_ms;
        slot.open = false;
    }
    slot.seen = seen_of(expected->second.question, reply);
    std::erase_if(expected_, [&](const auto& each) {
        return each.second.slot == name && each.first < reply.asked;
    });
}

void Model::take(News news) {
    change_count_ = news.change_count;
    status_ = std::move(news.status);
    if (news.gate == Gate::open && gate_ != Gate::open) {
        settings_ = std::move(news.settings);
        drafts_ = std::move(news.drafts);
    }
    gate_ = news.gate;
    trouble_ = std::move(news.trouble);
}

Ticket Model::perform(Action action) {
    const Ticket ticket = ++last_ticket_;
    const auto* save = std::get_if<SaveRecord>(&action);
    busy_.emplace(ticket, save == nullptr ? std::string() : save->draft);
    office_.perform(ticket, std::move(action));
    return ticket;
}

void Model::stop(Ticket ticket) {
    if (busy_.contains(ticket)) office_.stop(ticket);
}

std::optional<Outcome> Model::outcome_of(Ticket ticket) {
    auto found = outcomes_.extract(ticket);
    if (found.empty()) return std::nullopt;
    return std::move(found.mapped());
}

bool Model::is_busy(Ticket ticket) const { return busy_.contains(ticket); }

void Model::take(Outcome outcome) {
    if (const auto done = busy_.extract(outcome.ticket); !done.empty() && !outcome.error) {
        if (const auto at = drafts_.find(done.mapped()); at != drafts_.end()) drafts_.erase(at);
    }
    work_.erase(outcome.ticket);
    if (!is_silent(outcome)) {
        notices_.push_back({outcome, now_ms_});
        if (notices_.size() > notices_kept) notices_.erase(notices_.begin());
    }
    outcomes_[outcome.ticket] = std::move(outcome);
    if (outcomes_.size() > outcomes_kept) outcomes_.erase(outcomes_.begin());
}

void Model::take(Progress progress) {
    if (busy_.contains(progress.ticket)) work_[progress.ticket] = std::move(progress);
}

std::string Model::setting(std::string_view name, std::string_view otherwise) const {
    const auto at = settings_.find(name);
    return at == settings_.end() ? std::string(otherwise) : at->second;
}

void Model::keep(std::string_view name, std::string value) {
    const auto at = settings_.find(name);
    const bool same = at == settings_.end() ? value.empty() : at->second == value;
    if (same) return;
    if (value.empty()) {
        settings_.erase(at);
    } else {
        settings_[std::string(name)] = value;
    }
    perform(KeepSetting{std::string(name), std::move(value)});
}

const std::string* Model::draft(std::string_view name) const {
    const auto at = drafts_.find(name);
    return at == drafts_.end() ? nullptr : &at->second;
}

void Model::keep_draft(std::string_view name, std::string content) {
    const auto at = drafts_.find(name);
    const bool same = at == drafts_.end() ? content.empty() : at->second == content;
    if (same) return;
    if (content.empty()) {
        drafts_.erase(at);
    } else {
        drafts_[std::string(name)] = content;
    }
    perform(KeepDraft{std::string(name), std::move(content)});
}

void Model::begin_frame(std::int64_t now_ms) {
    now_ms_ = now_ms;
    for (auto& [name, slot] : slots_) slot.looked_at = false;
}

void Model::end_frame() {
    for (auto at = slots_.begin(); at != slots_.end();) {
        const Slot& slot = at->second;
        if (slot.looked_at) {
            ++at;
            continue;
        }
        if (slot.open) office_.forget(slot.newest.number);
        std::erase_if(expected_, [&](const auto& each) { return each.second.slot == at->first; });
        at = slots_.erase(at);
    }
}

std::optional<std::int64_t> Model::wake_at_ms() const {
    std::optional<std::int64_t> wake;
    for (const auto& [name, slot] : slots_) {
        if (slot.open || slot.newest.as_of == change_count_) continue;
        wake = std::min(wake.value_or(due_ms(slot)), due_ms(slot));
    }
    return wake;
}

}  // namespace branchline::live
