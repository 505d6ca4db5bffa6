// What a later version of the program might declare: in entities that are there already new fields
// of several kinds, one of them confidential, and a new choice; and two entities more
// (lease_catalogue.h). For companies in which old and new programs meet.
#pragma once

#include <vector>

#include "schema/catalogue.h"

namespace branchline::test {

const schema::Catalogue& next_catalogue();

// Of an entity of that catalogue the fields that are news to the present one, all where the entity
// itself is.
std::vector<const schema::FieldSpec*> new_fields(const schema::EntitySpec& entity);

}  // namespace branchline::test
