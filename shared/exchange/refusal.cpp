#include "exchange/refusal.h"

#include <utility>

namespace branchline::exchange {

Code fault_code(Fault fault) {
    switch (fault) {
        case Fault::field_too_long:
        case Fault::too_many_columns:
        case Fault::too_many_rows:
            return Code::too_large;
        case Fault::parent_differs:
        case Fault::unreadable_text:
            return Code::bad_value;
        default:
            return Code::bad_csv;
    }
}

std::string Refusal::message(Lang lang) const {
    if (!reason) return error.message(lang);
    Error said = error;
    said.detail = fault_label(*reason).in(lang);
    return said.message(lang);
}

Refusal refusal_of(Fault fault, std::size_t line, std::size_t last_line, std::string column) {
    Refusal refusal{line, last_line, std::move(column), {}, fault};
    refusal.error.code = fault_code(fault);
    refusal.error.where = refusal.column;
    return refusal;
}

}  // namespace branchline::exchange
