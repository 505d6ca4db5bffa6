// address 地址: a place of a customer. Province to street only make sense together: they are one
// unit, two people who correct it never produce a mixture.
#pragma once

#include "domain/rights.h"

namespace branchline::domain::address {

inline constexpr std::array kinds{
    Choice{1, "pickup", {"提货", "Pick-up"}},   Choice{2, "delivery", {"送货", "Delivery"}},
    Choice{3, "invoice", {"寄票", "Invoices"}}, Choice{4, "registered", {"注册", "Registered"}},
    Choice{5, "office", {"办公", "Office"}},    Choice{6, "other", {"其他", "Other"}},
};

inline constexpr auto customer = ref(16, "customer", {"客户", "Customer"}, "customer").required();
inline constexpr auto kind = pick(17, "kind", {"地址类型", "Kind"}, kinds);
inline constexpr auto province = text(18, "province", {"省", "Province"}).max_length(60);
inline constexpr auto city =
    text(19, "city", {"市", "City"}).max_length(60).searchable().in_unit(province);
inline constexpr auto district =
    text(20, "district", {"区县", "District"}).max_length(60).searchable().in_unit(province);
inline constexpr auto street =
    text(21, "street", {"街道地址", "Street"}).searchable().in_unit(province);
inline constexpr auto receiving_hours =
    text(22, "receiving_hours", {"收货时间", "Receiving hours"});

inline constexpr auto all =
    fields(common::branch, common::owner, common::tags, common::archived, customer, kind, province,
           city, district, street, receiving_hours);

inline constexpr auto spec = entity(10, "address", {"地址", "Address"}, all)
                                 .title(street)
                                 .child_of(customer)
                                 .assigned(common::assigned)
                                 .rights(rights::customer_data)
                                 .deletable();

}  // namespace branchline::domain::address
