// The SQL functions of native.h.
#include <sqlite3.h>

#include <algorithm>
#include <new>
#include <string>
#include <vector>

#include "base/text.h"
#include "schema/validate.h"
#include "store/failure.h"
#include "store/native.h"
#include "store/table.h"

namespace branchline::store {

namespace {

std::string_view text_of(sqlite3_value* value) {
    const auto* data = reinterpret_cast<const char*>(sqlite3_value_text(value));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

BytesView blob_of(sqlite3_value* value) {
    const auto* data = static_cast<const char*>(sqlite3_value_blob(value));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

void guard(sqlite3_context* context, int, sqlite3_value**) { sqlite3_result_null(context); }

void key(sqlite3_context* context, int, sqlite3_value** arguments) {
    const auto* field =
        static_cast<const schema::FieldSpec*>(sqlite3_value_pointer(arguments[1], field_object));
    if (field == nullptr) return sqlite3_result_error(context, "branchline_key: no field", -1);
    schema::Value value;
    switch (sqlite3_value_type(arguments[0])) {
        case SQLITE_NULL:
            return sqlite3_result_null(context);
        case SQLITE_INTEGER:
            value = sqlite3_value_int64(arguments[0]);
            break;
        case SQLITE_BLOB:
            value = decode_blob(*field, blob_of(arguments[0]));
            break;
        default:
            value = std::string(text_of(arguments[0]));
    }
    const std::string result = schema::comparison_key(*field, value);
    sqlite3_result_text(context, result.data(), static_cast<int>(result.size()), SQLITE_TRANSIENT);
}

// The comparison key of a text that has no column for it. It can stand in an index: it needs
// nothing but the text.
void normal(sqlite3_context* context, int, sqlite3_value** arguments) {
    if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return sqlite3_result_null(context);
    const std::string result = normal_form(text_of(arguments[0]));
    sqlite3_result_text(context, result.data(), static_cast<int>(result.size()), SQLITE_TRANSIENT);
}

void contains(sqlite3_context* context, int, sqlite3_value** arguments) {
    if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return sqlite3_result_null(context);
    const std::string text = normal_form(text_of(arguments[0]));
    sqlite3_result_int(context, text.find(text_of(arguments[1])) != std::string::npos ? 1 : 0);
}

void has(sqlite3_context* context, int, sqlite3_value** arguments) {
    if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return sqlite3_result_null(context);
    ByteReader in(blob_of(arguments[0]));
    const schema::Value value = schema::read_value(in);
    const auto* set = std::get_if<schema::Set>(&value);
    if (set == nullptr || !in.done()) return sqlite3_result_error_code(context, SQLITE_CORRUPT);
    sqlite3_result_int(context, schema::set_contains(*set, text_of(arguments[1])) ? 1 : 0);
}

void picked(sqlite3_context* context, int, sqlite3_value** arguments) {
    const auto* rows = static_cast<const std::vector<std::int64_t>*>(
        sqlite3_value_pointer(arguments[1], rows_object));
    if (rows == nullptr) return sqlite3_result_error(context, "branchline_picked: no rows", -1);
    const std::int64_t row = sqlite3_value_int64(arguments[0]);
    sqlite3_result_int(context, std::binary_search(rows->begin(), rows->end(), row) ? 1 : 0);
}

// No exception may cross SQLite's C frames.
template <void (*function)(sqlite3_context*, int, sqlite3_value**)>
void shielded(sqlite3_context* context, int count, sqlite3_value** arguments) {
    try {
        function(context, count, arguments);
    } catch (const Failure&) {
        sqlite3_result_error_code(context, SQLITE_CORRUPT);
    } catch (const std::bad_alloc&) {
        sqlite3_result_error_nomem(context);
    }
}

}  // namespace

void register_functions(sqlite3* database, bool guarded) {
    const int flags = SQLITE_UTF8 | SQLITE_INNOCUOUS;
    const auto add = [&](const char* name, int count, auto function, int more) {
        const int result = sqlite3_create_function_v2(database, name, count, flags | more, nullptr,
                                                      function, nullptr, nullptr, nullptr);
        if (result != SQLITE_OK) fail(database, result, name);
    };
    if (guarded) add("branchline_guard", 0, &guard, 0);
    add("branchline_key", 2, &shielded<key>, SQLITE_DETERMINISTIC);
    add("branchline_normal", 1, &shielded<normal>, SQLITE_DETERMINISTIC);
    add("branchline_contains", 2, &shielded<contains>, SQLITE_DETERMINISTIC);
    add("branchline_picked", 2, &picked, SQLITE_DETERMINISTIC);
    add("branchline_has", 2, &shielded<has>, SQLITE_DETERMINISTIC);
}

}  // namespace branchline::store
