// Random values of everything that is stored or sent, for property tests and fuzzing: every field
// is filled now and then, ids repeat, texts are Chinese and Latin. What the types promise holds
// (sets in order, units ascending, tail entries ascending); what they leave open is random. The
// same seed gives the same values everywhere.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "sync/message.h"

namespace branchline::support {

inline constexpr std::size_t message_types = std::variant_size_v<sync::Message>;

class RandomValues {
  public:
    explicit RandomValues(std::uint64_t seed);

    std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }

    bool chance(std::uint64_t one_in) { return random_.below(one_in) == 0; }

    Id id();  // often one that was given before; sometimes null
    std::int64_t integer();
    std::string text();
    schema::Value value();
    sync::Record record();
    sync::Version version();
    sync::Change change();
    sync::Group group(std::size_t changes_max = 8);
    sync::Effect effect();
    sync::RowState row();
    sync::Entry entry();
    sync::Receipt receipt();
    sync::Stretch stretch();
    sync::Pull pull();
    sync::Page page(std::size_t entries_max = 6);
    sync::Message message(std::size_t type);  // the alternative of this index

  private:
    Id new_id();
    std::int64_t time();
    schema::Set set();
    Digest digest();
    sync::Point point();
    sync::RowKey key();
    sync::Proposal proposal();
    sync::Mark mark();
    sync::Message file_message(std::size_t type);
    sync::Hello hello();
    sync::HelloReply hello_reply();
    sync::Push push();
    std::vector<Id> ids();
    std::vector<sync::FieldPlace> places();
    std::vector<sync::CoverMark> covers();
    std::vector<sync::Receipt> receipts();

    template <class E>
    E choice(E first, E last) {
        const auto from = static_cast<std::uint64_t>(first);
        return static_cast<E>(from + below(static_cast<std::uint64_t>(last) - from + 1));
    }

    SeededRandom random_;
    std::vector<Id> given_;
};

}  // namespace branchline::support
