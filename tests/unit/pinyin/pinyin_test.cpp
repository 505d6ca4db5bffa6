#include "pinyin/pinyin.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "store/search_text.h"

using namespace branchline;
using namespace branchline::pinyin;

TEST_CASE("every reading of a character is known, the most usual first") {
    CHECK(readings(U'重') == "zhong chong");
    CHECK(readings(U'单') == "dan chan shan");
    CHECK(initials(U'单') == "dcs");
    CHECK(readings(U'厦') == "sha xia");
    CHECK(readings(U'长') == "zhang chang");
    CHECK(readings(U'行').find("hang") != std::string_view::npos);
    CHECK(readings(U'调').find("tiao") != std::string_view::npos);
    CHECK(readings(U'圳') == "zhen");
    CHECK(readings(U'鑫') == "xin");
    CHECK(readings(U'女') == "nv");
}

TEST_CASE("traditional and rare characters have readings, other signs have none") {
    CHECK(readings(U'慶') == "qing");
    CHECK(initials(U'長') == "zc");
    CHECK_FALSE(readings(U'\U00020000').empty());
    CHECK(readings(U'a').empty());
    CHECK(readings(U'。').empty());
    CHECK(readings(U'한').empty());
}

TEST_CASE("initials of a name come in every combination, other letters as they are") {
    CHECK(initials_of("重庆") == "zq cq");
    CHECK(initials_of("厦门") == "sm xm");
    CHECK(initials_of("ＡＢ 物流（上海）") == "abwlsh");
    CHECK(initials_of("").empty());
    CHECK(initials_of("单单单单单").size() == 8 * 6 - 1);
}

TEST_CASE("a name is spelled by initials, by whole readings, and half typed") {
    for (const char* typed : {"c", "cq", "zq", "cho", "chong", "chongq", "chongqing", "zhongqing",
                              "cqing", "chong qing", "CQ", "ｃｑ", "cqyl", "chongqyl"}) {
        CAPTURE(typed);
        CHECK(spelling("重庆样例", typed) == Spelling::beginning);
    }
    CHECK(spelling("重庆样例", "yl") == Spelling::inside);
    CHECK(spelling("重庆样例", "qingy") == Spelling::inside);
    CHECK(spelling("厦门", "xm") == Spelling::beginning);
    CHECK(spelling("单县", "dx") == Spelling::beginning);
    CHECK(spelling("单县", "sx") == Spelling::beginning);
    for (const char* typed : {"", "qc", "chq", "congqing", "cqx", "重"}) {
        CAPTURE(typed);
        CHECK(spelling("重庆样例", typed) == Spelling::none);
    }
    CHECK(spelling("KT 物流", "ktwl") == Spelling::beginning);
    CHECK(spelling("KT物流3号", "wl3") == Spelling::inside);
}

TEST_CASE("letters that spell whole readings stand for their initials") {
    CHECK(spelled_initials("chongq") == std::vector<std::string>{"cq"});
    // Also "chong qin g…".
    CHECK(spelled_initials("chongqing") == std::vector<std::string>{"cq", "cqg"});
    const auto both = spelled_initials("xian");
    CHECK(std::ranges::find(both, "x") != both.end());
    CHECK(std::ranges::find(both, "xa") != both.end());
    CHECK(spelled_initials("cq").empty());
    CHECK(spelled_initials("sha1").empty());
    CHECK(spelled_initials("").empty());
    CHECK(spelled_initials(std::string(1'000, 'a')).empty());
}

TEST_CASE("the search index finds names by every reading") {
    const store::Initials source{initials, table_version};
    const auto finds = [&](std::string_view name, std::string_view typed) {
        const store::SearchDocument document = store::make_document({{name, true}}, source);
        return store::SearchQuery(typed, true).matches(document);
    };
    CHECK(finds("重庆样例", "cq"));
    CHECK(finds("重庆样例", "zq"));
    CHECK(finds("厦门海运", "xmhy"));
    CHECK(finds("单县食品", "sx"));
    CHECK(finds("单县食品", "dxsp"));
    CHECK_FALSE(finds("重庆样例", "xq"));
}
