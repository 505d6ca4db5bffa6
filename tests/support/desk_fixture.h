// A desk without a hub: a replica in a temporary directory with an identity, an office, a user with
// a role, and whatever else a test lets arrive. Rows and verdicts come as the hub would send them,
// in pages of the log.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "desk/desk.h"
#include "desk/replica.h"

namespace branchline::test {

// Stands still until it is moved.
class SetClock final : public Clock {
  public:
    [[nodiscard]] std::int64_t wall_ms() const override { return now_ms; }

    [[nodiscard]] BootTime boot_time() const override { return {{7, 7}, now_ms}; }

    std::int64_t now_ms = 1'795'421'700'000;  // 2026-11-23T08:15:00Z
};

class TemporaryDirectory {
  public:
    TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory();

    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    std::string path_;
};

class DeskFixture {
  public:
    // With one office SHA, and this user in it.
    explicit DeskFixture(schema::Role role = schema::Role::clerk, std::uint64_t seed = 1);
    ~DeskFixture();

    [[nodiscard]] desk::Desk& desk();
    [[nodiscard]] desk::Replica& replica();
    [[nodiscard]] const schema::EntitySpec& entity(std::string_view name) const;
    // Closes the file and opens it again, as after the end of a process.
    void reopen();

    // Values as "field", "text"; references as ids.
    using Texts = std::vector<std::pair<std::string, std::string>>;
    [[nodiscard]] schema::Record record(std::string_view entity, const Texts& texts);
    desk::Created create(std::string_view entity, const Texts& texts);
    desk::Done change(std::string_view entity, const RowId& row, const Texts& texts);

    // A row arrives as the hub's.
    RowId arrive(std::string_view entity, const Texts& texts);
    // A value of another device arrives.
    void arrive_value(std::string_view entity, const RowId& row, const std::string& field,
                      const std::string& text);
    // The hub's verdicts on everything that waits: taken exactly as sent.
    void accept_all();
    // With a rule: the first change's field is what breaks it.
    void reject_all(Code code, const std::string& rule = {});
    // An open case with the proposal of this device: what the hub makes of a concurrent change.
    void merge_into_case(std::string_view entity, const RowId& row, const std::string& field,
                         const std::string& theirs);

    void take(std::vector<sync::Entry> entries);

    SetClock clock;
    SeededRandom random;
    TemporaryDirectory directory;
    RowId branch;
    UserId user;
    UserId other_user;

  private:
    struct Open;
    void open();
    [[nodiscard]] sync::Entry hub_entry();
    [[nodiscard]] std::vector<sync::Group> to_push();

    std::unique_ptr<Open> open_;
    std::int64_t seq_ = 0;
};

}  // namespace branchline::test
