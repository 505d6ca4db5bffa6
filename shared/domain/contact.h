// contact 联系人: a person at a customer. Mobile and birthday are personal: only those who maintain
// customers see them.
#pragma once

#include "domain/rights.h"

namespace branchline::domain::contact {

inline constexpr auto customer = ref(16, "customer", {"客户", "Customer"}, "customer").required();
inline constexpr auto name = text(17, "name", {"姓名", "Name"}).required().searchable();
inline constexpr auto position = text(18, "position", {"职务", "Position"});
inline constexpr auto mobile = text(19, "mobile", {"手机", "Mobile"})
                                   .max_length(40)
                                   .searchable()
                                   .readers(rights::customer_writers);
inline constexpr auto phone = text(20, "phone", {"电话", "Phone"}).max_length(40).searchable();
inline constexpr auto email =
    text(21, "email", {"电子邮箱", "E-mail"}).max_length(254).searchable();
inline constexpr auto wechat = text(22, "wechat", {"微信", "WeChat"}).max_length(60).searchable();
inline constexpr auto birthday =
    date(23, "birthday", {"生日", "Birthday"}).readers(rights::customer_writers);
inline constexpr auto is_main = boolean(24, "is_main", {"主要联系人", "Main contact"});
inline constexpr auto consent = boolean(25, "consent", {"同意联系", "Consent to contact"});

inline constexpr auto all =
    fields(common::branch, common::owner, common::tags, common::archived, customer, name, position,
           mobile, phone, email, wechat, birthday, is_main, consent);

inline constexpr auto spec = entity(9, "contact", {"联系人", "Contact"}, all)
                                 .title(name)
                                 .child_of(customer)
                                 .assigned(common::assigned)
                                 .rights(rights::customer_data)
                                 .deletable();

}  // namespace branchline::domain::contact
