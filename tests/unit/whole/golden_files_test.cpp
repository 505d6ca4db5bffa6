// Files that earlier programs wrote, in tests/data/golden/N (N = number of their catalogue): a hub
// and the desk of a manager with work that waits, a refused step and an open case. Today's program
// must open them, bring them up to date, send what waits and lose nothing. BRANCHLINE_BLESS=1
// writes those of today's catalogue; the others are never written again.
#include <doctest/doctest.h>
#include <zstd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "base/platform.h"
#include "desk/attention.h"
#include "desk/cases.h"
#include "desk/status.h"
#include "domain/catalogue.h"
#include "domain/customer.h"
#include "hub/hub_setup.h"
#include "hub/overview.h"
#include "support/lease_catalogue.h"
#include "support/office.h"

using namespace branchline;
using namespace branchline::test;

namespace {

constexpr const char* golden = "tests/data/golden";
constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t waiting_groups = 4;

Bytes content_of(const std::string& path) {
    auto read = read_file(path);
    REQUIRE(read.has_value());
    return std::move(*read);
}

void pack(const std::string& from, const std::string& to) {
    const Bytes plain = content_of(from);
    Bytes packed(ZSTD_compressBound(plain.size()), '\0');
    const std::size_t size =
        ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), 19);
    REQUIRE_FALSE(ZSTD_isError(size));
    packed.resize(size);
    REQUIRE(write_file_atomically(to, packed, true).has_value());
}

void unpack(const std::string& from, const std::string& to) {
    const Bytes packed = content_of(from);
    Bytes plain(ZSTD_getFrameContentSize(packed.data(), packed.size()), '\0');
    const std::size_t size =
        ZSTD_decompress(plain.data(), plain.size(), packed.data(), packed.size());
    REQUIRE(size == plain.size());
    REQUIRE(write_file_atomically(to, plain, true).has_value());
}

// What the files hold. Called with the catalogue of the program that writes them.
void fill(Office& office) {
    office.add("clara", "clerk");
    office.add("max", "manager");
    office.create("clara", "customer", {{"name", "样例客户"}, {"needs", "冷链\n周末提货"}});
    const RowId contract = office.create("clara", "contract",
                                         {{"customer", "样例客户"},
                                          {"title", "年度合同"},
                                          {"value", "1000.00"},
                                          {"content", "一"},
                                          {"starts_on", "2026-12-01"},
                                          {"ends_on", "2027-11-30"}});
    const RowId signed_one = office.create("clara", "contract",
                                           {{"customer", "样例客户"},
                                            {"title", "框架合同"},
                                            {"value", "10.00"},
                                            {"starts_on", "2026-12-01"},
                                            {"ends_on", "2027-11-30"}});
    REQUIRE(office.step("clara", "contract", signed_one, "submit").has_value());
    for (const char* login : {"clara", "max"}) office.exchange(login);
    // A case: both have changed the value. A refusal: the content was another when it was signed.
    office.pass(hour_ms);
    REQUIRE(office.change("clara", "contract", contract, {"value=2000.00"}).has_value());
    REQUIRE(office.change("clara", "contract", signed_one, {"content=改"}).has_value());
    REQUIRE(office.change("max", "contract", contract, {"value=3000.00"}).has_value());
    REQUIRE(office.step("max", "contract", signed_one, "sign").has_value());
    for (const char* login : {"clara", "max"}) office.exchange(login);
    // What waits: a new row, its child, changes of both.
    office.pass(hour_ms);
    office.create("max", "customer", {{"name", "未上传客户"}, {"tags", "重点;冷链"}});
    office.create("max", "contact", {{"customer", "未上传客户"}, {"name", "联系人"}});
    const auto customer = office.desk("max").find(office.entity("customer"), "样例客户");
    REQUIRE(office.change("max", "customer", customer->row, {"payment_terms=月结"}).has_value());
    REQUIRE(office.change("max", "contract", contract, {"content=一\n二"}).has_value());
}

void bless() {
    const TemporaryDirectory directory;
    {
        Office office(domain::catalogue(), directory.path());
        fill(office);
        office.hub_database().checkpoint();
        office.database("max").checkpoint();
    }
    const std::string folder = golden + ("/" + std::to_string(domain::catalogue().number()));
    std::filesystem::create_directories(folder);
    for (const std::string name : {"hub.db", "max.db"}) {
        pack(directory.path() + "/" + name, folder + "/" + name + ".zst");
    }
}

std::vector<std::string> golden_folders() {
    std::vector<std::string> folders;
    for (const auto& entry : std::filesystem::directory_iterator(golden)) {
        if (entry.is_directory()) folders.push_back(entry.path().string());
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

Code opening_of(const schema::Catalogue& catalogue, const std::string& path, bool hub) {
    try {
        store::Database database = store::Database::open(path);
        if (hub) {
            hub::prepare_hub(database, catalogue);
        } else {
            store::prepare_database(database, catalogue, store::desk_application_id,
                                    desk::Replica::ddl());
        }
    } catch (const store::Failure& failure) {
        return failure.code();
    }
    return Code::none;
}

// The declarations before there were tasks, and with a customer of fewer fields.
const schema::Catalogue& older_catalogue() {
    static std::vector<const schema::FieldSpec*> fields;
    static schema::EntitySpec customer = domain::customer::spec.spec;
    static const schema::Catalogue catalogue = [] {
        for (const schema::FieldSpec* field : customer.fields) {
            if (field->name != "needs" && field->name != "source") fields.push_back(field);
        }
        customer.fields = fields;
        std::vector<const schema::EntitySpec*> entities;
        for (const schema::EntitySpec* entity : domain::catalogue().entities()) {
            if (entity->name == "task") continue;
            entities.push_back(entity->id == customer.id ? &customer : entity);
        }
        return schema::Catalogue(domain::catalogue().number() - 1, entities);
    }();
    return catalogue;
}

}  // namespace

TEST_CASE("files of earlier programs open, and what waited in them reaches the hub") {
    if (const char* set = std::getenv("BRANCHLINE_BLESS"); set != nullptr && *set == '1') bless();
    const auto folders = golden_folders();
    REQUIRE_FALSE(folders.empty());
    for (const std::string& folder : folders) {
        CAPTURE(folder);
        const TemporaryDirectory directory;
        for (const std::string name : {"hub.db", "max.db"}) {
            unpack(folder + "/" + name + ".zst", directory.path() + "/" + name);
        }
        Office office(domain::catalogue(), directory.path(), 2);
        office.pass(24 * hour_ms);
        office.open("max");
        desk::Desk& max = office.desk("max");
        desk::DeskStatus status = desk::status_of(max);
        CHECK(status.pending == waiting_groups);
        CHECK(status.attention == 1);
        CHECK(status.conflicts == 1);
        CHECK(desk::check(max).sound());

        const desk::SyncCounts counts = office.exchange("max");
        CHECK(counts.sent == waiting_groups);
        CHECK(counts.rejected == 0);
        CHECK(desk::status_of(max).pending == 0);
        const auto refused = desk::refused_items(max);
        REQUIRE(refused.size() == 1);
        CHECK(refused.front().error.code == Code::changed_since_seen);
        CHECK(desk::resolve_case(max, desk::open_cases(max).at(0), {"mine"}).has_value());
        office.exchange("max");
        CHECK(desk::open_cases(max).empty());

        office.add("mia", "manager");
        desk::Desk& mia = office.desk("mia");
        const auto fresh = mia.find(office.entity("customer"), "未上传客户");
        REQUIRE(fresh.has_value());
        CHECK(mia.list(office.entity("contact"), {})->rows.size() == 1);
        const auto contract = mia.find(office.entity("contract"), "年度合同");
        REQUIRE(contract.has_value());
        CHECK(office.shown("mia", "contract", contract->row, "value") == "3000.00");
        CHECK(office.shown("mia", "contract", contract->row, "content") == "一\n二");
        CHECK(hub::verify(office.hub_database(), domain::catalogue()).sound());
        CHECK(desk::check(mia).sound());
    }
}

TEST_CASE("a desk and a hub of an older catalogue open with what waits, and go on with the new") {
    const TemporaryDirectory directory;
    {
        Office office(older_catalogue(), directory.path());
        office.add("clara", "clerk");
        office.create("clara", "customer", {{"name", "旧客户"}});
        office.exchange("clara");
        office.create("clara", "customer", {{"name", "未上传客户"}, {"short_name", "未"}});
        office.create("clara", "contact", {{"customer", "未上传客户"}, {"name", "联系人"}});
    }
    Office office(domain::catalogue(), directory.path(), 2);
    office.pass(hour_ms);
    office.open("clara");
    desk::Desk& clara = office.desk("clara");
    CHECK(desk::status_of(clara).pending == 2);
    CHECK(desk::check(clara).sound());
    const auto customer = clara.find(office.entity("customer"), "旧客户");
    REQUIRE(customer.has_value());
    REQUIRE(office.change("clara", "customer", customer->row, {"needs=新字段"}).has_value());
    office.create("clara", "task", {{"what", "新的种类"}, {"customer", "未上传客户"}});
    const desk::SyncCounts counts = office.exchange("clara");
    CHECK(counts.sent == 4);
    CHECK(counts.rejected == 0);
    office.add("mia", "manager");
    CHECK(office.shown("mia", "customer", customer->row, "needs") == "新字段");
    CHECK(office.desk("mia").list(office.entity("task"), {})->rows.size() == 1);
    CHECK(hub::verify(office.hub_database(), domain::catalogue()).sound());
}

TEST_CASE("files of a newer program are refused as newer and left as they are") {
    const TemporaryDirectory directory;
    {
        Office office(lease_catalogue(), directory.path());
        office.add("clara", "clerk");
        office.create("clara", "lease", {{"title", "叉车"}});
    }
    for (const bool hub : {true, false}) {
        const std::string path = directory.path() + (hub ? "/hub.db" : "/clara.db");
        const Bytes before = content_of(path);
        CHECK(opening_of(domain::catalogue(), path, hub) == Code::newer_file);
        CHECK(content_of(path) == before);
        CHECK(opening_of(lease_catalogue(), path, hub) == Code::none);
        CHECK(opening_of(lease_catalogue(), path, !hub) == Code::foreign_file);
    }
    Office office(lease_catalogue(), directory.path(), 2);
    office.open("clara");
    CHECK(desk::status_of(office.desk("clara")).pending == 1);
}
