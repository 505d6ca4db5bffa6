// A hub and some desks in memory: desks write groups from their screens, the hub judges them with
// the judge and with the reference model, and every difference is a failure. A script is a list of
// actions, each with a seed of its own, so that leaving one out changes the others as little as
// possible; that is what makes shrinking work. Copyable: the exhaustive tests branch from a world.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "support/reference_model.h"
#include "support/script_author.h"

namespace branchline::test {

struct LogEntry {
    sync::Group group;
    sync::Outcome outcome;
    sync::Author author;
    std::int64_t seq = 0;
};

struct ScriptDesk {
    DeviceId device;
    UserId user;
    std::uint64_t counter = 0;
    std::uint64_t lives = 0;  // how often it was put back; tells the ids of its groups apart
    std::size_t cursor = 0;   // entries of the log that have arrived
    std::size_t sent = 0;     // groups handed over
    std::set<OpId> handed_over;
    std::vector<std::shared_ptr<const Authored>> written;
    std::map<OpId, std::size_t> verdict_at;  // place in the log; may lie above the cursor
    std::set<OpId> refused;                  // known here to be refused
    std::map<OpId, OpId> sent_again_as;

    [[nodiscard]] OpId op_of(std::uint64_t number) const {
        return {device.high, number + lives * 1'000'000};
    }
};

class ScriptWorld {
  public:
    using Compose = std::function<void(ScriptAuthor&)>;

    explicit ScriptWorld(int desks);
    // Rows that everybody has from the beginning.
    void put(const RowKey& key, const schema::Record& values);

    // The desk's screen: canonical rows as far as they arrived, with its groups folded in.
    struct Screen {
        std::unique_ptr<sync::Overlay> state;
        std::vector<const sync::Group*> folded;
    };

    [[nodiscard]] Screen screen(int desk);
    // Writes a group from the screen; nothing when `compose` made no change.
    void write(int desk, const Compose& compose);
    // The oldest group not yet sent (or one behind it: files arrive out of order) to the hub.
    void send(int desk, std::size_t overtake = 0);
    void hand_in(const std::shared_ptr<const Authored>& authored);  // from wherever it came
    void pull(int desk, std::size_t entries_max = SIZE_MAX);        // the next of the log
    void hear_verdicts(int desk);  // before the log: a verdict may overtake it
    void resend(int desk);         // a refused group, if it may be sent again
    // A copy of the desk's disk is made; the desk goes on from it. What it had told nobody since is
    // gone, and it does not know what it did.
    void copy_disk(int desk);
    void put_back(int desk);
    void settle_everything();  // all groups sent, everything pulled; then all agree

    // The first disagreement, in words; empty while all is well.
    [[nodiscard]] const std::string& failure() const { return failure_; }

    [[nodiscard]] const std::vector<std::shared_ptr<const LogEntry>>& log() const { return log_; }

    [[nodiscard]] const ScriptDesk& desk(int index) const { return desks_.at(std::size_t(index)); }

    [[nodiscard]] int desks() const { return static_cast<int>(desks_.size()); }

    [[nodiscard]] bool can_send(int desk) const;

    [[nodiscard]] bool can_pull(int desk) const;

    [[nodiscard]] sync::Overlay& hub() { return *hub_; }

    [[nodiscard]] const ReferenceModel& model() const { return model_; }

    [[nodiscard]] std::string hub_dump() const;
    // Values and presence only, without versions: what people see.
    [[nodiscard]] std::string hub_values() const;

    // Told of every group that a desk writes, with the screen it was written from.
    std::function<void(Screen&, const Authored&)> when_written;

    std::int64_t now_ms = 1'000'000;  // hub's clock
    std::int64_t edit_delay_ms = 0;   // the next group was made this long ago
    bool compare = true;              // with the reference model

    static constexpr std::int64_t today = 1000;

  private:
    void judge(const std::shared_ptr<const Authored>& authored);
    void judge_deferred();
    void check_trace(const Authored& authored, const sync::Outcome& outcome,
                     const sync::Overlay& before);
    void fail(const std::string& what, const sync::Group& group);
    [[nodiscard]] bool is_known(const OpId& op) const;
    [[nodiscard]] bool in_fold(const ScriptDesk& desk, const sync::Group& group) const;

    // Worlds share their layers: a layer is copied before it is written to.
    std::shared_ptr<sync::Overlay> hub_;
    ReferenceModel model_;
    std::vector<ScriptDesk> desks_;
    std::vector<std::shared_ptr<sync::Overlay>> canonical_;

    struct Copy {
        ScriptDesk desk;
        std::shared_ptr<sync::Overlay> canonical;
    };

    std::vector<Copy> copies_;  // of the disks, as they were in the beginning at first
    std::vector<std::shared_ptr<const LogEntry>> log_;
    std::vector<std::shared_ptr<const Authored>> deferred_;
    // By incarnation: counter -> corrected time.
    std::map<Id, std::map<std::uint64_t, std::int64_t>> corrected_ms_;
    std::string failure_;
};

// Rows of the usual beginning: two offices, two parties, a deal in draft and an approved one with a
// line each, a visit.
namespace rows {
inline constexpr Id office{0x12, 1};
inline constexpr Id other_office{0x12, 2};
inline constexpr RowKey party_1{2, {0x19, 1}};
inline constexpr RowKey party_2{2, {0x19, 2}};
inline constexpr RowKey deal_1{3, {0xD, 1}};
inline constexpr RowKey deal_2{3, {0xD, 2}};
inline constexpr RowKey line_1{4, {0x15, 1}};
inline constexpr RowKey line_2{4, {0x15, 2}};
inline constexpr RowKey visit_1{5, {0x1F, 1}};
}  // namespace rows

inline constexpr Id beginning{0x23, 0};  // origin of what was there before any script

void put_usual_rows(ScriptWorld& world);

}  // namespace branchline::test
