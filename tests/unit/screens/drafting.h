// What the tests of drafts and words share: the product's declarations by name, and an afternoon.
#pragma once

#include <string_view>

#include "base/civil.h"
#include "domain/catalogue.h"
#include "screens/words.h"

namespace branchline::test {

inline const schema::EntitySpec& entity(std::string_view name) {
    return *domain::catalogue().entity(name);
}

inline const schema::FieldSpec& field(std::string_view of, std::string_view name) {
    return *entity(of).field(name);
}

// 2026-11-23, a quarter past four in Shanghai's afternoon.
inline screens::Manner manner(Lang lang = Lang::en) {
    return {lang, 480, *parse_date("2026-11-23"), *parse_instant("2026-11-23T08:15:00.000Z")};
}

}  // namespace branchline::test
