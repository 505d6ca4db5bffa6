#include "desk/rebuild.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "desk/client_core.h"
#include "desk/row_salvage.h"
#include "desk/stored_sync.h"
#include "store/failure.h"
#include "store/salvage.h"

namespace branchline::desk {

namespace {

using Stage = store::LoggedGroup::Stage;

constexpr std::string_view change_log = "change_log";
constexpr std::string_view log_holes = "log_holes";  // a setting: numbers without a group

// What head office does not have, or only in part. The settings first.
constexpr std::array<std::string_view, 10> own_tables{
    "setting",    "boot_clock", "local_text",  "retained_page", "retained",
    "depot_file", "depot_part", "depot_chunk", "depot_piece",   change_log};

// How far the old replica had read, and what it found: the new one has read nothing.
constexpr std::array<std::string_view, 9> of_the_old_rows{
    setting::cursor,         setting::holdings,      setting::loaded_seq,
    setting::self_check,     setting::self_check_ms, setting::self_check_places,
    setting::self_check_due, setting::courier_asked, setting::courier_common};

std::optional<Stage> readable_stage(const store::ChangeLog& log, std::int64_t position) {
    try {
        const auto logged = log.at(position);
        if (!logged || logged->stage > Stage::withdrawn) return std::nullopt;
        const bool is_whole = stored_group(*logged).op == logged->op;
        if (!logged->receipt.empty()) static_cast<void>(stored_receipt(*logged));
        return is_whole ? std::optional(logged->stage) : std::nullopt;
    } catch (const store::Failure& failure) {
        if (failure.code() != Code::damaged) throw;
        return std::nullopt;
    }
}

// Head office has said its word on it, and its author knows it.
bool is_answered(Stage stage) {
    return stage == Stage::judged || stage == Stage::settled || stage == Stage::closed ||
           stage == Stage::withdrawn;
}

// Of groups that cannot be read the index may still say how they stood.
std::int64_t answered_among(store::Database& damaged, const std::set<std::int64_t>& missing) {
    std::set<std::int64_t> answered;
    static_cast<void>(store::salvage_index(
        damaged, change_log, "stage,position", [&](const store::Statement& row) {
            const bool is_missing = missing.contains(row.integer(1));
            if (is_missing && is_answered(static_cast<Stage>(row.integer(0)))) {
                answered.insert(row.integer(1));
            }
        }));
    return static_cast<std::int64_t>(answered.size());
}

// Group by group: what makes no sense any more would stop the desk each time it is read. The log
// has no gaps, so what is missing was lost.
void look_through(store::Database& damaged, store::Database& fresh, std::int64_t last_number,
                  Rebuilt& made) {
    constexpr std::int64_t lost_most = 1'000'000;  // beyond it the number itself makes no sense
    store::ChangeLog log(fresh);
    const std::vector<std::int64_t> positions = log.positions();
    std::set<std::int64_t> missing;
    if (last_number - static_cast<std::int64_t>(positions.size()) <= lost_most) {
        for (std::int64_t number = 1; number <= last_number; ++number) missing.insert(number);
    }
    for (const std::int64_t position : positions) {
        const std::optional<Stage> stage = readable_stage(log, position);
        if (!stage) {
            log.drop(position);
            missing.insert(position);
            continue;
        }
        ++made.groups;
        made.waiting += stage == Stage::waiting ? 1 : 0;
        missing.erase(position);
    }
    // Those of an earlier repair were told then.
    store::Settings settings(fresh);
    const auto all = static_cast<std::int64_t>(missing.size());
    const std::int64_t known = answered_among(damaged, missing) + settings.integer(log_holes);
    made.answered = std::min(known, all);
    made.lost = all - made.answered;
    settings.put_integer(log_holes, all);
}

// damaged: it does not know whose it is.
Status bring_own(store::Database& damaged, store::Database& fresh, Random& random, Rebuilt& made) {
    for (const std::string_view table : own_tables) {
        const store::Salvaged salvaged = store::salvage_table(damaged, fresh, table);
        if (table == change_log) {
            look_through(damaged, fresh, salvaged.last_number, made);
        } else if (salvaged.unreadable > 0) {
            made.torn.emplace_back(table);
        }
    }
    store::Settings settings(fresh);
    for (const std::string_view name : {setting::device, setting::user, setting::incarnation}) {
        if (settings.id(name).is_null()) return refuse(Code::damaged, std::string(name));
    }
    // Where counters may have been lost, numbers must not be given twice.
    const bool is_torn = !made.torn.empty() && made.torn.front() == own_tables.front();
    if (is_torn || !settings.get(setting::token) || !settings.get(setting::group_counter)) {
        begin_incarnation(settings, random);
    }
    return {};
}

void forget_what_was_read(store::Database& fresh) {
    store::Settings settings(fresh);
    for (const std::string_view name : of_the_old_rows) settings.erase(name);
}

// False: what is left of it cannot be gone on from.
bool bring_rows(store::Database& damaged, store::Database& fresh,
                const schema::Catalogue& catalogue, Rebuilt& made) {
    const auto salvaged = salvage_rows(damaged, fresh, catalogue);
    if (!salvaged) return false;
    made.fetches = Extent::parts;
    made.rows = salvaged->rows;
    made.wanted = salvaged->wanted;
    made.torn.insert(made.torn.end(), salvaged->torn.begin(), salvaged->torn.end());
    store::Settings settings(fresh);
    // Unless and until the sums say otherwise.
    settings.put(setting::self_check, "mismatch");
    settings.erase(setting::self_check_places);
    return true;
}

}  // namespace

Result<Rebuilt> rebuild(store::Database& damaged, store::Database& fresh,
                        const schema::Catalogue& catalogue, const Clock& clock, Random& random,
                        Extent fetches) {
    for (const Extent extent : {Extent::parts, Extent::everything}) {
        if (extent < fetches) continue;
        Rebuilt made;
        store::Transaction transaction(fresh);
        if (Status own = bring_own(damaged, fresh, random, made); !own) return refuse(own.error());
        if (extent == Extent::everything) {
            forget_what_was_read(fresh);
        } else if (!bring_rows(damaged, fresh, catalogue, made)) {
            continue;
        }
        transaction.commit();
        Replica(catalogue, fresh, clock, random).begin_salvaged();
        return made;
    }
    return refuse(Code::damaged, "rows");
}

std::int64_t lost_for_good(const Rebuilt& made, Replica& replica) {
    const DeviceId device = replica.identity().device;
    std::int64_t known = 0;
    replica.tail().scan(0, [&](BytesView bytes) {
        const sync::Entry entry = stored_entry(bytes);
        const bool is_own = entry.device == device && !replica.log().stage_of(entry.op);
        known += is_own ? 1 : 0;
        return true;
    });
    const std::int64_t known_besides = std::max<std::int64_t>(known - made.answered, 0);
    return std::max<std::int64_t>(made.lost - known_besides, 0);
}

}  // namespace branchline::desk
