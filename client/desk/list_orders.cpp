#include "desk/list_orders.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "store/desk_tables.h"
#include "store/filter.h"

namespace branchline::desk {

namespace {

constexpr std::size_t orders_kept = 8;  // each costs every write a little

}  // namespace

std::string with_order(std::string_view kept, std::string_view entity, std::string_view sort) {
    // Of several keys the first: within it the rest is sorted as it is read.
    const std::string_view field = sort.substr(0, sort.find_first_of(":,"));
    if (field.empty()) return std::string(kept);
    std::string orders = std::string(entity) + "." + std::string(field);
    const std::string newest = orders;
    std::size_t count = 1;
    for (const std::string_view each : split(kept, ' ')) {
        if (each.empty() || each == newest || count == orders_kept) continue;
        orders.append(" ").append(each);
        ++count;
    }
    return orders;
}

store::IndexWork keep_list_orders(store::Database& database, const schema::Catalogue& catalogue,
                                  std::int64_t rows_least, const std::function<bool()>& give_up) {
    const std::string kept =
        store::LocalTexts(database, store::LocalTexts::Kind::setting).get(list_orders_setting);
    std::vector<store::ExtraIndex> wanted;
    for (const std::string_view order : split(kept, ' ')) {
        const std::size_t dot = order.find('.');
        const schema::EntitySpec* entity = catalogue.entity(order.substr(0, dot));
        if (entity == nullptr || dot == std::string_view::npos) continue;
        const schema::FieldSpec* field = store::stored_field(*entity, order.substr(dot + 1));
        if (field == nullptr) continue;
        if (auto index = store::index_for_order(catalogue, entity->id, field->id)) {
            wanted.push_back(std::move(*index));
        }
    }
    return store::keep_extra_indexes(database, catalogue, wanted, rows_least, give_up);
}

}  // namespace branchline::desk
