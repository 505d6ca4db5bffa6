// A year of a company, without faults and in virtual time: what head office and a desk take at the
// end of each month, with the log archived as it is in production. Real cores on real files.
//
//   growth [--desks N] [--a-day N] [--months N] [--keep-days N] [DIRECTORY]
//
// `--a-day`: groups of a desk on a working day. Prints a line a month, then by table what is
// neither data nor history. The shares hardly depend on the rate: a tenth of the work tells them,
// too.
#include <array>
#include <cstdlib>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

#include "base/ensure.h"
#include "domain/catalogue.h"
#include "hub/compaction.h"
#include "schema/validate.h"
#include "store/hub_log.h"
#include "store/size_report.h"
#include "support/office.h"

namespace {

using namespace branchline;

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t days_a_month = 30;

struct Options {
    std::uint64_t desks = 30;
    std::uint64_t a_day = 4;
    std::int64_t months = 12;
    std::int64_t keep_days = hub::log_keep_days_default;
    std::string directory = "growth";
};

const std::array<std::string, 6> remarks{
    "客户询问下周到深圳的整车报价，答应明天回复", "已确认提货时间，仓库要求提前一小时到",
    "司机晚到四十分钟，已向收货人说明并致歉",     "对账单有两处差额，等财务核对后再寄",
    "新增一条华南线路，首月按合同价的九五折",     "收货地址改到二号仓，门卫需登记车牌"};

// Who works there: every desk on customers of its own and now and then on those of others.
class Company {
  public:
    explicit Company(const Options& options)
        : options_(options), office_(domain::catalogue(), options.directory), random_(7) {
        const Status kept = hub::keep_log_for(office_.hub_database(), options.keep_days);
        ENSURE(kept.has_value());
        for (std::uint64_t i = 0; i < options.desks; ++i) {
            logins_.push_back("user" + std::to_string(i));
            office_.add(logins_.back(), i % 5 == 4 ? "manager" : "clerk");
        }
    }

    void run_month() {
        for (std::int64_t day = 0; day < days_a_month; ++day) {
            if (day % 7 < 5) work_a_day();
            office_.pass(14 * hour_ms);
            keep_house();
        }
    }

    void print(std::int64_t month) {
        const store::SizeReport hub = store::size_report(office_.hub_database());
        const store::SizeReport desk = store::size_report(office_.database(logins_.front()));
        const store::HubLog log(office_.hub_database());
        std::cout << std::setw(5) << month << std::setw(9) << groups_ << std::setw(9)
                  << log.horizon();
        for (const store::SizeReport& size : {hub, desk}) {
            for (const std::int64_t bytes : {size.data, size.history, size.metadata}) {
                std::cout << std::setw(10) << bytes / 1024;
            }
            std::cout << std::setw(7) << std::fixed << std::setprecision(1)
                      << 100 * size.metadata_part();
        }
        std::cout << std::endl;
    }

    void print_tables() {
        for (const auto& [title, size] :
             {std::pair("head office", store::size_report(office_.hub_database())),
              std::pair("a desk", store::size_report(office_.database(logins_.front())))}) {
            std::cout << "\nmetadata of " << title << ", bytes a group\n";
            for (const auto& [table, bytes] : size.metadata_of) {
                const double each = static_cast<double>(bytes) / static_cast<double>(groups_);
                if (each >= 0.5)
                    std::cout << "  " << std::setw(18) << table << "  " << each << '\n';
            }
        }
        const auto archived = store::HubLog(office_.hub_database()).archived_size();
        std::cout << "\narchive: " << archived.entries << " entries, "
                  << archived.stored_bytes / std::max<std::int64_t>(1, archived.entries)
                  << " bytes each, "
                  << archived.content_bytes / std::max<std::int64_t>(1, archived.entries)
                  << " before compression\n";
    }

  private:
    void work_a_day() {
        for (std::uint64_t round = 0; round < options_.a_day; ++round) {
            for (std::size_t i = 0; i < logins_.size(); ++i) act(i);
            office_.pass(10 * hour_ms / static_cast<std::int64_t>(options_.a_day));
        }
        // Everybody has been there by the evening; some twice, so that they meet.
        for (const std::string& login : logins_) office_.exchange(login);
    }

    void act(std::size_t desk) {
        const std::uint64_t roll = random_.below(100);
        ++groups_;
        if (customers_.empty() || roll < 4) return add_customer(desk);
        if (orders_.empty() || roll < 24) return add_order(desk);
        if (roll < 44) return call(desk);
        if (roll < 52) return add_task(desk);
        edit(desk, roll);
    }

    schema::Record record(std::string_view entity, const test::Office::Texts& texts) {
        schema::Record values;
        for (const auto& [name, text] : texts) {
            const schema::FieldSpec* field = office_.entity(entity).field(name);
            ENSURE(field != nullptr);
            auto value = desk::read_value(office_.desk(logins_.front()).lookup(), *field, text);
            ENSURE(value.has_value());
            values.set(field->id, std::move(*value));
        }
        return values;
    }

    std::string remark() { return remarks[random_.below(remarks.size())]; }

    struct Known {
        RowId row;
        std::size_t desk;  // that has it for certain
    };

    void add_customer(std::size_t desk) {
        const std::string name = "测试客户" + std::to_string(100'000 + customers_.size());
        const RowId row =
            office_.create(logins_[desk], "customer",
                           {{"name", name}, {"short_name", name.substr(12)}, {"needs", remark()}});
        customers_.push_back({row, desk});
    }

    void add_order(std::size_t desk) {
        const Known* customer = pick(customers_, desk);
        if (customer == nullptr) return add_customer(desk);
        schema::Record values =
            record("order", {{"lane_from", "上海"},
                             {"lane_to", random_.below(2) == 0 ? "深圳" : "广州"},
                             {"pickup_from", "2026-11-24T01:00:00Z"},
                             {"pickup_to", "2026-11-24T03:00:00Z"},
                             {"delivery_from", "2026-11-26T01:00:00Z"},
                             {"delivery_to", "2026-11-26T09:00:00Z"},
                             {"agreed_price", "1280.00"}});
        values.set(office_.entity("order").field("customer")->id, customer->row);
        std::vector<desk::ChildEdit> lines;
        for (std::uint64_t i = 1 + random_.below(3); i > 0; --i) {
            lines.push_back(
                {&office_.entity("order_line"),
                 record("order_line", {{"cargo", "纸箱 电子元件"},
                                       {"pieces", std::to_string(1 + random_.below(80))},
                                       {"weight_g", "250000"}}),
                 {},
                 false});
        }
        const auto made = office_.desk(logins_[desk])
                              .create(office_.entity("order"), std::move(values), std::move(lines));
        ENSURE(made.has_value());
        orders_.push_back({made->id, desk});
    }

    void call(std::size_t desk) {
        const Known* customer = pick(customers_, desk);
        if (customer == nullptr) return add_customer(desk);
        schema::Record values =
            record("interaction", {{"summary", remark() + "；" + remark()}, {"outcome", remark()}});
        values.set(office_.entity("interaction").field("customer")->id, customer->row);
        const auto made =
            office_.desk(logins_[desk]).create(office_.entity("interaction"), std::move(values));
        ENSURE(made.has_value());
    }

    void add_task(std::size_t desk) {
        const RowId row = office_.create(logins_[desk], "task", {{"what", remark()}});
        tasks_.push_back({row, desk});
    }

    void edit(std::size_t desk, std::uint64_t roll) {
        const Known* order = pick(orders_, desk);
        const Known* customer = pick(customers_, desk);
        Result<desk::Done> done;
        if (roll < 75 && order != nullptr) {
            done =
                office_.change(logins_[desk], "order", order->row,
                               {"agreed_price=" + std::to_string(900 + random_.below(900)) + ".00",
                                roll % 2 == 0 ? "lane_to=佛山" : "lane_to=东莞"});
        } else if (customer != nullptr) {
            done = office_.change(logins_[desk], "customer", customer->row, {"needs=" + remark()});
        } else {
            return add_customer(desk);
        }
        ENSURE(done.has_value());
    }

    // One that this desk made itself, mostly a recent one.
    const Known* pick(const std::vector<Known>& from, std::size_t desk) {
        constexpr std::size_t looked_at = 400;
        for (std::size_t i = 0; i < std::min(looked_at, from.size()); ++i) {
            const Known& known = from[from.size() - 1 - i];
            if (known.desk == desk && (random_.below(3) == 0 || i + 1 == from.size())) {
                return &known;
            }
        }
        return nullptr;
    }

    // What the server and the programs of the desks do when they are idle.
    void keep_house() {
        constexpr int ticks = 8;
        for (int i = 0; i < ticks; ++i) office_.tick();
        office_.hub_database().checkpoint();
        for (const std::string& login : logins_) office_.database(login).checkpoint();
    }

    Options options_;
    test::Office office_;
    SeededRandom random_;
    std::vector<std::string> logins_;
    std::vector<Known> customers_;
    std::vector<Known> orders_;
    std::vector<Known> tasks_;
    std::int64_t groups_ = 0;
};

Options parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (!word.starts_with("--") || i + 1 == argc) {
            options.directory = word;
            continue;
        }
        const auto number = std::strtoull(argv[++i], nullptr, 10);
        if (word == "--desks") options.desks = number;
        if (word == "--a-day") options.a_day = number;
        if (word == "--months") options.months = static_cast<std::int64_t>(number);
        if (word == "--keep-days") options.keep_days = static_cast<std::int64_t>(number);
    }
    return options;
}

}  // namespace

int main(int argc, char** argv) {
    const Options options = parse(argc, argv);
    if (!std::filesystem::create_directories(options.directory)) {
        std::cerr << options.directory << " is there already\n";
        return 2;
    }
    Company company(options);
    std::cout << "month   groups  horizon | head office: data, history, metadata KiB, %"
                 " | a desk: the same\n";
    company.print(0);
    for (std::int64_t month = 1; month <= options.months; ++month) {
        company.run_month();
        company.print(month);
    }
    company.print_tables();
    return 0;
}
