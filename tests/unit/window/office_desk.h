// A window without a window: an office on its threads, and the model that it delivers to. Waits for
// what the office tells, by its wake-up call.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>

#include "live/model.h"
#include "local/local_socket.h"
#include "support/desk_fixture.h"
#include "window/threaded_office.h"

namespace branchline::test {

inline const std::string office_password = "测试口令 1";

class OfficeDesk {
  public:
    explicit OfficeDesk(std::string directory, const std::string& password = {})
        : directory_(std::move(directory)), woken_(1) {
        window::WriterSetup setup;
        setup.directory = directory_;
        setup.lock = FileLock::try_take(local::lock_path(directory_));
        REQUIRE(setup.lock.has_value());
        setup.password = password;
        office_ = std::make_unique<window::ThreadedOffice>(
            std::move(setup), clock_, [this] { static_cast<void>(woken_.try_push(1)); });
        model_ = std::make_unique<live::Model>(office_->catalogue(), *office_);
    }

    [[nodiscard]] live::Model& model() { return *model_; }

    [[nodiscard]] window::ThreadedOffice& office() { return *office_; }

    // As the loop of the window does it: what has come, then a frame.
    bool until(const std::function<bool()>& done) {
        constexpr std::int64_t patience_ms = 60'000;
        const std::int64_t end_ms = clock_.boot_time().ms + patience_ms;
        for (;;) {
            office_->deliver(*model_);
            model_->begin_frame(clock_.boot_time().ms);
            const bool is_done = done();
            model_->end_frame();
            if (is_done) return true;
            if (clock_.boot_time().ms > end_ms) return false;
            static_cast<void>(woken_.pop(std::chrono::milliseconds(50)));
        }
    }

    bool until_gate(live::Gate gate) {
        return until([&] { return model_->gate() == gate; });
    }

    live::Outcome perform(live::Action action) {
        const live::Ticket ticket = model_->perform(std::move(action));
        std::optional<live::Outcome> outcome;
        REQUIRE(until([&] {
            outcome = model_->outcome_of(ticket);
            return outcome.has_value();
        }));
        return *outcome;
    }

    live::Outcome save_customer(const std::string& name) {
        const schema::EntitySpec& customer = *model_->catalogue().entity("customer");
        live::SaveRecord save;
        save.entity = customer.id;
        save.values.set(customer.field("name")->id, schema::Value(name));
        return perform(std::move(save));
    }

    // Until so many customers have this name; the reader answers.
    bool until_customers(const std::string& name, std::size_t count) {
        live::RowsQuestion question;
        question.entity = model_->catalogue().entity("customer")->id;
        question.where = "name = \"" + name + "\"";
        return until([&] {
            const auto seen = model_->see("customers", question);
            return seen != nullptr && seen->question == question &&
                   seen->value.rows.size() == count;
        });
    }

  private:
    std::string directory_;
    SystemClock clock_;
    Inbox<int> woken_;
    std::unique_ptr<window::ThreadedOffice> office_;
    std::unique_ptr<live::Model> model_;
};

}  // namespace branchline::test
