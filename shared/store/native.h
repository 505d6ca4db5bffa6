// What the .cpp files of the store share about SQLite's C interface. Not for other layers.
#pragma once

#include <string_view>

struct sqlite3;

namespace branchline::store {

// Throws the Failure that belongs to a result code, or ends the program where the code can only
// come from a mistake of ours (bad SQL, a violated constraint, misuse).
[[noreturn]] void fail(sqlite3* database, int result, std::string_view doing);

// The functions our SQL text calls:
//   branchline_guard()              does nothing; without it the guard triggers refuse to write
//   branchline_key(column, field)   schema::comparison_key; `field` bound as field_object
//   branchline_normal(text)         the same of a text that is no natural key
//   branchline_contains(text, part) normal form of text contains `part`, given in normal form
//   branchline_picked(row, rows)    the row is one of a sorted vector bound as rows_object
//   branchline_has(set, element)    the stored set has the element
void register_functions(sqlite3* database, bool guarded);

// The FTS5 tokenizer "han" (search_text.h).
void register_tokenizer(sqlite3* database);

inline constexpr const char* rows_object = "branchline_rows";
inline constexpr const char* field_object = "branchline_field";

}  // namespace branchline::store
