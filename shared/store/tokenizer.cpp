// The FTS5 tokenizer "han": the bridge from SQLite's interface to Cutter. The texts it gets are
// folded already, because everything indexed or searched passes search_text.h first.
#include <sqlite3.h>

#include "store/failure.h"
#include "store/native.h"
#include "store/search_text.h"

namespace branchline::store {

namespace {

fts5_api* api_of(sqlite3* database) {
    fts5_api* api = nullptr;
    sqlite3_stmt* statement = nullptr;
    const int result = sqlite3_prepare_v2(database, "SELECT fts5(?1)", -1, &statement, nullptr);
    if (result != SQLITE_OK) fail(database, result, "this SQLite has no FTS5");
    sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
    sqlite3_step(statement);
    sqlite3_finalize(statement);
    if (api == nullptr) fail(database, SQLITE_ERROR, "this SQLite has no FTS5");
    return api;
}

// The tokenizer has no state: SQLite only wants a handle that is not null.
char no_state = 0;

int create(void*, const char**, int, Fts5Tokenizer** out) {
    *out = reinterpret_cast<Fts5Tokenizer*>(&no_state);
    return SQLITE_OK;
}

void destroy(Fts5Tokenizer*) {}

using TokenCall = int (*)(void*, int, const char*, int, int, int);

int tokenize(Fts5Tokenizer*, void* context, int, const char* text, int size, TokenCall call) {
    Cutter cutter({text, static_cast<std::size_t>(size)});
    while (cutter.next()) {
        const int begin = static_cast<int>(cutter.begin);
        const int end = static_cast<int>(cutter.end);
        const int flags = cutter.colocated ? FTS5_TOKEN_COLOCATED : 0;
        const int result = call(context, flags, text + begin, end - begin, begin, end);
        if (result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}

}  // namespace

void register_tokenizer(sqlite3* database) {
    fts5_api* api = api_of(database);
    fts5_tokenizer tokenizer{&create, &destroy, &tokenize};
    const int result = api->xCreateTokenizer(api, "han", nullptr, &tokenizer, nullptr);
    if (result != SQLITE_OK) fail(database, result, "register the tokenizer");
}

}  // namespace branchline::store
