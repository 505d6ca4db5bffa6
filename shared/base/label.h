// A text in both languages of the product. There is no one-language label: a missing translation
// does not compile.
#pragma once

#include <cstdint>
#include <string_view>

namespace branchline {

enum class Lang : std::uint8_t { zh, en };

struct Label {
    std::string_view zh;
    std::string_view en;

    [[nodiscard]] constexpr std::string_view in(Lang lang) const {
        return lang == Lang::zh ? zh : en;
    }
};

}  // namespace branchline
