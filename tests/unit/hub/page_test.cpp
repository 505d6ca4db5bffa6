// What a device is sent: pages of the log, and nothing in them that its user may not see.
#include "domain/attached_files.h"
#include "domain/contact.h"
#include "domain/customer.h"
#include "domain/order.h"
#include "hub/entry_maker.h"
#include "hub/hub_rig.h"
#include "sync/strip.h"

using namespace branchline;
using namespace branchline::hub;
namespace customer = branchline::domain::customer;

namespace {

struct PageCompany {
    HubRig rig;
    std::optional<Desk> clara;
    std::optional<Desk> fiona;

    PageCompany() {
        found_company(rig);
        clara.emplace(rig, "clara");
        fiona.emplace(rig, "fiona");
        clara->connect();
        fiona->connect();
    }

    RowId id() { return random_id(rig.random); }

    sync::Group add_customer(const std::string& name) {
        sync::Group group = clara->group({new_customer(rig, id(), name)});
        REQUIRE(clara->push_one(group).verdict == sync::Verdict::accepted);
        return group;
    }
};

// As they travel, but for compression.
Bytes bytes_of(const std::vector<sync::Entry>& entries) {
    Bytes bytes;
    for (const sync::Entry& entry : entries) bytes += sync::encode_entry(entry);
    return bytes;
}

}  // namespace

TEST_CASE("pages follow each other point by point, whatever the budget") {
    PageCompany company;
    for (int i = 0; i < 40; ++i) company.add_customer("Customer " + std::to_string(i));
    Desk whole = *company.fiona;
    const auto all = whole.pull_all();
    for (const std::uint32_t budget : {1U, 5'000U, 30'000U}) {
        Desk desk = *company.fiona;
        std::vector<sync::Entry> entries;
        int pages = 0;
        for (;;) {
            const sync::Page page = desk.pull(budget);
            CHECK((!page.entries.empty() || page.end.seq == page.head_seq));
            CHECK(page.end.epoch == all.front().epoch);
            entries.insert(entries.end(), page.entries.begin(), page.entries.end());
            ++pages;
            if (page.end.seq == page.head_seq) break;
        }
        CHECK(entries == all);
        CHECK(desk.cursor == whole.cursor);
        CHECK(pages >= (budget == 1 ? static_cast<int>(all.size()) : budget == 5'000 ? 2 : 1));
    }
}

TEST_CASE("the first entry opens the epoch, the others ascend, and the end is the head") {
    PageCompany company;
    company.add_customer("One");
    const auto entries = company.fiona->pull_all();
    REQUIRE(!entries.empty());
    CHECK(entries.front().kind == sync::EntryKind::epoch);
    CHECK(entries.front().epoch == company.fiona->cursor.epoch);
    for (std::size_t i = 1; i < entries.size(); ++i) CHECK(entries[i].seq > entries[i - 1].seq);
    CHECK(company.fiona->cursor.seq == company.clara->pull().head_seq);
}

TEST_CASE("a waiting pull is answered when something comes, and once") {
    PageCompany company;
    HubRig& rig = company.rig;
    Desk& fiona = *company.fiona;
    fiona.pull_all();
    rig.send(fiona.session, fiona.waiting_pull());
    rig.flush();
    rig.flush();
    CHECK(rig.heard(fiona.session).messages.empty());
    const sync::Group group = company.add_customer("News");
    const Heard heard = rig.heard(fiona.session);
    REQUIRE(heard.messages.size() == 1);
    CHECK(heard.find<sync::Page>()->entries.front().op == group.op);
    company.add_customer("More news");
    CHECK(rig.heard(fiona.session).messages.empty());
}

TEST_CASE("what the administrator does reaches waiting desks with the next flush") {
    PageCompany company;
    HubRig& rig = company.rig;
    Desk& fiona = *company.fiona;
    fiona.pull_all();
    rig.send(fiona.session, fiona.waiting_pull());
    rig.flush();
    REQUIRE(rig.admin->add_branch("CAN", "Guangzhou").has_value());
    rig.flush();
    const Heard heard = rig.heard(fiona.session);
    REQUIRE(heard.find<sync::Page>() != nullptr);
    CHECK(heard.find<sync::Page>()->entries.front().command == "branch_add");
}

TEST_CASE("a place that is not in the log gets no page") {
    PageCompany company;
    HubRig& rig = company.rig;
    Desk& fiona = *company.fiona;
    fiona.pull_all();
    sync::Pull pull = fiona.waiting_pull();
    SUBCASE("another history") { pull.cursor.chain[0] ^= 1; }
    SUBCASE("the future") { pull.cursor.seq += 1; }
    SUBCASE("before everything") { pull.cursor.seq = -1; }
    rig.send(fiona.session, pull);
    rig.flush();
    CHECK(rig.heard(fiona.session).closed);
}

TEST_CASE("own groups come back whole where the hub cannot know that this copy has them") {
    PageCompany company;
    Desk& clara = *company.clara;
    const Desk backup = clara;
    const sync::Group group = company.add_customer("Written after the backup");
    Desk restored = backup;
    restored.connect();
    const auto entries = restored.pull_all();
    CHECK(entries.back().op == group.op);
    CHECK(entries.back().kind == sync::EntryKind::change);
    CHECK(!entries.back().effects.empty());
    const auto own = clara.pull_all();
    CHECK(own.back().kind == sync::EntryKind::own);
}

TEST_CASE("a confidential value never leaves the hub for who may not see it") {
    PageCompany company;
    HubRig& rig = company.rig;
    Desk& clara = *company.clara;
    Desk& fiona = *company.fiona;
    const sync::Group made = company.add_customer("Secretive Ltd");
    const RowId row = made.changes.front().row;
    const sync::Version version{made.origin, {}};
    const std::string account = "6222-SECRET-ACCOUNT-0001";
    const auto bank = customer::bank_account.spec.id;
    const sync::Group secret = fiona.group({set(customers, row, bank, account, version)});
    REQUIRE(fiona.push_one(secret).verdict == sync::Verdict::accepted);
    // A concurrent change makes a mark of the loser in the history.
    Desk other(rig, "fiona");
    other.connect();
    rig.clock.wall += 1'000;
    const std::string later = "6222-SECRET-ACCOUNT-0002";
    const sync::Group second = other.group({set(customers, row, bank, later, version)});
    REQUIRE(other.push_one(second).verdict == sync::Verdict::merged);

    Desk max(rig, "max");
    for (Desk* desk : {&clara, &max}) {
        desk->connect();
        const auto entries = desk->pull_all();
        for (const sync::Entry& entry : entries) {
            if (entry.op != secret.op && entry.op != second.op) continue;
            REQUIRE(entry.effects.size() == 1);
            const sync::Effect& effect = entry.effects.front();
            CHECK(effect.kind == sync::EffectKind::set);
            CHECK(effect.values.size() == 0);
            CHECK(effect.version.origin == entry.origin);  // that it changed is told
        }
        const Bytes bytes = bytes_of(entries);
        CHECK(bytes.find("SECRET") == Bytes::npos);
        CHECK(bytes.find("Secretive Ltd") != Bytes::npos);
    }
    const Bytes bytes = bytes_of(fiona.pull_all());
    CHECK(bytes.find(later) != Bytes::npos);
    CHECK(bytes.find(account) != Bytes::npos);
}

TEST_CASE("a warehouse man gets orders without their prices, and no customers") {
    namespace order = domain::order;
    PageCompany company;
    HubRig& rig = company.rig;
    Desk& clara = *company.clara;
    const sync::Group made = company.add_customer("Hidden Customer");
    schema::Record values;
    values.set(domain::common::branch.spec.id, branch_id(rig, "SHA"));
    values.set(order::customer.spec.id, made.changes.front().row);
    values.set(order::agreed_price.spec.id, std::int64_t{123'456});
    values.set(order::lane_from.spec.id, std::string("Shanghai"));
    const sync::Group placed = clara.group({insert(order::spec.spec.id, company.id(), values)});
    REQUIRE(clara.push_one(placed).verdict == sync::Verdict::accepted);
    Desk wang(rig, "wang");
    wang.connect();
    bool seen = false;
    for (const sync::Entry& entry : wang.pull_all()) {
        for (const sync::Effect& effect : entry.effects) {
            CHECK(effect.entity != customers);
            if (effect.entity != order::spec.spec.id) continue;
            CHECK(effect.values.find(order::agreed_price.spec.id) == nullptr);
            if (effect.kind == sync::EffectKind::insert) {
                CHECK(effect.values.text(order::lane_from.spec.id) == "Shanghai");
                seen = true;
            }
        }
    }
    CHECK(seen);
}

namespace {

// A customer and its order with a file each; wang of the warehouse reads orders only.
struct FilingCompany : PageCompany {
    static constexpr domain::AttachmentNumbers numbers{};
    RowId payer;
    RowId placed;
    std::optional<Desk> wang;
    sync::Pull with_hashes;

    FilingCompany() {
        payer = add_customer("Hidden Customer").changes.front().row;
        placed = id();
        schema::Record values;
        values.set(domain::common::branch.spec.id, branch_id(rig, "SHA"));
        values.set(domain::order::customer.spec.id, payer);
        const auto order = clara->group({insert(domain::order::spec.spec.id, placed, values)});
        REQUIRE(clara->push_one(order).verdict == sync::Verdict::accepted);
        CHECK(hang(*clara, {customers, payer}, "SECRET offer to Hidden.pdf") == Code::none);
        CHECK(hang(*clara, {domain::order::spec.spec.id, placed}, "delivery note.pdf") ==
              Code::none);
        wang.emplace(rig, "wang");
        wang->connect();
        with_hashes.with_hashes = true;
    }

    Code hang(Desk& by, const schema::AnyRef& about, const std::string& name) {
        schema::Record file;
        file.set(numbers.about, about);
        file.set(numbers.file_name, name);
        file.set(numbers.size_bytes, std::int64_t{1});
        file.set(numbers.hash, name);
        return by.push_one(by.group({insert(numbers.entity, id(), std::move(file))})).code;
    }

    [[nodiscard]] sync::Stretch all_files() {
        return {branch_id(rig, "SHA"), numbers.entity, {}, {}, false, {}};
    }

    static std::int64_t files_in(const sync::Page& page) {
        std::int64_t rows = 0;
        for (const sync::ClassHash& sum : page.hashes) {
            if (sum.entity == numbers.entity) rows += sum.rows;
        }
        return rows;
    }
};

}  // namespace

TEST_CASE("the name of a file is told to those alone who read the record that it hangs on") {
    FilingCompany company;
    const sync::Page told = company.wang->pull(company.with_hashes);
    CHECK(bytes_of(told.entries).find("delivery note") != Bytes::npos);
    CHECK(bytes_of(told.entries).find("SECRET") == Bytes::npos);
    CHECK(FilingCompany::files_in(told) == 1);
    Desk max(company.rig, "max");
    max.connect();
    const sync::Page more = max.pull(company.with_hashes);
    CHECK(bytes_of(more.entries).find("SECRET") != Bytes::npos);
    CHECK(FilingCompany::files_in(more) == 2);
    CHECK(verify(*company.rig.database, company.rig.catalogue).findings.empty());
}

TEST_CASE("nor does he get it who asks for all the files of a bucket") {
    FilingCompany company;
    company.wang->pull_all();
    sync::Pull pull;
    pull.load = company.all_files();
    const Bytes brought = bytes_of(company.wang->pull(pull).brought);
    CHECK(brought.find("delivery note") != Bytes::npos);
    CHECK(brought.find("SECRET") == Bytes::npos);
    pull.load.reset();
    pull.compare = company.all_files();
    std::int64_t compared = 0;
    for (const sync::PartHash& part : company.wang->pull(pull).parts) compared += part.rows;
    CHECK(compared == 1);
}

TEST_CASE("nobody hangs a file on a record that he knows by name only") {
    FilingCompany company;
    company.wang->pull_all();
    CHECK(company.hang(*company.wang, {customers, company.payer}, "his.pdf") == Code::right);
    CHECK(company.hang(*company.wang, {domain::order::spec.spec.id, company.placed}, "his.pdf") ==
          Code::none);
}

TEST_CASE("stripping takes values from rows, proposals and marks and leaves versions") {
    const schema::Catalogue& catalogue = domain::catalogue();
    const sync::Strip clerk(catalogue, schema::roles(schema::Role::clerk));
    const sync::Strip finance(catalogue, schema::roles(schema::Role::finance));
    const sync::Strip both(catalogue, schema::roles(schema::Role::clerk, schema::Role::finance));
    const auto limit = customer::credit_limit.spec.id;
    const sync::Version version{{1, 1}, {}};

    sync::RowState row;
    row.entity = customers;
    row.id = {7, 7};
    row.values.set(customer::name.spec.id, std::string("N"));
    row.values.set(limit, std::int64_t{5});
    row.set_version({limit, {}}, version);
    const auto shown = clerk.row(row);
    REQUIRE(shown.has_value());
    CHECK(shown->values.size() == 1);
    CHECK(shown->version_of({limit, {}}) == version);
    CHECK(finance.row(row) == row);
    CHECK(both.row(row) == row);

    sync::Case kase;
    kase.entity = customers;
    kase.unit = {limit, {}};
    kase.proposals.push_back({});
    kase.proposals.front().values.set(limit, std::int64_t{6});
    CHECK(clerk.open_case(kase)->proposals.front().values.size() == 0);
    CHECK(finance.open_case(kase) == kase);

    sync::Effect mark = sync::effect_on(sync::EffectKind::mark, customers, row.id);
    mark.unit = {limit, {}};
    mark.values.set(limit, std::int64_t{6});
    CHECK(!clerk.effect(mark).has_value());
    CHECK(finance.effect(mark) == mark);

    const sync::Strip warehouse(catalogue, schema::roles(schema::Role::warehouse));
    CHECK(!warehouse.row(row).has_value());
    CHECK(!warehouse.open_case(kase).has_value());
    CHECK(!sync::Strip(catalogue, 0).row(row).has_value());
}

TEST_CASE("a user's rights are those of the moment in which the page is read") {
    PageCompany company;
    HubRig& rig = company.rig;
    Desk& fiona = *company.fiona;
    const sync::Group made = company.add_customer("Any");
    const sync::Group secret =
        fiona.group({set(customers, made.changes.front().row, customer::bank_account.spec.id,
                         std::string("62220001"), {made.origin, {}})});
    REQUIRE(fiona.push_one(secret).verdict == sync::Verdict::accepted);
    Desk second(rig, "fiona");
    second.connect();
    REQUIRE(rig.admin->set_user("fiona", "clerk", "SHA").has_value());
    rig.flush();
    for (const sync::Entry& entry : second.pull_all()) {
        if (entry.op != secret.op) continue;
        CHECK(entry.effects.front().values.size() == 0);
    }
}

TEST_CASE("only what a group says itself counts as taken as sent") {
    const schema::Catalogue& catalogue = domain::catalogue();
    sync::Group group;
    group.origin = {5, 5};
    sync::Change change;
    change.entity = customers;
    change.row = {1, 1};
    change.field = customer::needs.spec.id;
    change.values.set(change.field, std::string("pallets"));
    group.changes = {change};
    sync::Effect effect = sync::effect_on(sync::EffectKind::set, change.entity, change.row);
    effect.unit = {change.field, {}};
    effect.values = change.values;
    effect.version = {group.origin, {}};
    CHECK(taken_as_sent(catalogue, group, {effect}));
    sync::Effect merged = effect;
    merged.version.under = {4, 4};
    CHECK(!taken_as_sent(catalogue, group, {merged}));
    sync::Effect other = effect;
    other.values.set(change.field, std::string("boxes"));
    CHECK(!taken_as_sent(catalogue, group, {other}));
    CHECK(!taken_as_sent(
        catalogue, group,
        {effect, sync::effect_on(sync::EffectKind::undelete, change.entity, change.row)}));
}
