// What the desk's tables keep of the exchange as bytes, read back. Bytes that cannot be read are a
// damaged file: store::Failure.
#pragma once

#include "schema/catalogue.h"
#include "store/desk_tables.h"
#include "sync/message.h"

namespace branchline::desk {

// As the limit of a query over log or tail.
inline constexpr std::size_t every_entry = 1'000'000'000;

// An entry as the tail keeps it.
sync::Entry stored_entry(BytesView bytes);

// Does it speak only of what this program knows?
bool is_known(const schema::Catalogue& catalogue, const sync::Entry& entry);

// What a group of one's own says.
sync::Group stored_group(const store::LoggedGroup& logged);

// What the hub said of a group that has been judged.
sync::Receipt stored_receipt(const store::LoggedGroup& group);

}  // namespace branchline::desk
