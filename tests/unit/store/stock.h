// A small catalogue for the tests of the store: `item` with a field of every kind, which refers to
// `depot`. And a disk in memory with a database on it.
#pragma once

#include <string>
#include <vector>

#include "schema/declare.h"
#include "store/rows.h"
#include "support/fault_vfs.h"

namespace branchline::store::stock {

using namespace schema;

namespace depot {
inline constexpr auto code = text(16, "code", {"代码", "Code"}).natural_key().searchable();
inline constexpr auto city = text(17, "city", {"城市", "City"});
inline constexpr auto above = ref(18, "above", {"上级", "Above"}, "depot");
inline constexpr auto all = fields(code, city, above);
inline constexpr auto spec = entity(1, "depot", {"仓库", "Depot"}, all).title(code);
}  // namespace depot

namespace item {
inline constexpr Choice draft{1, "draft", {"草稿", "Draft"}};
inline constexpr Choice done{2, "done", {"已完成", "Done"}};
inline constexpr Choice closed{3, "closed", {"已关闭", "Closed"}};
inline constexpr std::array known{draft, done, closed};
inline constexpr std::array sizes{Choice{1, "big", {"大", "Big"}},
                                  Choice{2, "small", {"小", "Small"}}};

inline constexpr auto code = number(16, {"编号", "Number"});
inline constexpr auto name = text(17, "name", {"名称", "Name"}).natural_key().searchable();
inline constexpr auto colour = text(18, "colour", {"颜色", "Colour"});
inline constexpr auto state = status(19, "status", {"状态", "Status"}, known);
inline constexpr auto pieces = integer(20, "pieces", {"件数", "Pieces"});
inline constexpr auto price = money(21, "price", {"价格", "Price"});
inline constexpr auto weight = quantity(22, "weight", {"重量", "Weight"}, "g");
inline constexpr auto due = date(23, "due", {"到期", "Due on"});
inline constexpr auto seen = instant(24, "seen", {"时间", "Seen"});
inline constexpr auto hold = boolean(25, "hold", {"暂缓", "Hold"});
inline constexpr auto size = pick(26, "size", {"规模", "Size"}, sizes);
inline constexpr auto where = ref(27, "depot", {"仓库", "Depot"}, "depot");
inline constexpr auto about = any_ref(28, "about", {"关联", "About"});
inline constexpr auto tags = set_of(29, "tags", {"标签", "Tags"});
inline constexpr auto notes = long_text(30, "notes", {"备注", "Notes"}).searchable();
inline constexpr auto sum = money(31, "sum", {"合计", "Sum"}).derived();
inline constexpr auto all = fields(code, name, colour, state, pieces, price, weight, due, seen,
                                   hold, size, where, about, tags, notes, sum);
inline constexpr auto spec = entity(2, "item", {"物品", "Item"}, all).title(name);
}  // namespace item

inline Catalogue catalogue() {
    static constexpr std::array entities{&depot::spec.spec, &item::spec.spec};
    return {1, entities};
}

inline std::int64_t choice(const Choice& each) { return each.id; }

inline Id id_of(std::uint64_t number) { return {0x0190'0000'0000'0000 + number, ~number}; }

// Opened and prepared; in a transaction of its own each time something is put.
class Stock {
  public:
    Stock() : Stock(catalogue()) {}

    explicit Stock(Catalogue made_of, Initials initials = {})
        : disk("stock", 1), entities(std::move(made_of)), database(open(initials)) {
        prepare_database(database, entities, desk_application_id, "");
    }

    void put(const StoredRow& row) { put(std::vector<StoredRow>{row}); }

    void put(const std::vector<StoredRow>& all) {
        Transaction transaction(database);
        for (const StoredRow& row : all) rows.put(row);
        transaction.commit();
    }

    void erase(EntityId entity, const Id& id) {
        Transaction transaction(database);
        rows.erase(entity, id);
        transaction.commit();
    }

    Database open(Initials initials = {}, bool read_only = false) {
        OpenOptions options;
        options.vfs = disk.name();
        options.initials = initials;
        options.read_only = read_only;
        return Database::open("stock.db", options);
    }

    support::FaultVfs disk;
    Catalogue entities;
    Database database;
    Rows rows{database, entities};
};

inline StoredRow item_row(std::uint64_t number) {
    StoredRow row;
    row.entity = item::spec.spec.id;
    row.id = id_of(number);
    return row;
}

}  // namespace branchline::store::stock
