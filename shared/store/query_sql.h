// From a checked tree to SQL text with parameters. Identifiers come from EntityTable only, whatever
// was given by somebody becomes a parameter. Not for other layers.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "store/filter.h"
#include "store/sqlite.h"
#include "store/table.h"

namespace branchline::store {

class QuerySql {
  public:
    QuerySql(Tables& tables, const EntityTable& table) : tables_(tables), table_(table) {}

    // The rows that answers are made of: live ones that fulfil the filter. The table is named t0.
    std::string condition(const Filter& filter);
    // What a field is compared and ordered by.
    std::string expression(schema::FieldId field) const;
    // The column as it is stored.
    std::string column(schema::FieldId field) const;
    // `expression` compared with a value in the form that it has.
    std::string compared(schema::FieldId field, const char* comparison, const schema::Value& value);

    std::string parameter(schema::Value value);
    std::string picked(std::vector<std::int64_t> rows);  // "the row is one of these", looked up
    std::string listed(const std::vector<std::int64_t>& rows);  // the same, walked through

    void bind(Statement& statement) const;

    // The parameters of a part that is written anew, for several statements from one condition.
    [[nodiscard]] std::size_t mark() const { return parameters_.size(); }

    void back_to(std::size_t mark);

  private:
    struct Scope {
        const EntityTable* table;
        std::string alias;
    };

    std::string alternatives(const Scope& scope, const Filter& filter, bool positive);
    std::string write(const Scope& scope, const Filter& filter, bool positive);
    std::string leaf(const Scope& scope, const Filter& filter, bool positive);
    std::string compare(const Scope& scope, const Filter& filter, bool positive);
    std::string one_of(const Scope& scope, const Filter& filter, bool positive);
    std::string any_ref_is(const std::string& column, const schema::Value& value, bool positive);
    std::string through(const Scope& scope, const Filter& filter, bool positive);
    std::string column_in(const Scope& scope, schema::FieldId field) const;
    std::string expression_in(const Scope& scope, schema::FieldId field) const;

    struct Rows {
        std::vector<std::int64_t> rows;
    };

    using Parameter = std::variant<schema::Value, Bytes, Rows>;

    std::string add(Parameter parameter);

    Tables& tables_;
    const EntityTable& table_;
    std::vector<Parameter> parameters_;
    std::size_t aliases_ = 0;
};

// The value in the form that `expression` of its field has.
schema::Value comparable(const schema::FieldSpec& field, const schema::Value& value);

}  // namespace branchline::store
