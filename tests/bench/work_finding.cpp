// D2: finding as one types, over 100,000 customers with their contacts: two Han characters, pinyin
// initials, a fragment of a phone number. Ours is the answer that the palette shows: looked up in
// both entities, judged, with titles and what tells twins apart. Floor: a phrase query on a plain
// FTS5 table of the same texts, a Han character a token, twelve rows by their titles. `p95` of ours
// stands against 10 ms.
//
// D3: lists of a million orders: the first rows of an order without an index (`first`), and once
// the idle desk has made it (`index`: how long that takes, which a save may have to wait for), of a
// filter that matches nothing, of a search that matches a third, and a page in the middle; each
// against 50 ms.
#include <sqlite3.h>

#include "base/ensure.h"
#include "base/platform.h"
#include "bench/kept_company.h"
#include "bench/works.h"
#include "desk/list_orders.h"
#include "desk/profile.h"
#include "domain/catalogue.h"
#include "domain/contact.h"
#include "domain/customer.h"
#include "domain/order.h"
#include "live/reader.h"
#include "pinyin/pinyin.h"
#include "store/desk_tables.h"

namespace branchline::bench {

namespace {

namespace customer = domain::customer;
namespace contact = domain::contact;

constexpr double typed_seconds = 0.010;
constexpr double rows_seconds = 0.050;
constexpr double index_seconds = 2;  // for which a save may have to wait, once

// A desk opened to look at.
class Looking {
  public:
    explicit Looking(const std::string& folder) : database_(open(folder)), reader_(read(folder)) {}

    double seconds_of(const live::Question& question) {
        reader_.ask(++number_, question, 0);
        std::optional<live::Reply> reply;
        const double seconds = bench::seconds_of([&] { reply = reader_.step(); });
        ENSURE(reply && !reply->error);
        reader_.forget(number_);  // what is left to be counted
        return seconds;
    }

    store::Database& database() { return database_; }

    // Lists have been sorted like this, and the desk has been idle since.
    void remember(const std::string& orders) {
        store::Transaction transaction(database_);
        store::LocalTexts(database_, store::LocalTexts::Kind::setting)
            .put(desk::list_orders_setting, orders);
        transaction.commit();
        while (desk::keep_list_orders(database_, domain::catalogue()) == store::IndexWork::more) {
        }
    }

  private:
    store::Database open(const std::string& folder) {
        desk::Profile profile(kept_desk(folder), {clock_, random_, {}});
        auto opened = profile.open_database(domain::catalogue());
        ENSURE(opened.has_value());
        return std::move(*opened);
    }

    live::Reader read(const std::string& folder) {
        auto opened = desk::Profile::open_to_read(kept_desk(folder));
        ENSURE(opened.has_value());
        return live::Reader(domain::catalogue(), std::move(*opened), clock_);
    }

    SystemClock clock_;
    SystemRandom random_;
    store::Database database_;
    live::Reader reader_;
    std::uint64_t number_ = 0;
};

// Han characters apart, so that FTS5's own tokenizer makes a token of each.
std::string spaced(std::string_view text) {
    std::string made;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        made += text.substr(i, bytes);
        if (bytes >= 3) made += ' ';
        i += bytes;
    }
    return made;
}

class RawIndex {
  public:
    explicit RawIndex(const std::string& path) {
        ENSURE(sqlite3_open(path.c_str(), &base_) == SQLITE_OK);
        run("PRAGMA journal_mode=WAL");
        run("CREATE VIRTUAL TABLE found USING fts5(name, initials, phone, content='')");
        run("CREATE TABLE title(row INTEGER PRIMARY KEY, name TEXT)");
        run("BEGIN");
        insert_ = prepare("INSERT INTO found(rowid, name, initials, phone) VALUES(?1,?2,?3,?4)");
        title_ = prepare("INSERT INTO title VALUES(?1,?2)");
    }

    RawIndex(const RawIndex&) = delete;
    RawIndex& operator=(const RawIndex&) = delete;

    ~RawIndex() {
        for (sqlite3_stmt* each : {insert_, title_, find_}) sqlite3_finalize(each);
        sqlite3_close(base_);
    }

    void add(const std::string& name, const std::string& initials, const std::string& phone) {
        ++rows_;
        bind(insert_, 2, spaced(name));
        bind(insert_, 3, initials);
        bind(insert_, 4, phone);
        bind(title_, 2, name);
        for (sqlite3_stmt* each : {insert_, title_}) {
            sqlite3_bind_int64(each, 1, rows_);
            ENSURE(sqlite3_step(each) == SQLITE_DONE);
            sqlite3_reset(each);
        }
    }

    void finish() {
        run("COMMIT");
        find_ = prepare(
            "SELECT title.name FROM found JOIN title ON title.row = found.rowid WHERE found MATCH "
            "?1"
            " ORDER BY found.rowid DESC LIMIT 12");
    }

    double seconds_of(const std::string& phrase) {
        return bench::seconds_of([&] {
            bind(find_, 1, phrase);
            while (sqlite3_step(find_) == SQLITE_ROW) sqlite3_column_text(find_, 0);
            ENSURE(sqlite3_reset(find_) == SQLITE_OK);
        });
    }

  private:
    void run(const char* sql) { ENSURE(sqlite3_exec(base_, sql, nullptr, nullptr, nullptr) == 0); }

    sqlite3_stmt* prepare(const char* sql) {
        sqlite3_stmt* made = nullptr;
        ENSURE(sqlite3_prepare_v2(base_, sql, -1, &made, nullptr) == SQLITE_OK);
        return made;
    }

    static void bind(sqlite3_stmt* statement, int index, const std::string& text) {
        sqlite3_bind_text(statement, index, text.data(), static_cast<int>(text.size()),
                          SQLITE_TRANSIENT);
    }

    sqlite3* base_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
    sqlite3_stmt* title_ = nullptr;
    sqlite3_stmt* find_ = nullptr;
    std::int64_t rows_ = 0;
};

// What people would type: parts of what is there, from rows all over.
struct Samples {
    std::vector<std::string> han;
    std::vector<std::string> initials;
    std::vector<std::string> phones;
};

Samples fill(store::Database& from, RawIndex& into, std::size_t wanted) {
    store::Rows rows(from, domain::catalogue());
    Samples samples;
    const auto each = [&](const schema::EntitySpec& entity, const auto& take) {
        RowId after;
        for (;;) {
            const auto page = rows.scan(entity.id, after, 10'000);
            if (page.empty()) return;
            for (const store::StoredRow& row : page) take(row.values);
            after = page.back().id;
        }
    };
    std::size_t seen = 0;
    const std::size_t pause = std::max<std::size_t>(1, rows.count(customer::spec.spec.id) / wanted);
    each(customer::spec.spec, [&](const schema::Record& values) {
        const std::string& name = values.text(customer::name.spec.id);
        const std::string initials = pinyin::initials_of(name);
        into.add(name, initials, {});
        const bool is_han = static_cast<unsigned char>(name.front()) >= 0xe0;
        if (++seen % pause != 0 || !is_han || name.size() < 18) return;
        samples.han.push_back(name.substr(6, 6));
        samples.initials.push_back(initials.substr(0, 4));
    });
    each(contact::spec.spec, [&](const schema::Record& values) {
        const std::string& mobile = values.text(contact::mobile.spec.id);
        into.add(values.text(contact::name.spec.id), {}, mobile);
        if (++seen % pause == 0 && mobile.size() > 7) samples.phones.push_back(mobile.substr(0, 7));
    });
    into.finish();
    return samples;
}

}  // namespace

void find_customers(const std::string& directory, std::size_t size, Figures& figures) {
    Looking desk(kept_company("customers-" + std::to_string(size), company_of_customers(size)));
    RawIndex raw(directory + "/raw");
    const Samples samples = fill(desk.database(), raw, 200);
    const auto measure = [&](const std::string& name, const std::vector<std::string>& typed,
                             const std::function<std::string(const std::string&)>& phrase) {
        std::vector<double> ours;
        std::vector<double> floor;
        for (const std::string& text : typed) {
            live::FindQuestion question;
            question.text = text;
            question.entities = {customer::spec.spec.id};
            ours.push_back(desk.seconds_of(question));
            floor.push_back(raw.seconds_of(phrase(text)));
        }
        figures.at("D2/" + name, 2).add(quantile(ours, 0.5), quantile(floor, 0.5));
        figures.at("D2/" + name + "/p95", 1).add(quantile(ours, 0.95), typed_seconds);
    };
    measure("han", samples.han,
            [](const std::string& text) { return "name : \"" + spaced(text) + "\""; });
    measure("initials", samples.initials,
            [](const std::string& text) { return "initials : " + text + "*"; });
    measure("phone", samples.phones,
            [](const std::string& text) { return "phone : " + text + "*"; });
}

void open_lists(const std::string& /*directory*/, std::size_t size, Figures& figures) {
    namespace order = domain::order;
    Looking desk(kept_company("orders-" + std::to_string(size), company_of_orders(size)));
    const auto measure = [&](const std::string& name, const auto& change) {
        live::RowsQuestion question;
        question.entity = order::spec.spec.id;
        change(question);
        figures.at("D3/" + name, 1).add(desk.seconds_of(question), rows_seconds);
    };
    const auto middle = static_cast<std::int64_t>(size / 2);
    const auto sorted = [](live::RowsQuestion& q) { q.sort = "lane_to"; };
    const auto price = [](live::RowsQuestion& q) { q.sort = "agreed_price:desc"; };
    measure("newest", [](live::RowsQuestion&) {});
    desk.remember({});
    measure("sorted/first", sorted);
    measure("price/first", price);
    measure("nothing", [](live::RowsQuestion& q) { q.where = "agreed_price = 1.23"; });
    figures.at("D3/index", 1)
        .add(seconds_of([&] { desk.remember("order.lane_to"); }), index_seconds);
    desk.remember("order.lane_to order.agreed_price");
    measure("sorted", sorted);
    measure("price", price);
    measure("number", [](live::RowsQuestion& q) { q.sort = "number"; });
    measure("status", [](live::RowsQuestion& q) { q.where = "status = submitted"; });
    measure("search", [](live::RowsQuestion& q) { q.search = "上海"; });
    measure("rare", [](live::RowsQuestion& q) { q.search = "Singapore滨海"; });
    measure("middle", [&](live::RowsQuestion& q) { q.first = middle; });
}

}  // namespace branchline::bench
