// What there is to be said about a database, as one document: `--json` prints it as it is, text is
// made of it. No values of rows: what is shown may be sent to somebody who may not see them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "store/file_facts.h"
#include "store/size_report.h"
#include "store/sqlite.h"

namespace branchline::inspect {

using Json = nlohmann::ordered_json;

// Lists are cut off after so many, newest first where the order is that of time.
inline constexpr std::size_t listed_most = 50;

Json desk_report(store::Database& database, const store::FileFacts& facts);
Json hub_report(store::Database& database);

Json json_of(const Id& id);             // null id: null
Json json_of_instant(std::int64_t ms);  // 0: null
Json json_of(const store::SizeReport& size);

// Keys in a column, lists indented below their key.
std::string to_text(const Json& document);

}  // namespace branchline::inspect
