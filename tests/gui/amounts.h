// A desk's rows by their declarations: one of every entity, with ordinary or with the longest
// values, and as many copies of some as a list may have to bear.
#pragma once

#include <cstddef>
#include <map>
#include <string_view>

#include "support/desk_fixture.h"

namespace branchline::test {

enum class Length : std::uint8_t { ordinary, longest };

// By the ids of their entities; what is there already (branch, user, role) is not made again.
using OneOfEach = std::map<schema::EntityId, RowId>;

OneOfEach one_of_each(DeskFixture& fixture, Length length);

// So many more rows like this one, each with an id, a number and a name of its own.
void copy_row(DeskFixture& fixture, std::string_view entity, const RowId& row, std::size_t copies);

}  // namespace branchline::test
