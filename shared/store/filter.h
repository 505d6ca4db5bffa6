// Conditions on rows of one entity, as a tree. Built by code, or from what a person typed by
// filter_parse.h; saved filters are stored as such text. A tree never holds SQL.
//
// Logic is two-valued: a comparison with a missing value is false, its negation true. Text is
// compared by schema::comparison_key (so "abc" = "ＡＢＣ"), references by id.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "schema/catalogue.h"

namespace branchline::store {

// What every row has beside its fields; usable wherever a field of a row is. Ids of declared fields
// are below.
inline constexpr schema::FieldId first_meta_field = 0xff00;
inline constexpr schema::FieldId id_field = 0xff00;
inline constexpr schema::FieldId created_at_field = 0xff01;
inline constexpr schema::FieldId changed_at_field = 0xff02;
inline constexpr schema::FieldId created_by_field = 0xff03;
inline constexpr schema::FieldId changed_by_field = 0xff04;

// A declared field that is stored, or one of the above; nullptr = the entity has none such.
const schema::FieldSpec* stored_field(const schema::EntitySpec& entity, schema::FieldId field);
// By name or by label in either language (compared in normal form).
const schema::FieldSpec* stored_field(const schema::EntitySpec& entity, std::string_view name);

enum class Op : std::uint8_t {
    all,  // every part; without parts: true
    any,  // one part at least; without parts: false
    negated,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    one_of,
    is_null,
    contains,  // text: the normal form of the value is part of the field's
    has,       // set: holds this element
    through    // reference: the row it names is live and fulfils parts[0]
};

struct Filter {
    Op op = Op::all;
    schema::FieldId field = 0;
    std::vector<schema::Value> values;
    std::vector<Filter> parts;

    static Filter all(std::vector<Filter> parts);
    static Filter any(std::vector<Filter> parts);
    static Filter negate(Filter part);
    static Filter compare(schema::FieldId field, Op op, schema::Value value);
    static Filter one_of(schema::FieldId field, std::vector<schema::Value> values);
    static Filter is_null(schema::FieldId field);
    static Filter contains(schema::FieldId field, std::string text);
    static Filter has(schema::FieldId field, std::string element);
    static Filter through(schema::FieldId reference, Filter of_target);

    friend bool operator==(const Filter&, const Filter&) = default;
};

// Does the tree fit the entity: known fields, operators and values of their kinds, bounded size?
// bad_filter with the field as `where` if not.
Status check_filter(const schema::Catalogue& catalogue, const schema::EntitySpec& entity,
                    const Filter& filter);

}  // namespace branchline::store
