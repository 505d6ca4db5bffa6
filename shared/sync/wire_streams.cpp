#include "sync/wire_streams.h"

#include <algorithm>
#include <array>

#include "base/ensure.h"

namespace branchline::sync::wire {

namespace {

constexpr std::uint64_t number_of_form(IdForm form) { return static_cast<std::uint64_t>(form); }

constexpr std::int64_t time_of(const Id& id) { return static_cast<std::int64_t>(id.high >> 16); }

constexpr std::int64_t time_limit = std::int64_t{1} << 48;

// The ids that need not be told in a session, in the order of the table.
constexpr std::size_t told_count = 4;

std::array<Id, told_count> told_ids(const Known& known) {
    return {known.device, known.incarnation, known.user, known.boot.boot_id};
}

}  // namespace

Anchors anchors_of(const Known* known) {
    if (known == nullptr) return {};
    if (known->at) return *known->at;
    Anchors at;
    at.device = known->device;
    at.incarnation = known->incarnation;
    at.user = known->user;
    at.boot_id = known->boot.boot_id;
    at.boot_ms = known->boot.ms;
    at.clock_offset = difference(known->hub_ms, known->boot.ms);
    at.row_ms = at.corrected_ms = at.received_ms = known->hub_ms;
    at.seq = known->seq;
    return at;
}

Sink::Sink(const Known* known) : at(anchors_of(known)), known_(known) {
    if (known == nullptr) return;
    for (const Id& id : told_ids(*known)) list(id);
    listed_ += known->references.size();  // searched where they stand
    for (const std::string& word : known->words) words_.emplace(word, 2 + listed_words_++);
}

// The first place counts, a repeated id just takes up a number.
void Sink::list(const Id& id) {
    ids_.emplace(id, number_of_form(IdForm::first_listed) + listed_);
    ++listed_;
}

void Sink::set_lane(Lane lane) {
    if (lane == lane_) return;
    lane_ = lane;
    turns_.push_back({out_.bytes().size(), lane});
}

void Sink::random(BytesView bytes) {
    const InLane in(*this, Lane::random);
    out_.raw(bytes);
}

void Sink::random(const Id& id) {
    const InLane in(*this, Lane::random);
    write_id(out_, id);
}

void Sink::time(std::int64_t value) {
    const InLane in(*this, Lane::times);
    out_.zigzag(value);
}

std::optional<std::uint64_t> Sink::number_of_text(const std::string& text) {
    auto& texts = texts_[static_cast<std::size_t>(lane_)];
    const auto [place, is_new] = texts.emplace(text, texts.size());
    if (is_new) return std::nullopt;
    return place->second;
}

void Sink::word(const std::string& text) {
    if (text.empty()) return varint(0);
    const auto [place, is_new] = words_.emplace(text, 2 + listed_words_);
    varint(is_new ? 1 : place->second);
    if (!is_new) return;
    ++listed_words_;
    new_words_.push_back(text);
    const InLane in(*this, Lane::loose_text);
    string(text);
}

// A few hundred at most, and most frames look up a few ids: faster than a table made for each.
std::optional<std::uint64_t> Sink::reference_number(const Id& id) const {
    if (known_ == nullptr) return std::nullopt;
    const auto place = std::ranges::find(known_->references, id);
    if (place == known_->references.end()) return std::nullopt;
    return number_of_form(IdForm::first_listed) + told_count +
           static_cast<std::uint64_t>(place - known_->references.begin());
}

std::uint64_t Sink::number_of(const Id& id) const {
    if (id.is_null()) return number_of_form(IdForm::null);
    const auto place = ids_.find(id);
    if (place != ids_.end()) return place->second;
    if (const auto reference = reference_number(id)) return *reference;
    return number_of_form(has_time_form(id) ? IdForm::timed : IdForm::random);
}

void Sink::rest_of_id(std::uint64_t number, const Id& id) {
    if (number >= number_of_form(IdForm::first_listed) || id.is_null()) return;
    if (lane_ >= Lane::first_field) references_.push_back(id);
    list(id);
    if (number == number_of_form(IdForm::random)) {
        random(id);
    } else if (number == number_of_form(IdForm::timed)) {
        time(difference(time_of(id), at.row_ms));
        const InLane in(*this, Lane::random);
        out_.u8(static_cast<std::uint8_t>(id.high >> 8 & 0x0f));
        out_.u8(static_cast<std::uint8_t>(id.high & 0xff));
        out_.fixed64(id.low);
    }
}

void Sink::id(const Id& id) {
    const std::uint64_t number = number_of(id);
    varint(number);
    rest_of_id(number, id);
}

void Sink::new_id(const Id& id) {
    random(id);
    list(id);
}

Source::Source(BytesView body, Meter& meter, const Known* known)
    : at(anchors_of(known)),
      known_(known),
      meter_(meter),
      readers_{ByteReader(body)},
      sorted_(false) {
    learn();
}

Source::Source(const Lanes& sorted, Meter& meter, const Known* known)
    : at(anchors_of(known)), known_(known), meter_(meter), sorted_(true) {
    for (const BytesView lane : sorted) readers_.emplace_back(lane);
    learn();
}

void Source::learn() {
    if (known_ == nullptr) return;
    for (const Id& id : told_ids(*known_)) ids_.push_back(id);
    ids_.insert(ids_.end(), known_->references.begin(), known_->references.end());
}

void Source::charge(std::size_t bytes) {
    if (!meter_.charge(bytes)) fail("it would take too much memory");
}

void Source::fail(std::string_view why) {
    if (ok_) why_ = why;
    ok_ = false;
    for (ByteReader& lane : readers_) lane.fail();
}

std::string_view Source::why() const { return ok_ ? "bytes after its end" : why_; }

std::size_t Source::left() const {
    std::size_t bytes = 0;
    for (const ByteReader& lane : readers_) bytes += lane.left();
    return bytes;
}

std::uint64_t Source::varint_up_to(std::uint64_t most) {
    const std::uint64_t value = varint();
    if (value > most) fail("a number out of range");
    return ok_ ? value : 0;
}

BytesView Source::random(std::size_t size) {
    const InLane in(*this, Lane::random);
    return raw(size);
}

std::int64_t Source::time() {
    const InLane in(*this, Lane::times);
    return zigzag();
}

std::string Source::owned(BytesView text) {
    charge(text.size());
    return std::string(ok_ ? text : BytesView{});
}

void Source::number_text(BytesView text) {
    charge(2 * sizeof text);
    if (ok_) texts_[static_cast<std::size_t>(lane_)].push_back(text);
}

BytesView Source::text_numbered(std::uint64_t number) {
    const auto& texts = texts_[static_cast<std::size_t>(lane_)];
    if (number >= texts.size()) fail("a text that is not in the table");
    return ok_ ? texts[number] : BytesView{};
}

std::string Source::word() {
    const std::uint64_t number = varint();
    if (number == 0) return {};
    const std::size_t known = known_ == nullptr ? 0 : known_->words.size();
    if (number == 1) {
        const InLane in(*this, Lane::loose_text);
        std::string text = owned(string());
        charge(2 * (text.size() + sizeof text));
        if (ok()) words_.push_back(text);
        return text;
    }
    const std::uint64_t index = number - 2;
    if (index >= known + words_.size()) fail("a word that is not in the table");
    if (!ok()) return {};
    return owned(index < known ? known_->words[index] : words_[index - known]);
}

Id Source::id() { return id_numbered(varint()); }

Id Source::raw_id() {
    const auto id = id_from_bytes(random(16));
    return id.value_or(Id{});
}

Id Source::new_id() { return listed(raw_id()); }

Id Source::listed(const Id& id) {
    charge(4 * sizeof id);
    if (!ok()) return {};
    ids_.push_back(id);
    if (lane_ >= Lane::first_field) references_.push_back(id);
    return id;
}

Id Source::id_numbered(std::uint64_t number) {
    if (number == number_of_form(IdForm::null)) return {};
    if (number == number_of_form(IdForm::random)) {
        const Id id = new_id();
        if (id.is_null() || has_time_form(id)) fail("an id in the wrong form");
        return ok() ? id : Id{};
    }
    if (number == number_of_form(IdForm::timed)) return timed_id();
    const std::uint64_t index = number - number_of_form(IdForm::first_listed);
    if (index >= ids_.size()) fail("an id that is not in the table");
    return ok() ? ids_[index] : Id{};
}

Id Source::timed_id() {
    const std::int64_t ms = sum(at.row_ms, time());
    ByteReader tail(random(10));
    const std::uint64_t upper = tail.u8();
    const std::uint64_t lower = tail.u8();
    const Id id{static_cast<std::uint64_t>(ms) << 16 | 0x7000 | upper << 8 | lower, tail.fixed64()};
    if (ms < 0 || ms >= time_limit || upper > 0x0f || !has_time_form(id)) {
        fail("an id in the wrong form");
    }
    return listed(id);
}

}  // namespace branchline::sync::wire
