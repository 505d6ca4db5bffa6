#include "store/salvage.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/ensure.h"
#include "store/failure.h"
#include "store/table.h"

namespace branchline::store {

namespace {

// Beyond it, asking for each row number by itself is no longer worth the time.
constexpr std::int64_t gap_most = 1'000'000;

std::vector<std::string> names_of(Database& database, std::string_view sql,
                                  std::string_view table) {
    std::vector<std::string> names;
    Statement query = database.prepare(sql);
    query.bind_text(1, table);
    while (query.step()) names.emplace_back(query.text(0));
    return names;
}

std::string listed(const std::vector<std::string>& names, std::string_view after_each = {}) {
    std::string text;
    for (const std::string& name : names) {
        text += (text.empty() ? "" : ",") + name + std::string(after_each);
    }
    return text;
}

std::vector<std::string> columns_of(Database& database, std::string_view table) {
    return names_of(database, "SELECT name FROM pragma_table_info(?1) ORDER BY cid", table);
}

bool has_row_numbers(Database& database, std::string_view table) {
    return !names_of(database, "SELECT name FROM pragma_table_list(?1) WHERE wr=0", table).empty();
}

class TableSalvage {
  public:
    TableSalvage(Database& damaged, Database& sound, std::string_view table,
                 const MakesSense& makes_sense)
        : damaged_(damaged),
          table_(table),
          makes_sense_(makes_sense),
          numbered_(has_row_numbers(sound, table)) {
        const std::vector<std::string> there = columns_of(damaged, table);
        for (const std::string& name : columns_of(sound, table)) {
            if (std::ranges::find(there, name) != there.end()) columns_.push_back(name);
        }
        std::string places;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            places += (i == 0 ? "?" : ",?") + std::to_string(i + 1);
        }
        insert_.emplace(sound.prepare("INSERT OR IGNORE INTO " + table_ + "(" + listed(columns_) +
                                      ") VALUES(" + places + ")"));
        key_ = {"rowid"};
        if (!numbered_) {
            key_ = names_of(sound, "SELECT name FROM pragma_table_info(?1) WHERE pk>0 ORDER BY pk",
                            table);
        }
    }

    Salvaged run() {
        if (columns_.empty()) return made_;
        made_.last_number = numbered_ ? last_number() : 0;
        if (read_from(" ASC", first_)) return made_;
        read_from(" DESC", last_);
        made_.unreadable = numbered_ ? std::max<std::int64_t>(read_between(), 1) : 1;
        return made_;
    }

  private:
    // From one end up to what cannot be read. True: to the other end.
    bool read_from(std::string_view direction, std::optional<std::int64_t>& reached) {
        try {
            Statement rows = damaged_.prepare(select() + " ORDER BY " + listed(key_, direction));
            while (rows.step()) {
                reached = rows.integer(0);
                take(rows);
            }
        } catch (const Failure& failure) {
            if (failure.code() != Code::damaged) throw;
            return false;
        }
        return true;
    }

    // What the table gave its last row; 0: it does not count them, or that cannot be read either.
    std::int64_t last_number() {
        try {
            Statement query = damaged_.prepare("SELECT seq FROM sqlite_sequence WHERE name=?1");
            query.bind_text(1, table_);
            return query.step() ? query.integer(0) : 0;
        } catch (const Failure& failure) {
            if (failure.code() != Code::damaged) throw;
            return 0;
        }
    }

    // Row by row: how many are not there. A page of nonsense may answer that it has no such row.
    std::int64_t read_between() {
        const std::int64_t from = first_.value_or(0) + 1;
        const std::int64_t to = last_ ? *last_ : made_.last_number + 1;
        if (to - from > gap_most) return to - from;
        std::int64_t unreadable = 0;
        for (std::int64_t number = from; number < to; ++number) {
            try {
                Statement row = damaged_.prepare(select() + " WHERE rowid=?1");
                row.bind(1, number);
                if (row.step()) {
                    take(row);
                    continue;
                }
            } catch (const Failure& failure) {
                if (failure.code() != Code::damaged) throw;
            }
            ++unreadable;
        }
        return unreadable;
    }

    void take(const Statement& row) {
        const std::int64_t number = row.integer(0);
        if (made_.last_number > 0 && (number < 1 || number > made_.last_number)) return;
        if (makes_sense_ && !makes_sense_(row)) {
            ++made_.senseless;
            return;
        }
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const int at = static_cast<int>(i) + 1;
            insert_->bind_value_of(at, row, at);
        }
        insert_->run();
        insert_->reset();
        ++made_.rows;
    }

    [[nodiscard]] std::string select() const {
        return "SELECT " + std::string(numbered_ ? "rowid" : "0") + "," + listed(columns_) +
               " FROM " + table_;
    }

    Database& damaged_;
    std::string table_;
    const MakesSense& makes_sense_;
    bool numbered_;
    std::vector<std::string> key_;
    std::vector<std::string> columns_;
    std::optional<Statement> insert_;
    std::optional<std::int64_t> first_;
    std::optional<std::int64_t> last_;
    Salvaged made_;
};

}  // namespace

Salvaged salvage_table(Database& damaged, Database& sound, std::string_view table,
                       const MakesSense& makes_sense) {
    ENSURE(sound.in_transaction());
    const Salvaged made = TableSalvage(damaged, sound, table, makes_sense).run();
    sound.forget_known();
    return made;
}

Salvaged salvage_rows(Database& damaged, Database& sound, const schema::EntitySpec& entity) {
    return salvage_table(damaged, sound, EntityTable(entity).name);
}

bool salvage_index(Database& damaged, std::string_view table, std::string_view columns,
                   const std::function<void(const Statement&)>& each) {
    const std::string names(columns);
    const std::string all = "SELECT " + names + " FROM " + std::string(table) + " ORDER BY ";
    const std::string backwards = [&] {
        std::string text;
        for (const char c : names) text += c == ',' ? std::string(" DESC,") : std::string(1, c);
        return text + " DESC";
    }();
    if (columns_of(damaged, table).empty()) return true;
    for (const std::string& order : {names, backwards}) {
        try {
            Statement rows = damaged.prepare(all + order);
            while (rows.step()) each(rows);
            return true;
        } catch (const Failure& failure) {
            if (failure.code() != Code::damaged) throw;
        }
    }
    return false;
}

bool salvage_ids(Database& damaged, const schema::EntitySpec& entity,
                 const std::function<void(const RowId&)>& each) {
    return salvage_index(damaged, EntityTable(entity).name, "id", [&](const Statement& row) {
        if (const auto id = id_from_bytes(row.blob(0))) each(*id);
    });
}

}  // namespace branchline::store
