// Aggregates. SQLite walks the rows and the groups are kept here: its own GROUP BY would sort all
// rows first, and its sum() fails on overflow in a way that cannot be told from a mistake of ours.
#include <algorithm>
#include <chrono>
#include <unordered_map>
#include <utility>

#include "base/ensure.h"
#include "store/query.h"
#include "store/query_sql.h"
#include "store/search.h"
#include "store/table.h"

namespace branchline::store {

using schema::FieldSpec;
using schema::Kind;
using schema::Value;

namespace {

constexpr std::int64_t ms_per_minute = 60'000;
constexpr std::int64_t ms_per_day = 86'400'000;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
    return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

// The first day of the period that a day lies in.
std::int64_t period_begin(std::int64_t day, Period period) {
    using namespace std::chrono;
    if (period == Period::day || period == Period::none) return day;
    // 1970-01-01 was a Thursday.
    if (period == Period::week) return floor_divide(day + 3, 7) * 7 - 3;
    const year_month_day date{sys_days{days{day}}};
    unsigned first_month = static_cast<unsigned>(date.month());
    if (period == Period::quarter) first_month = (first_month - 1) / 3 * 3 + 1;
    if (period == Period::year) first_month = 1;
    const sys_days begin{date.year() / month{first_month} / 1};
    return begin.time_since_epoch().count();
}

// A day far outside the calendar (a mistyped year) must not overflow on the way.
bool is_calendar_day(std::int64_t day) { return day > -4'000'000 && day < 4'000'000; }

bool is_number(Kind kind) {
    return kind == Kind::integer || kind == Kind::money || kind == Kind::quantity;
}

bool is_time(Kind kind) { return kind == Kind::date || kind == Kind::instant; }

bool is_stored_as_number(Kind kind) {
    switch (kind) {
        case Kind::text:
        case Kind::long_text:
        case Kind::ref:
        case Kind::any_ref:
        case Kind::set:
            return false;
        default:
            return true;
    }
}

struct Tally {
    std::int64_t value = 0;
    bool any = false;
};

struct Group {
    std::vector<Value> keys;
    std::vector<Tally> tallies;
};

class Totals {
  public:
    Totals(const schema::EntitySpec& entity, const Aggregate& question) : question_(question) {
        for (const GroupKey& key : question.groups)
            fields_.push_back(stored_field(entity, key.field));
    }

    // False: a sum has left its range.
    bool add(const Statement& statement) {
        std::vector<Tally>& tallies = group_of(statement).tallies;
        int column = static_cast<int>(question_.groups.size());
        for (std::size_t i = 0; i < question_.measures.size(); ++i) {
            const Measure& measure = question_.measures[i];
            Tally& tally = tallies[i];
            if (measure.field == 0) {
                ++tally.value;
                continue;
            }
            const int at = column++;
            if (statement.is_null(at)) continue;
            if (!count_in(tally, measure.kind, statement, at)) return false;
        }
        return true;
    }

    std::vector<AggregateRow> take() {
        if (question_.groups.empty() && groups_.empty()) make_group({}, {});
        std::vector<AggregateRow> rows;
        for (auto& [bytes, group] : groups_) {
            AggregateRow row;
            row.keys = std::move(group.keys);
            for (std::size_t i = 0; i < group.tallies.size(); ++i) {
                const bool counts = question_.measures[i].kind == Measure::Kind::count;
                Value result;
                if (counts || group.tallies[i].any) result = group.tallies[i].value;
                row.results.push_back(std::move(result));
            }
            rows.push_back(std::move(row));
        }
        std::sort(rows.begin(), rows.end(),
                  [](const AggregateRow& a, const AggregateRow& b) { return a.keys < b.keys; });
        return rows;
    }

  private:
    static bool count_in(Tally& tally, Measure::Kind kind, const Statement& statement, int column) {
        const std::int64_t value = kind == Measure::Kind::count ? 1 : statement.integer(column);
        const bool first = !std::exchange(tally.any, true);
        switch (kind) {
            case Measure::Kind::min:
                tally.value = first ? value : std::min(tally.value, value);
                break;
            case Measure::Kind::max:
                tally.value = first ? value : std::max(tally.value, value);
                break;
            default:
                return !__builtin_add_overflow(tally.value, value, &tally.value);
        }
        return true;
    }

    // Groups are told apart by the bytes of their columns; values are made of a new one only. Rows
    // that follow one another mostly belong together.
    Group& group_of(const Statement& statement) {
        raw_.clear();
        for (std::size_t i = 0; i < fields_.size(); ++i)
            append_key(raw_, statement, static_cast<int>(i), Period::none);
        if (last_ != nullptr && raw_ == last_raw_) return *last_;
        bytes_.clear();
        for (std::size_t i = 0; i < fields_.size(); ++i)
            append_key(bytes_, statement, static_cast<int>(i), question_.groups[i].period);
        auto found = groups_.find(bytes_);
        if (found == groups_.end()) found = make_group(bytes_, keys_of(statement));
        last_raw_ = raw_;
        last_ = &found->second;
        return *last_;
    }

    std::unordered_map<Bytes, Group>::iterator make_group(const Bytes& bytes,
                                                          std::vector<Value> keys) {
        Group group{std::move(keys), std::vector<Tally>(question_.measures.size())};
        return groups_.emplace(bytes, std::move(group)).first;
    }

    void append_key(Bytes& bytes, const Statement& statement, int column, Period period) const {
        if (statement.is_null(column)) return bytes.push_back('\0');
        const FieldSpec& field = *fields_[static_cast<std::size_t>(column)];
        if (is_stored_as_number(field.kind))
            return append_number(bytes, period_of(field, period, statement.integer(column)));
        const BytesView content = statement.blob(column);
        append_number(bytes, static_cast<std::int64_t>(content.size()));
        bytes.append(content);
    }

    static void append_number(Bytes& bytes, std::int64_t number) {
        bytes.push_back('\1');
        bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
    }

    std::vector<Value> keys_of(const Statement& statement) const {
        std::vector<Value> keys;
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            Value value = column_value(statement, static_cast<int>(i), *fields_[i]);
            if (const auto* number = std::get_if<std::int64_t>(&value))
                value = period_of(*fields_[i], question_.groups[i].period, *number);
            keys.push_back(std::move(value));
        }
        return keys;
    }

    static std::int64_t period_of(const FieldSpec& field, Period period, std::int64_t value) {
        if (period == Period::none) return value;
        // Instants were moved by the offset in SQL.
        if (field.kind == Kind::instant) value = floor_divide(value, ms_per_day);
        return is_calendar_day(value) ? period_begin(value, period) : value;
    }

    const Aggregate& question_;
    std::vector<const FieldSpec*> fields_;  // of the groups
    std::unordered_map<Bytes, Group> groups_;
    Bytes raw_;
    Bytes bytes_;
    Bytes last_raw_;
    Group* last_ = nullptr;
};

Status check_question(const schema::Catalogue& catalogue, const schema::EntitySpec& entity,
                      const Aggregate& question) {
    if (Status status = check_filter(catalogue, entity, question.filter); !status) return status;
    for (const GroupKey& key : question.groups) {
        const FieldSpec* field = stored_field(entity, key.field);
        if (field == nullptr || (key.period != Period::none && !is_time(field->kind)))
            return refuse(Code::bad_filter, std::to_string(key.field), "group");
    }
    for (const Measure& measure : question.measures) {
        const FieldSpec* field = stored_field(entity, measure.field);
        const bool fits = measure.kind == Measure::Kind::count
                              ? measure.field == 0 || field != nullptr
                              : field != nullptr &&
                                    (is_number(field->kind) ||
                                     (is_time(field->kind) && measure.kind != Measure::Kind::sum));
        if (!fits) return refuse(Code::bad_filter, std::to_string(measure.field), "measure");
    }
    return {};
}

}  // namespace

Result<std::vector<AggregateRow>> aggregate(Database& database, const schema::Catalogue& catalogue,
                                            const Aggregate& question) {
    const schema::EntitySpec& entity = catalogue.at(question.entity);
    if (Status status = check_question(catalogue, entity, question); !status)
        return refuse(status.error());
    Tables tables(catalogue);
    const EntityTable& table = tables.at(question.entity);
    const Snapshot snapshot(database);
    QuerySql sql(tables, table);
    std::string columns;
    for (const GroupKey& key : question.groups) {
        columns += (columns.empty() ? "" : ",") + sql.column(key.field);
        if (key.period != Period::none && stored_field(entity, key.field)->kind == Kind::instant)
            columns += "+" + std::to_string(question.offset_minutes * ms_per_minute);
    }
    for (const Measure& measure : question.measures)
        if (measure.field != 0) columns += (columns.empty() ? "" : ",") + sql.column(measure.field);
    std::string text = "SELECT " + (columns.empty() ? std::string("1") : columns) + " FROM " +
                       table.name + " t0 WHERE " + sql.condition(question.filter);
    if (!question.search.empty())
        text += " AND " + sql.listed(search_rows(database, table, question.search));
    Statement statement = database.prepare(text);
    sql.bind(statement);
    Totals totals(entity, question);
    while (statement.step())
        if (!totals.add(statement)) return refuse(Code::limit, std::string(entity.name), "sum");
    return totals.take();
}

}  // namespace branchline::store
