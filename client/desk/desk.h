// The desk without pixels: what a user can do with his replica, in his words. Command line, palette
// and screens act through it and through nothing else. Everything that changes is one group (or one
// batch), saved when it returns (SYNC 2.1); refused before saving where the desk can know.
// On the writer's thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/edit.h"
#include "desk/file_keeper.h"
#include "desk/replica.h"
#include "desk/viewer.h"
#include "store/extra_index.h"

namespace branchline::desk {

// A child row that comes with its parent: a new one, or with an id one that is there; or one that
// goes.
struct ChildEdit {
    const schema::EntitySpec* entity = nullptr;
    schema::Record values;
    std::optional<RowId> id;
    bool erase = false;  // with an id
};

struct Created {
    RowId id;
    std::string number;  // empty: the entity has none
    OpId group;
};

struct Done {
    RowId id;
    OpId group;  // null: nothing had to change
};

struct Undone {
    std::string command;  // of the group that was taken back
    RowId id;             // first row it touched
    OpId group;           // the inverse group; the withdrawn one if there is none
};

struct RowDetails {
    RowView row;
    std::vector<RowView> children;  // by entity, then by id
};

struct ListRequest {
    std::string where;
    std::string sort;  // "FIELD", "FIELD:desc", several separated by commas
    std::size_t limit = 100;
    std::string after;
    std::string search;
};

struct ListPage {
    std::vector<RowView> rows;
    std::string next;  // empty: nothing follows
};

class Desk {
  public:
    explicit Desk(Replica& replica);

    [[nodiscard]] Replica& replica() { return replica_; }

    [[nodiscard]] const schema::Catalogue& catalogue() const { return replica_.catalogue(); }

    [[nodiscard]] Viewer& viewer() { return viewer_; }

    [[nodiscard]] Lookup& lookup() { return viewer_.lookup(); }

    // --- acting ---
    // `branch` and `owner` default to the user's branch and himself; a number is given here. `as`:
    // the id of a refused creation that is made again, so that what names it still does.
    Result<Created> create(const schema::EntitySpec& entity, schema::Record values,
                           std::vector<ChildEdit> children = {}, const CommitOptions& options = {},
                           const RowId& as = {});
    Result<Done> change(const sync::RowKey& key, const Edit& edit,
                        std::vector<ChildEdit> children = {}, const CommitOptions& options = {});
    // The edit is part of the same group and comes before the step.
    Result<Done> step(const sync::RowKey& key, std::string_view name, const Edit& edit = {},
                      const CommitOptions& options = {});
    Result<Done> erase(const sync::RowKey& key, const CommitOptions& options = {});
    Result<Undone> undo();
    Result<Undone> redo();

    // What the writer does when nobody waits for it: a bounded part of it a call. False: all done.
    bool rest();
    // And when nobody has wanted anything for a while (leisure.h): what takes seconds, and is given
    // up as soon as `give_up`, asked every few milliseconds, says so.
    store::IndexWork use_leisure(const std::function<bool()>& give_up);

    // --- looking ---
    Result<sync::RowKey> find(const schema::EntitySpec& entity, std::string_view text);
    Result<ListPage> list(const schema::EntitySpec& entity, const ListRequest& request);
    Result<RowDetails> show(const sync::RowKey& key);
    RowView view(const schema::EntitySpec& entity, const RowId& id, schema::Record values);

    // The one branch in which the user has a role of his own. required: there are none or several.
    Result<RowId> own_branch();

  private:
    Result<RowId> branch_for(const schema::EntitySpec& entity, const schema::Record& values,
                             const schema::Record* parent);
    Status prepare(const schema::EntitySpec& entity, schema::Record& values,
                   const schema::Record* parent);
    Status give_number(const schema::EntitySpec& entity, schema::Record& values);
    std::vector<RowId> new_child_ids(std::size_t count);
    Status add_children(sync::Composer& composer, const sync::RowKey& parent,
                        const schema::Record& parent_values, std::vector<ChildEdit>& children);
    Status apply(sync::Composer& composer, const sync::RowKey& key, const Edit& edit);
    Status apply_values(sync::Composer& composer, const sync::RowKey& key,
                        const schema::Record& values);
    Result<Done> commit(sync::Composer& composer, const sync::RowKey& key,
                        const std::string& command, const CommitOptions& options);
    Result<Undone> undone(const store::LoggedGroup& group, std::string command);

    Replica& replica_;
    Viewer viewer_;
    FileKeeper files_;
    std::uint64_t checkpointed_at_ = 0;  // change count of the replica
};

}  // namespace branchline::desk
