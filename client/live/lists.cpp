#include "live/lists.h"

#include <algorithm>

namespace branchline::live {

namespace {

constexpr std::int64_t rows_a_page_at_most = 1'000;
constexpr std::size_t lists_kept = 24;
constexpr std::size_t cursors_kept = 20'000;  // of a list
constexpr std::int64_t rows_between_cursors = 50;
// Reading so many rows to get from a known place to the wanted one costs less than a jump.
constexpr std::int64_t walk_at_most = 2'000;
// A jump lands so far before the wanted place: whoever jumps looks around next.
constexpr std::int64_t run_up = 300;
constexpr std::int64_t count_budget = 250'000;  // operations: about 5 ms

}  // namespace

void Lists::forget() {
    lists_.clear();
    order_.clear();
}

Result<Lists::List*> Lists::list_of(const RowsQuestion& question) {
    Name name{question.entity, question.where, question.sort, question.search};
    const auto at = lists_.find(name);
    if (at != lists_.end()) return &at->second;
    const schema::EntitySpec* entity = side_.catalogue().entity(question.entity);
    if (entity == nullptr) return refuse(Code::unknown_entity, std::to_string(question.entity));
    auto query = side_.viewer().list_query(*entity, question.where, question.sort, question.search);
    if (!query) return refuse(query.error());
    if (lists_.size() >= lists_kept) {
        lists_.erase(order_.front());
        order_.pop_front();
    }
    order_.push_back(name);
    List list;
    list.query = std::move(*query);
    // Ids begin with the time of their making.
    if (list.query.sort.empty()) list.query.sort = {{store::id_field, true}};
    return &lists_.emplace(std::move(name), std::move(list)).first->second;
}

void Lists::remember(const schema::Catalogue& catalogue, List& list, std::int64_t start,
                     const store::QueryPage& page) {
    if (list.cursors.size() > cursors_kept) list.cursors.clear();
    const auto rows = static_cast<std::int64_t>(page.rows.size());
    for (std::int64_t i = rows_between_cursors; i < rows; i += rows_between_cursors) {
        list.cursors[start + i] =
            store::cursor_behind(catalogue, list.query, page.rows[static_cast<std::size_t>(i - 1)]);
    }
    if (!page.next.empty()) list.cursors[start + rows] = page.next;
}

// From the nearest known place before `first`; `start` = position of the first row that was read.
Result<store::QueryPage> Lists::read(List& list, std::int64_t first, std::int64_t count,
                                     std::int64_t& start) {
    store::Query query = list.query;
    start = 0;
    auto after = list.cursors.upper_bound(first);
    if (after != list.cursors.begin()) {
        const auto known = std::prev(after);
        start = known->first;
        query.after = known->second;
    }
    if (first - start > walk_at_most) {
        start = std::max<std::int64_t>(0, first - run_up);
        query.after.clear();
        query.skip = static_cast<std::size_t>(start);
    }
    query.limit = static_cast<std::size_t>(first - start + count);
    auto page = store::run_query(side_.database(), side_.catalogue(), query);
    if (page) remember(side_.catalogue(), list, start, *page);
    return page;
}

void Lists::take_count(List& list, RowsAnswer& answer, std::int64_t seen, bool at_end) {
    if (!list.count && at_end && seen > 0) list.count = seen;
    if (!list.count) {
        auto counted =
            store::count_rows_within(side_.database(), side_.catalogue(), list.query, count_budget);
        if (counted && *counted) list.count = **counted;
    }
    answer.count = list.count.value_or(seen + 1);
    answer.count_is_least = !list.count.has_value();
}

Result<RowsAnswer> Lists::page(const RowsQuestion& question) {
    auto found = list_of(question);
    if (!found) return refuse(found.error());
    List& list = **found;
    const std::int64_t first = std::max<std::int64_t>(0, question.first);
    const std::int64_t count = std::clamp<std::int64_t>(question.count, 1, rows_a_page_at_most);
    std::int64_t start = 0;
    auto page = read(list, first, count, start);
    if (!page) return refuse(page.error());
    RowsAnswer answer;
    answer.first = first;
    const schema::EntitySpec& entity = side_.catalogue().at(question.entity);
    const auto read_to = start + static_cast<std::int64_t>(page->rows.size());
    for (std::int64_t at = first; at < read_to; ++at) {
        store::StoredRow& row = page->rows[static_cast<std::size_t>(at - start)];
        answer.rows.push_back(side_.row(entity, row.id, std::move(row.values), answer.titles));
    }
    const bool reached = !page->rows.empty() || start == 0;
    if (reached && read_to == 0) list.count = 0;
    take_count(list, answer, reached ? read_to : 0, page->next.empty() && reached);
    return answer;
}

Result<IdsAnswer> Lists::ids(const IdsQuestion& question) {
    auto found =
        list_of({question.entity, question.where, question.sort, question.search, 0, ids_at_most});
    if (!found) return refuse(found.error());
    store::Query query = (*found)->query;
    query.limit = static_cast<std::size_t>(ids_at_most) + 1;
    const auto page = store::run_query(side_.database(), side_.catalogue(), query);
    if (!page) return refuse(page.error());
    IdsAnswer answer;
    for (const store::StoredRow& row : page->rows) answer.ids.push_back(row.id);
    answer.has_more = answer.ids.size() > static_cast<std::size_t>(ids_at_most);
    if (answer.has_more) answer.ids.pop_back();
    return answer;
}

Result<std::int64_t> Lists::count(const RowsQuestion& question) {
    auto found = list_of(question);
    if (!found) return refuse(found.error());
    List& list = **found;
    if (list.count) return *list.count;
    auto counted = store::count_rows(side_.database(), side_.catalogue(), list.query);
    if (counted) list.count = *counted;
    return counted;
}

}  // namespace branchline::live
