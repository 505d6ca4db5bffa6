// Random values and records for the tests of the codec: every kind, canonical, reproducible.
#pragma once

#include <array>
#include <string_view>

#include "base/random.h"
#include "schema/record.h"

namespace branchline::schema {

inline std::string any_word(Random& random) {
    constexpr std::array<std::string_view, 8> parts{"a", "B", "样", "例", "Ｖ", "é", "9", "物流"};
    std::string word;
    for (std::uint64_t i = 1 + random.below(4); i > 0; --i)
        word += parts[random.below(parts.size())];
    return word;
}

inline Value any_value(Random& random) {
    switch (random.below(6)) {
        case 0:
            return static_cast<std::int64_t>(random.next() >> random.below(64));
        case 1:
            return -static_cast<std::int64_t>(random.below(1'000'000));
        case 2:
            return random.below(4) == 0 ? std::string() : any_word(random) + any_word(random);
        case 3:
            return random_id(random);
        case 4:
            return AnyRef{static_cast<EntityId>(random.below(65'536)), random_id(random)};
        default: {
            Set set;
            for (std::uint64_t i = random.below(5); i > 0; --i) set_insert(set, any_word(random));
            return set;
        }
    }
}

inline Record any_record(Random& random) {
    Record record;
    for (std::uint64_t i = random.below(12); i > 0; --i) {
        record.set(static_cast<FieldId>(1 + random.below(random.below(2) == 0 ? 40 : 65'535)),
                   any_value(random));
    }
    return record;
}

}  // namespace branchline::schema
