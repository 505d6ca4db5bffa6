// The filter language of the filter bar and of `--where`, parsed to a tree:
//
//   branch = "SHA" and status in (draft, submitted) and total >= 1000.00
//   not (remark ~ 加急 or customer.name ~ "鑫达") and due is not null and tags has urgent
//
//   condition   NAME OP VALUE · NAME [not] in (VALUE, …) · NAME is [not] null · NAME has VALUE
//   OP          =  !=  <>  <  >  <=  >=  ~ (contains)
//   NAME        a field or meta field by name or label, "in quotes" if it has blanks;
//               reference.NAME asks the row that is referred to
//   VALUE       a word, or "text in quotes" with \" and \\; null
//
// and binds closer than or; words are told apart by white space, parentheses, commas and operators;
// the full-width forms of all signs are understood.
#pragma once

#include <functional>
#include <string_view>

#include "store/filter.h"

namespace branchline::store {

struct FilterContext {
    const schema::Catalogue& catalogue;
    const schema::EntitySpec& entity;
    // The row a person means by a text that is not a full id: branch code, login, number, name. The
    // field is a reference, or the meta field id (the row itself).
    std::function<Result<Id>(const schema::FieldSpec&, std::string_view)> resolve;
    // Fields for which it says no do not exist for this user. Empty = all may be read.
    std::function<bool(const schema::EntitySpec&, const schema::FieldSpec&)> readable;
};

// Errors are bad_filter: `where` is the position (characters, from 1), `detail` what is wrong there
// or was expected; errors of `resolve` come as they are. An empty text is no condition.
Result<Filter> parse_filter(const FilterContext& context, std::string_view text);

}  // namespace branchline::store
