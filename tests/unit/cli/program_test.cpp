#include "cli/program.h"

#include <doctest/doctest.h>

#include "cli/cli_desk.h"
#include "cli/forward.h"
#include "cli/verbs.h"
#include "keys/enrolment.h"

using namespace branchline;
using namespace branchline::test;

TEST_CASE("what is not there ends with code 2, and says so") {
    CHECK(run_whole({"fly"}).exit_code == 2);
    CHECK(run_whole({"--json", "fly"}).json()["error"]["code"] == "unknown_verb");
    CHECK_FALSE(run_whole({"fly"}).err.empty());
    CHECK(run_whole({"schema", "fly"}).exit_code == 2);
    CHECK(run_whole({"schema", "--fly"}).exit_code == 2);
    CHECK(run_whole({"schema", "--lang", "fr"}).exit_code == 2);
    CHECK(run_whole({"--json"}).exit_code == 2);
}

TEST_CASE("verbs of later versions say so and end with code 2") {
    for (const char* verb : {"window", "report", "document"}) {
        const Printed printed = run_whole({verb, "x", "--json", "--out", "y"});
        CHECK(printed.exit_code == 2);
        CHECK(printed.json()["error"]["code"] == "not_in_version");
    }
}

TEST_CASE("without an enrolled profile there is nothing to work on") {
    const Printed printed = run_whole({"list", "customer", "--json"});
    CHECK(printed.exit_code == 1);
    CHECK(printed.json()["error"]["code"] == "not_enrolled");
}

TEST_CASE("enrolment wants a whole code, and leave to keep data unencrypted") {
    const Printed wrong = run_whole({"enroll", "ABCDE", "--json"});
    CHECK(wrong.exit_code == 1);
    CHECK(wrong.json()["error"]["code"] == "wrong_code");
    const keys::Enrolment code{{1, 2}, {}, "192.0.2.1", 7440};
    const Printed plain = run_whole({"--json", "enroll", keys::to_text(code)});
    CHECK(plain.exit_code == 1);
    CHECK(plain.json()["error"]["code"] == "unencrypted");
}

TEST_CASE("options stand before or behind the verb") {
    const auto before = run_whole({"--json", "--lang", "zh", "schema", "customer"});
    const auto behind = run_whole({"schema", "customer", "--lang=zh", "--json"});
    CHECK(before.exit_code == 0);
    CHECK(before.out == behind.out);
}

TEST_CASE("the language is that of the environment unless it is said") {
    CHECK(run_whole({"help"}, "zh_CN.UTF-8").out.find("撤销") != std::string::npos);
    CHECK(run_whole({"help"}, "C").out.find("Undo") != std::string::npos);
    CHECK(run_whole({"help", "--lang", "en"}, "zh_CN.UTF-8").out.find("Undo") != std::string::npos);
    CHECK(run_whole({"undo", "--help"}).exit_code == 0);
}

TEST_CASE("schema prints entities with fields, states and steps") {
    const Printed printed = run_whole({"schema", "order", "--json"});
    REQUIRE(printed.exit_code == 0);
    const auto order = printed.json()["entities"][0];
    CHECK(order["name"] == "order");
    CHECK(order["zh"] == "订单");
    CHECK(order["states"][0] == "draft");
    bool approve = false;
    for (const auto& step : order["transitions"]) {
        if (step["name"] != "approve") continue;
        approve = true;
        CHECK(step["from"] == nlohmann::ordered_json::array({"submitted"}));
        CHECK(step["to"] == "reviewed");
    }
    CHECK(approve);
    CHECK(run_whole({"schema", "--json"}).json()["entities"].size() > 10);
}

TEST_CASE("every verb has a help in both languages") {
    for (const cli::Verb& verb : cli::verbs()) {
        CHECK_FALSE(verb.help.zh.empty());
        CHECK_FALSE(verb.help.en.empty());
    }
}

TEST_CASE("exit codes are those of the contract") {
    CHECK(cli::exit_code_of(Code::none) == 0);
    CHECK(cli::exit_code_of(Code::right) == 1);
    CHECK(cli::exit_code_of(Code::wrong_password) == 1);
    CHECK(cli::exit_code_of(Code::unknown_field) == 2);
    CHECK(cli::exit_code_of(Code::offline) == 3);
    CHECK(cli::exit_code_of(Code::needs_attention) == 4);
}

TEST_CASE("a call comes out of its bytes as it went in") {
    cli::Call call;
    call.verb = "set";
    call.arguments = {"customer", "甲", "name=\xff"};
    call.directory = "/somewhere";
    call.password = "secret";
    call.lang = Lang::zh;
    call.json = call.terminal = true;
    call.width = 80;
    const auto decoded = cli::decode_call(cli::encode_call(call));
    REQUIRE(decoded.has_value());
    CHECK(decoded->verb == call.verb);
    CHECK(decoded->arguments == call.arguments);
    CHECK(decoded->directory == call.directory);
    CHECK(decoded->password == call.password);
    CHECK(decoded->lang == Lang::zh);
    CHECK(decoded->json);
    CHECK(decoded->terminal);
    CHECK_FALSE(decoded->color);
    CHECK(decoded->width == 80);
    CHECK_FALSE(cli::decode_call(cli::encode_call(call).substr(0, 20)).has_value());
    CHECK_FALSE(cli::decode_call("").has_value());
}
