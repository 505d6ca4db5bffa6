#include "support/in_place_office.h"

#include <utility>

#include "base/civil.h"
#include "base/ensure.h"
#include "desk/profile.h"
#include "domain/catalogue.h"

namespace branchline::test {

InPlaceOffice::InPlaceOffice(schema::Role role)
    : fixture_(role), model_(domain::catalogue(), *this) {
    open();
    pump();
}

InPlaceOffice::~InPlaceOffice() = default;

void InPlaceOffice::open() {
    clerk_ = std::make_unique<live::Clerk>(fixture_.desk());
    clerk_->set_line(line_);
    store::OpenOptions options;
    options.read_only = true;
    options.create = false;
    options.initials = desk::initials();
    reader_ = std::make_unique<live::Reader>(
        domain::catalogue(),
        store::Database::open(fixture_.directory.path() + "/replica.db", options), fixture_.clock);
    opening_ = true;
    news_due_ = true;
}

void InPlaceOffice::restart() {
    reader_.reset();
    clerk_.reset();
    for_clerk_.clear();
    fixture_.reopen();
    live::News locked;
    locked.gate = live::Gate::locked;
    model_.take(std::move(locked));
    open();
    pump();
}

void InPlaceOffice::set_line(live::LineState line) {
    line_ = std::move(line);
    clerk_->set_line(line_);
    news_due_ = true;
}

void InPlaceOffice::set_gate(live::Gate gate) {
    opening_ = gate == live::Gate::open && gate_ != live::Gate::open;
    gate_ = gate;
    news_due_ = true;
}

void InPlaceOffice::set_trouble(std::optional<Error> trouble) {
    trouble_ = std::move(trouble);
    news_due_ = true;
}

void InPlaceOffice::ask(std::uint64_t number, const live::Question& question,
                        std::uint64_t replaces) {
    if (live::Reader::answers(question)) return reader_->ask(number, question, replaces);
    forget(replaces);
    for_clerk_.push_back({number, question});
}

void InPlaceOffice::forget(std::uint64_t number) {
    reader_->forget(number);
    std::erase_if(for_clerk_, [&](const Asked& each) { return each.number == number; });
}

void InPlaceOffice::perform(live::Ticket ticket, live::Action action) {
    if (live::Clerk::carries_out(action)) return clerk_->take(ticket, std::move(action));
    for_the_program.push_back(std::move(action));
    live::Outcome outcome;
    outcome.ticket = ticket;
    outcome.error = std::exchange(program_says, std::nullopt);
    model_.take(std::move(outcome));
}

void InPlaceOffice::stop(live::Ticket ticket) { clerk_->stop(ticket); }

void InPlaceOffice::tell_news() {
    live::News news = clerk_->news(opening_);
    news.gate = gate_;
    news.trouble = trouble_;
    told_ = news.change_count;
    opening_ = news_due_ = false;
    model_.take(std::move(news));
}

bool InPlaceOffice::pump_one() {
    if (!clerk_->idle()) {
        for (auto& happened : clerk_->step()) {
            std::visit([this](auto& each) { model_.take(std::move(each)); }, happened);
        }
        return true;
    }
    if (news_due_ || fixture_.replica().change_count() != told_) {
        tell_news();
        return true;
    }
    if (!for_clerk_.empty()) {
        const Asked asked = std::move(for_clerk_.front());
        for_clerk_.pop_front();
        live::Reply reply;
        reply.asked = asked.number;
        auto answer = clerk_->answer(asked.question);
        if (answer) {
            reply.answer = std::move(*answer);
        } else {
            reply.error = answer.error();
        }
        model_.take(std::move(reply));
        return true;
    }
    if (reader_->idle()) return false;
    if (auto reply = reader_->step()) model_.take(std::move(*reply));
    return true;
}

void InPlaceOffice::pump() {
    while (pump_one()) {
    }
}

void InPlaceOffice::settle(const std::function<void(live::Model&)>& frame) {
    constexpr int rounds_at_most = 50;
    for (int round = 0; round < rounds_at_most; ++round) {
        fixture_.clock.now_ms += 16;
        model_.begin_frame(fixture_.clock.now_ms);
        frame(model_);
        model_.end_frame();
        bool any = false;
        while (pump_one()) any = true;
        if (!any && !model_.wake_at_ms()) return;
    }
    ENSURE(false);  // a frame that asks for something else every time never settles
}

namespace {

std::string numbered(const char* text, int number) {
    const std::string digits = std::to_string(number);
    return text + std::string(5 - digits.size(), '0') + digits;
}

std::string instant_after(const DeskFixture& fixture, int hours) {
    constexpr std::int64_t ms_per_hour = 3'600'000;
    return format_instant(fixture.clock.now_ms + hours * ms_per_hour);
}

void make_customers(DeskFixture& f, SampleDesk& sample) {
    constexpr int customers = 24;
    const char* names[] = {"重庆样例火锅", "厦门样例海运", "单县样例食品", "Sample Textiles Ltd"};
    for (int i = 0; i < customers; ++i) {
        const std::string name = i < 4 ? names[i] : numbered("测试客户", i);
        const RowId id = f.arrive("customer", {{"number", numbered("SHA-2610-A1-", i + 1)},
                                               {"name", name},
                                               {"branch", "SHA"},
                                               {"owner", i % 3 == 0 ? "wang" : "li"},
                                               {"type", i % 2 == 0 ? "shipper" : "forwarder"},
                                               {"grade", i % 4 == 0 ? "A" : "C"},
                                               {"payment_terms", "monthly"},
                                               {"status", i % 5 == 0 ? "prospect" : "active"}});
        sample.customers.push_back(id);
        f.arrive("contact", {{"customer", to_text(id)},
                             {"branch", "SHA"},
                             {"owner", "li"},
                             {"name", i % 2 == 0 ? "刘经理" : "陈小姐"},
                             {"mobile", numbered("138000", i)},
                             {"is_main", "yes"}});
    }
}

RowId make_order(DeskFixture& f, const SampleDesk& sample, int i, const std::string& state) {
    const RowId customer = sample.customers[static_cast<std::size_t>(i) % sample.customers.size()];
    const RowId id = f.arrive("order", {{"number", numbered("SHA-2611-A1-", i + 1)},
                                        {"customer", to_text(customer)},
                                        {"branch", "SHA"},
                                        {"owner", i % 2 == 0 ? "wang" : "li"},
                                        {"salesperson", i % 2 == 0 ? "wang" : "li"},
                                        {"lane_from", "上海"},
                                        {"lane_to", i % 2 == 0 ? "成都" : "重庆"},
                                        {"pickup_from", instant_after(f, 20 + i)},
                                        {"pickup_to", instant_after(f, 24 + i)},
                                        {"delivery_from", instant_after(f, 60 + i)},
                                        {"delivery_to", instant_after(f, 72 + i)},
                                        {"agreed_price", std::to_string(1000 + 10 * i) + ".00"},
                                        {"payment_terms", "monthly"},
                                        {"status", state}});
    for (int line = 0; line < 1 + i % 3; ++line) {
        f.arrive("order_line", {{"order", to_text(id)},
                                {"branch", "SHA"},
                                {"owner", "li"},
                                {"cargo", line == 0 ? "布匹" : "纸箱"},
                                {"packaging", "纸箱"},
                                {"pieces", std::to_string(10 + line)},
                                {"weight_g", std::to_string(250'000 * (line + 1))},
                                {"volume_cm3", std::to_string(1'200'000 * (line + 1))}});
    }
    return id;
}

void make_orders(DeskFixture& f, SampleDesk& sample) {
    int i = 0;
    for (; i < 6; ++i) sample.orders.push_back(make_order(f, sample, i, "draft"));
    for (const char* state : {"submitted", "returned", "reviewed", "scheduled", "in_transit",
                              "delivered", "settled", "cancelled"}) {
        sample.orders.push_back(make_order(f, sample, i++, state));
    }
    sample.order_of_others = sample.orders[1];
}

void make_others(DeskFixture& f, SampleDesk& sample) {
    for (int i = 0; i < 3; ++i) {
        const RowId id = f.arrive(
            "contract", {{"number", numbered("SHA-2601-A1-", i + 1)},
                         {"customer", to_text(sample.customers[static_cast<std::size_t>(i)])},
                         {"branch", "SHA"},
                         {"owner", "wang"},
                         {"kind", "framework"},
                         {"title", numbered("框架合同", i)},
                         {"starts_on", "2026-01-01"},
                         {"ends_on", i == 0 ? "2026-12-10" : "2027-12-31"},
                         {"value", "500000.00"},
                         {"status", i == 2 ? "draft" : "in_force"}});
        sample.contracts.push_back(id);
        f.arrive("obligation", {{"contract", to_text(id)},
                                {"branch", "SHA"},
                                {"owner", "wang"},
                                {"what", "每月对账"},
                                {"due_on", "2026-11-25"}});
        sample.tasks.push_back(
            f.arrive("task", {{"what", i == 0 ? "回访客户" : "催收回单"},
                              {"branch", "SHA"},
                              {"owner", "wang"},
                              {"customer", to_text(sample.customers[static_cast<std::size_t>(i)])},
                              {"due_at", instant_after(f, 24 * (i - 1))},
                              {"status", i == 2 ? "done" : "open"}}));
    }
}

}  // namespace

SampleDesk sample_desk(DeskFixture& fixture) {
    SampleDesk sample;
    make_customers(fixture, sample);
    make_orders(fixture, sample);
    make_others(fixture, sample);
    const auto& rights = fixture.entity("customer").rights;
    // Who does not write customers has changed none of them.
    if ((fixture.desk().viewer().roles() & rights.write) == 0) return sample;
    sample.customer_in_conflict = sample.customers[5];
    fixture.change("customer", sample.customer_in_conflict, {{"needs", "冷链"}});
    fixture.merge_into_case("customer", sample.customer_in_conflict, "needs", "常温");
    sample.customer_refused = sample.customers[6];
    fixture.change("customer", sample.customer_refused, {{"short_name", "简称"}});
    fixture.reject_all(Code::right);
    sample.customer_waiting = sample.customers[7];
    fixture.change("customer", sample.customer_waiting, {{"short_name", "待传"}});
    return sample;
}

}  // namespace branchline::test
