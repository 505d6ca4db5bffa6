// Groups as a desk would write them, from a screen: bases, digests, proposals settled, depends_on
// (SYNC 1.3, 2.4, 3.1, 3.3). Unlike the desk's own composer it also writes what the screen already
// shows to be refused, so that tests can ask the judge.
#pragma once

#include <string>
#include <vector>

#include "support/state_sight.h"
#include "sync/judge.h"

namespace branchline::test {

// A group, and beside it what its author saw, change by change: the content behind a step or delete
// (support/picture.h), and the unit's values.
struct Authored {
    sync::Group group;
    std::vector<std::string> seen;
    std::vector<std::string> shown;
};

// The values of a unit as text; an element of a set is there or not.
std::string shown_unit(const schema::Catalogue& catalogue, sync::State& state, const RowKey& key,
                       const UnitId& unit);

class ScriptAuthor {
  public:
    // `pending`: the groups of this desk that are in the fold of `screen`, oldest first.
    ScriptAuthor(const schema::Catalogue& catalogue, sync::State& screen,
                 std::vector<const sync::Group*> pending, sync::Group head);

    ScriptAuthor& insert(const RowKey& key, const schema::Record& values);
    ScriptAuthor& set(const RowKey& key, const schema::Record& unit_values);
    ScriptAuthor& sum(const RowKey& key, schema::FieldId field, std::int64_t new_value);
    ScriptAuthor& text(const RowKey& key, schema::FieldId field, const std::string& text);
    ScriptAuthor& add(const RowKey& key, schema::FieldId field, const std::string& element);
    ScriptAuthor& remove(const RowKey& key, schema::FieldId field, const std::string& element);
    ScriptAuthor& correct(const RowKey& key, schema::FieldId field, std::int64_t value);
    ScriptAuthor& step(const RowKey& key, const schema::Transition& step);
    ScriptAuthor& erase(const RowKey& key);
    ScriptAuthor& keep(const RowKey& key);  // answers an erase case: the row stays
    // The change just made answers the case of its unit (names all its proposals).
    ScriptAuthor& resolution();
    // The change just made takes an earlier one back.
    ScriptAuthor& inverse();

    [[nodiscard]] sync::State& screen() { return draft_; }

    [[nodiscard]] bool empty() const { return made_.group.changes.empty(); }

    [[nodiscard]] const sync::Group& head() const { return made_.group; }

    [[nodiscard]] Authored finish();

  private:
    void push(sync::Change change, std::string seen);
    void redraft();
    sync::Change change_of(sync::ChangeKind kind, const RowKey& key, const UnitId& unit);
    std::vector<RowKey> neighbours(const sync::Change& change);
    bool builds_on(const sync::Change& change, const sync::Group& earlier);

    const schema::Catalogue& catalogue_;
    sync::State& screen_;
    std::vector<const sync::Group*> pending_;
    sync::Overlay draft_;  // the screen with this group's changes so far
    Authored made_;
};

}  // namespace branchline::test
