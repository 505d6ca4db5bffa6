// What a clerk reads about a file; everything else in this folder is free of any language.
#include "base/label.h"
#include "exchange/refusal.h"
#include "exchange/table_import.h"

namespace branchline::exchange {

Label fault_label(Fault fault) {
    switch (fault) {
        case Fault::unclosed_quote:
            return {"引号没有配对，从这一行起找不到结束的引号",
                    "a quotation mark opens here and never closes"};
        case Fault::text_after_quote:
            return {"结束的引号后面还有文字；文字里的引号要写两个",
                    "text follows a closing quotation mark; one inside a text is written twice"};
        case Fault::field_too_long:
            return {"单元格超过 32767 个字", "a cell has more than 32,767 characters"};
        case Fault::too_many_columns:
            return {"超过 300 列", "more than 300 columns"};
        case Fault::too_many_rows:
            return {"超过 100 万行，从这一行起没有读",
                    "more than a million rows; not read from this line on"};
        case Fault::cell_without_heading:
            return {"有内容的单元格上方没有列名，这一行可能错了位",
                    "a filled cell has no heading above it; the line may be shifted"};
        case Fault::parent_differs:
            return {"编号与上一行相同，内容却不一样",
                    "same number as the line above, but other contents"};
        case Fault::unreadable_text:
            return {"含有不能显示的字符", "it contains characters that cannot be shown"};
    }
    return {};
}

Label unused_label(Unused why) {
    switch (why) {
        case Unused::unknown:
            return {"没有叫这个名字的字段", "no field has this name"};
        case Unused::not_written:
            return {"由系统计算或由总部填写", "computed, or written by head office"};
        case Unused::is_parent:
            return {"明细所属的单据就是它所在的行", "the record is the row that it stands in"};
        case Unused::mapped_away:
            return {"已指定另一列对应这个字段", "another column was named for this field"};
    }
    return {};
}

}  // namespace branchline::exchange
