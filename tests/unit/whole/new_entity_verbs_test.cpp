// The same entity that no line of code knows, through the verbs of the command line.
#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/context.h"
#include "cli/program.h"
#include "support/lease_catalogue.h"
#include "support/office.h"

using namespace branchline;
using namespace branchline::test;
using Json = nlohmann::ordered_json;

namespace {

struct Told {
    int exit_code = 0;
    Json json;
};

struct VerbOffice {
    VerbOffice() : office(lease_catalogue(), directory.path()) {
        office.add("clara", "clerk");
        office.add("max", "manager");
    }

    Told run(const std::string& login, const std::vector<std::string>& words) {
        cli::Call call;
        call.verb = words.front();
        call.arguments.assign(words.begin() + 1, words.end());
        call.directory = directory.path();
        call.json = true;
        std::string out;
        cli::Context context(
            call, [&](std::string_view text) { out += text; }, [](std::string_view) {});
        context.set_desk(&office.desk(login));
        Told told;
        told.exit_code = cli::run_verb(context);
        told.json = Json::parse(out, nullptr, false);
        return told;
    }

    void write(const std::string& name, std::string_view text) {
        std::ofstream(directory.path() + "/" + name) << text;
    }

    void level() {
        for (const char* login : {"clara", "max", "clara", "max"}) office.exchange(login);
    }

    TemporaryDirectory directory;
    Office office;
};

Json named(const Json& list, std::string_view name) {
    for (const Json& each : list) {
        if (each["name"] == name) return each;
    }
    return {};
}

}  // namespace

TEST_CASE("schema describes an entity that no code knows, with fields, rules, states and steps") {
    VerbOffice f;
    const Told told = f.run("clara", {"schema", "lease"});
    REQUIRE(told.exit_code == 0);
    const Json lease = told.json["entities"][0];
    CHECK(lease["zh"] == "租赁");
    CHECK(lease["states"] == Json({"draft", "submitted", "granted", "ended"}));
    CHECK(named(lease["fields"], "deposit")["rule"] == "ask");
    CHECK(named(lease["fields"], "used_m")["unit"] == "m");
    CHECK(named(lease["fields"], "cost")["readers"] == Json({"manager", "headquarters"}));
    CHECK(named(lease["transitions"], "grant")["roles"] == Json({"manager"}));
    CHECK(named(lease["transitions"], "grant")["four_eyes"] == true);
    CHECK(f.run("clara", {"schema", "lease_part"}).json["entities"][0]["parent"] == "lease");
    const std::string text = schema::describe(lease_catalogue());
    CHECK(text.find("lease_part") != std::string::npos);
    bool has_step = false;
    const Told commands = f.run("max", {"commands"});
    for (const Json& command : commands.json["commands"]) {
        has_step = has_step || command["id"] == "lease.grant";
    }
    CHECK(has_step);
}

TEST_CASE("the verbs take an entity that no code knows from its creation to its end") {
    VerbOffice f;
    f.write("lease.json",
            R"({"title": "叉车", "months": 6, "deposit": "10.00", "marks": ["A", "B"],
                "lease_part": [{"what": "电池", "pieces": 2}, {"what": "座椅", "pieces": 1}]})");
    const Told made = f.run("clara", {"new", "lease", "--from", "lease.json"});
    REQUIRE(made.exit_code == 0);
    const std::string number = made.json["number"];
    CHECK(f.run("clara", {"set", "lease", number, "used_m+=40", "insured=true"}).exit_code == 0);
    CHECK(f.run("clara", {"do", "lease", number, "submit"}).exit_code == 0);
    f.level();
    CHECK(f.run("max", {"set", "lease", number, "deposit=20.00"}).exit_code == 0);
    CHECK(f.run("clara", {"set", "lease", number, "deposit=30.00"}).exit_code == 0);
    f.level();
    const Told open = f.run("clara", {"conflicts"});
    CHECK(open.exit_code == 4);
    REQUIRE(open.json["rows"].size() == 1);
    const std::string kase = open.json["rows"][0]["id"];
    CHECK(open.json["rows"][0]["entity"] == "lease");
    CHECK(f.run("clara", {"conflicts", "resolve", kase, "--take", "theirs"}).exit_code == 0);
    f.level();
    CHECK(f.run("max", {"conflicts"}).exit_code == 0);
    CHECK(f.run("max", {"run", "lease.turn_back", "row=" + number}).exit_code == 1);
    const Told granted = f.run("max", {"do", "lease", number, "grant"});
    // He has set the deposit: four eyes.
    CHECK(granted.json["error"]["code"] == "four_eyes");
    CHECK(f.run("max", {"do", "lease", number, "turn_back", "reason=再看"}).exit_code == 0);
    f.level();
    CHECK(f.run("clara", {"do", "lease", number, "submit"}).exit_code == 0);
    f.level();
    CHECK(f.run("max", {"do", "lease", number, "grant"}).exit_code == 0);
    f.level();
    CHECK(f.run("clara", {"do", "lease", number, "end"}).exit_code == 0);
    f.level();
    const Told shown = f.run("max", {"show", "lease", number, "--history"});
    CHECK(shown.json["row"]["status"] == "ended");
    CHECK(shown.json["row"]["used_m"] == 40);
    CHECK(shown.json["row"]["deposit"] == "30.00");
    CHECK(shown.json["children"]["lease_part"].size() == 2);
    CHECK(shown.json["history"].size() > 6);
    CHECK(f.run("max", {"list", "lease"}).json == f.run("max", {"list", "lease"}).json);
}

TEST_CASE("desks with the same rights print the same list of an entity that no code knows") {
    VerbOffice f;
    f.office.add("mia", "manager");
    f.write("leases.csv", "title,months,deposit,marks\n叉车,6,1.50,A;B\n仓位,7,2.50,\n");
    const Told imported = f.run("max", {"import", "lease", "leases.csv"});
    CHECK(imported.json["imported"] == 2);
    CHECK(f.run("max", {"import", "lease", "leases.csv", "--dry-run"}).exit_code == 0);
    f.level();
    f.office.exchange("mia");
    const Json one = f.run("max", {"list", "lease", "--sort", "months:desc"}).json;
    CHECK(one["rows"].size() == 2);
    CHECK(one == f.run("mia", {"list", "lease", "--sort", "months:desc"}).json);
    REQUIRE(f.run("mia", {"export", "lease", "out.csv"}).exit_code == 0);
    const Told again = f.run("mia", {"import", "lease", "out.csv"});
    CHECK(again.json["imported"] == 0);
    CHECK(again.json["updated"] == 0);
    CHECK(again.json["refused"] == 0);
}
