#include "desk/wiping.h"

#include "desk/replica.h"
#include "store/search.h"

namespace branchline::desk {

namespace {

// What is next. Kept, because it must be done also if the program ends in between.
enum WipeStage : std::int64_t { nothing = 0, begin_index = 1, go_on_index = 2, log = 3 };

void put_stage(store::Database& database, WipeStage stage) {
    store::Transaction transaction(database);
    store::Settings(database).put_integer(setting::wiping, stage);
    transaction.commit();
}

}  // namespace

void ask_to_wipe(store::Settings& settings) { settings.put_integer(setting::wiping, begin_index); }

bool wipe_some(store::Database& database) {
    const std::int64_t stage = store::Settings(database).integer(setting::wiping);
    switch (stage) {
        case begin_index:
        case go_on_index: {
            const bool more = store::merge_search(database, stage == begin_index);
            put_stage(database, more ? go_on_index : log);
            return true;
        }
        case log:
            if (database.empty_log()) put_stage(database, nothing);
            return false;
        default:
            return false;
    }
}

}  // namespace branchline::desk
