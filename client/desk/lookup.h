// Which row a person means: by its id, the beginning of its id, its number, code, login or name.
// The same for every place where a row is named: arguments, references in texts and files, filters.
// Reads the desk's rows as shown; on the thread of the replica.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "schema/catalogue.h"
#include "store/rows.h"
#include "sync/group.h"

namespace branchline::desk {

class Lookup {
  public:
    Lookup(const schema::Catalogue& catalogue, const store::Rows& rows)
        : catalogue_(catalogue), rows_(rows) {}

    // not_found, or ambiguous with the candidates as detail.
    Result<RowId> find(const schema::EntitySpec& entity, std::string_view text);
    // Any entity: "customer:SHA-2611-K7-00001", a full id, or a number.
    Result<sync::RowKey> find_any(std::string_view text);
    // The value of a field of kind ref or any_ref.
    Result<schema::Value> reference(const schema::FieldSpec& field, std::string_view text);

    // How files and people name the row: number, code, login or name, as far as find() would find
    // it by that again; else the id.
    std::string name_of(const schema::EntitySpec& entity, const RowId& id);
    // What a person reads, unique or not: title, number, name.
    std::string title_of(const schema::EntitySpec& entity, const RowId& id);

    // Between these, answers are kept: for files of many rows. Answers "not found" never are.
    void keep_answers(bool keep);

  private:
    [[nodiscard]] bool is_live(const schema::EntitySpec& entity, const RowId& id) const;
    [[nodiscard]] std::vector<RowId> with(const schema::EntitySpec& entity,
                                          const schema::FieldSpec* field,
                                          std::string_view text) const;
    Result<RowId> find_now(const schema::EntitySpec& entity, std::string_view text);
    Result<RowId> one_of(const schema::EntitySpec& entity, const std::vector<RowId>& found,
                         std::string_view text);

    const schema::Catalogue& catalogue_;
    const store::Rows& rows_;
    bool keep_ = false;
    std::map<std::pair<schema::EntityId, std::string>, RowId> found_;
    std::map<sync::RowKey, std::string> names_;
};

}  // namespace branchline::desk
