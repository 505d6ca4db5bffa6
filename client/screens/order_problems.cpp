#include "screens/order_problems.h"

#include <algorithm>

#include "schema/validate.h"

namespace branchline::screens {

namespace {

using schema::FieldSpec;
using Outcome = live::CheckResult::Outcome;

class Finder {
  public:
    Finder(Context& context, OrderWork& work)
        : context_(context),
          work_(work),
          order_(context.catalogue().at(work.key().entity)),
          sheet_(work.sheet(context)) {}

    void add_faults() {
        for (const Fault& fault : work_.draft().faults(context_.manner, context_.catalogue())) {
            if (fault.row == 0) {
                add_field(fault.field, {});
                continue;
            }
            for (std::int64_t row = 0; row < sheet_.rows(); ++row) {
                if (sheet_.child_at(row) + 1 == fault.row) add_cell(row, fault.field, {});
            }
        }
    }

    void add_missing() {
        if (!work_.can_submit(context_)) return;
        for (const schema::Transition& step : order_.transitions) {
            if (step.name != "submit") continue;
            for (const schema::Guard& guard : step.guards) {
                if (guard.kind == schema::Guard::Kind::filled) add_unfilled(guard);
                if (guard.kind == schema::Guard::Kind::has_child) add_unfilled_lines(guard);
            }
        }
    }

    void add_checks(const live::ChecksAnswer& checks) {
        for (const live::CheckResult& each : checks.results) {
            if (each.outcome == Outcome::pass || each.outcome == Outcome::not_applicable) continue;
            for (const domain::rules::CheckSpot& spot : each.spots) {
                if (spot.line) {
                    add_cell(row_of(*spot.line), spot.field, each.id);
                } else {
                    add_field(spot.field, each.id);
                }
            }
        }
    }

    [[nodiscard]] std::vector<Problem> found() && { return std::move(found_); }

  private:
    void add(Problem problem) {
        const bool known =
            std::ranges::any_of(found_, [&](const Problem& each) { return each.is_at(problem); });
        if (!known) found_.push_back(std::move(problem));
    }

    // Checks count the lines that are filled; one behind them is the empty row.
    [[nodiscard]] std::int64_t row_of(std::size_t line) const {
        const std::vector<std::int64_t> filled = sheet_.filled_rows();
        return line < filled.size() ? filled[line] : sheet_.rows();
    }

    void add_field(schema::FieldId field, std::string check) {
        add({field, false, {}, std::move(check)});
    }

    void add_cell(std::int64_t row, schema::FieldId field, std::string check) {
        const auto at = std::ranges::find(sheet_.fields(), field, &FieldSpec::id);
        if (at == sheet_.fields().end()) return;
        const auto column = static_cast<std::size_t>(at - sheet_.fields().begin());
        add({0, true, {row, column}, std::move(check)});
    }

    void add_unfilled(const schema::Guard& guard) {
        const schema::Record values = Draft::values(context_.manner, order_, work_.draft().record);
        for (const FieldSpec* field : guard.fields) {
            if (!schema::is_filled(values.find(field->id))) add_field(field->id, {});
        }
    }

    void add_unfilled_lines(const schema::Guard& guard) {
        if (sheet_.rows() == 0) add_cell(0, guard.fields.front()->id, {});
        for (std::int64_t row = 0; row < sheet_.rows(); ++row) {
            for (const FieldSpec* field : guard.fields) {
                const auto at = std::ranges::find(sheet_.fields(), field);
                const auto column = static_cast<std::size_t>(at - sheet_.fields().begin());
                if (sheet_.to_edit({row, column}).empty()) add_cell(row, field->id, {});
            }
        }
    }

    Context& context_;
    OrderWork& work_;
    const schema::EntitySpec& order_;
    ChildSheet sheet_;
    std::vector<Problem> found_;
};

}  // namespace

std::vector<Problem> problems(Context& context, OrderWork& work, const live::ChecksAnswer* checks) {
    Finder finder(context, work);
    finder.add_faults();
    finder.add_missing();
    if (checks != nullptr) finder.add_checks(*checks);
    return std::move(finder).found();
}

}  // namespace branchline::screens
