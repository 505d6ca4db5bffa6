#include "base/error.h"

namespace branchline {

namespace {

struct Marks {
    std::string_view colon;
    std::string_view comma;
    std::string_view open;
    std::string_view close;
};

constexpr Marks chinese{"：", "、", "（", "）"};
constexpr Marks english{": ", ", ", " (", ")"};

}  // namespace

// "A required value is missing: consignee (order)", "… : sender, consignee", "…: limit (over 100)"
std::string Error::message(Lang lang) const {
    const Marks& marks = lang == Lang::zh ? chinese : english;
    std::string places = where;
    for (const std::string& field : fields) {
        if (field == where) continue;
        if (!places.empty()) places += marks.comma;
        places += field;
    }
    std::string text(code_label(code).in(lang));
    if (!places.empty()) text.append(marks.colon).append(places);
    if (!detail.empty()) text.append(marks.open).append(detail).append(marks.close);
    return text;
}

}  // namespace branchline
