// Choices that several entities use. Ids are stored and sent: never reuse one.
#pragma once

#include "domain/common.h"

namespace branchline::domain {

// How a customer pays; an order takes it over and may differ.
inline constexpr std::array payment_terms_choices{
    Choice{1, "cash", {"现付", "Cash at pick-up"}},
    Choice{2, "collect", {"到付", "Freight collect"}},
    Choice{3, "monthly", {"月结", "Monthly account"}},
    Choice{4, "on_receipt", {"回单付", "Against signed receipt"}},
    Choice{5, "prepaid", {"预付", "Prepaid"}},
    Choice{6, "cod", {"代收货款", "Cash on delivery"}},
};

}  // namespace branchline::domain
