// The values of one row: dynamic, because sync carries fields that this build does not know, and
// because form, list, import, merge and audit are loops over fields. Kept sorted by field id.
#pragma once

#include <utility>
#include <vector>

#include "schema/value.h"

namespace branchline::schema {

class Record {
  public:
    using Entry = std::pair<FieldId, Value>;

    [[nodiscard]] const Value* find(FieldId field) const;  // nullptr = absent
    // Null when absent: for readers that make no difference.
    [[nodiscard]] const Value& get(FieldId field) const;
    [[nodiscard]] std::int64_t integer(FieldId field, std::int64_t otherwise = 0) const;
    [[nodiscard]] const std::string& text(FieldId field) const;  // "" when absent or null
    [[nodiscard]] Id id(FieldId field) const;                    // null id when absent or null
    [[nodiscard]] const Set& set_of(FieldId field) const;        // empty when absent or null
    void set(FieldId field, Value value);
    void erase(FieldId field);

    [[nodiscard]] auto begin() const { return entries_.begin(); }

    [[nodiscard]] auto end() const { return entries_.end(); }

    [[nodiscard]] std::size_t size() const { return entries_.size(); }

    friend bool operator==(const Record&, const Record&) = default;

  private:
    std::vector<Entry> entries_;
};

void write_record(ByteWriter& out,
                  const Record& record);  // canonical: ascending ids, nulls left out
Record read_record(ByteReader& in);

}  // namespace branchline::schema
