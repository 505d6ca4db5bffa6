// Who is sent what: rows that come into sight, leave it or move within it, buckets that are new,
// cards of what is only referred to.
#include "base/digest.h"
#include "hub/scope_company.h"
#include "sync/bucket_rules.h"

using namespace branchline;
using namespace branchline::hub;

TEST_CASE("a desk is told what it holds before anything else") {
    Company company;
    Desk fresh(company.rig, "bea");
    fresh.connect();
    sync::Pull pull;
    company.rig.send(fresh.session, pull);
    company.rig.flush();
    const Heard heard = company.rig.heard(fresh.session);
    const auto* page = heard.find<sync::Page>();
    REQUIRE(page != nullptr);
    CHECK(page->rescoped);
    CHECK(page->entries.empty());
    CHECK(page->end == page->start);
    const sync::Holdings held(fresh.user, page->held);
    CHECK(held.version() == page->scope_version);
    CHECK(held.roles().contains(branch_id(company.rig, "BEI")));
    CHECK(!held.roles().contains(branch_id(company.rig, "SHA")));
}

TEST_CASE("another branch's rows are not told of at all") {
    Company company;
    Desk fresh(company.rig, "bea");
    fresh.connect();
    for (const sync::Entry& entry : fresh.pull_all()) CHECK(entry.op != company.made.op);
}

TEST_CASE("a hand-over leaves here and arrives there whole, with what hangs on it") {
    Company company;
    company.hand_over("BEI", {company.made.origin, {}});
    const sync::Page here = company.clara->pull();
    CHECK(said_of(here, company.payer) == std::vector{sync::EffectKind::leave});
    CHECK(said_of(here, company.person) == std::vector{sync::EffectKind::leave});
    CHECK(brought(here, company.payer) == nullptr);
    const sync::Page there = company.bea->pull();
    CHECK(said_of(there, company.payer) == std::vector{sync::EffectKind::enter});
    CHECK(said_of(there, company.person) == std::vector{sync::EffectKind::enter});
    const sync::RowState* payer = brought(there, company.payer);
    REQUIRE(payer != nullptr);
    CHECK(payer->values.text(customer::name.spec.id) == "Pays Ltd");
    CHECK(payer->version_of({customer::branch.spec.id, {}}).origin != company.made.origin);
    REQUIRE(brought(there, company.person) != nullptr);
    const auto whole =
        std::ranges::find(there.brought, sync::EntryKind::whole_row, &sync::Entry::kind);
    REQUIRE(whole != there.brought.end());
    CHECK(std::ranges::find(whole->origins, company.made.origin, &store::OriginInfo::origin) !=
          whole->origins.end());
    // Who holds both branches is told the change, and that the rows are elsewhere now.
    const sync::Page all = company.hanna->pull();
    CHECK(said_of(all, company.person) == std::vector{sync::EffectKind::move});
    const auto told = said_of(all, company.payer);
    CHECK(std::ranges::find(told, sync::EffectKind::set) != told.end());
}

TEST_CASE("what was changed before it came is not told, and nothing after it left") {
    Company company;
    const auto edit = [&](const std::string& text, const sync::Version& base) {
        const sync::Group group = company.hanna->group(
            {set(customers, company.payer, customer::needs.spec.id, text, base)});
        REQUIRE(company.hanna->push_one(group).verdict == sync::Verdict::accepted);
        return sync::Version{group.origin, {}};
    };
    const sync::Version first = edit("SECRET before", {company.made.origin, {}});
    company.hand_over("BEI", {company.made.origin, {}});
    edit("SECRET after", first);
    const auto says = [](Desk& desk, const std::string& word) {
        const sync::Page page = desk.pull();
        Bytes bytes;
        for (const sync::Entry& entry : page.entries) bytes += sync::encode_entry(entry);
        for (const sync::Entry& entry : page.brought) bytes += sync::encode_entry(entry);
        return bytes.find(word) != Bytes::npos;
    };
    Desk again = *company.clara;
    CHECK(!says(*company.clara, "SECRET"));
    CHECK(!says(again, "SECRET"));
    CHECK(says(*company.bea, "SECRET after"));
}

TEST_CASE("a stretch brings a bucket piece by piece, each row once") {
    Company company;
    HubRig& rig = company.rig;
    std::vector<RowId> rows{company.payer};
    for (int i = 0; i < 40; ++i) {
        rows.push_back(random_id(rig.random));
        const auto group = company.clara->group(
            {new_customer(rig, rows.back(), "Customer number " + std::to_string(i))});
        REQUIRE(company.clara->push_one(group).verdict == sync::Verdict::accepted);
    }
    std::sort(rows.begin(), rows.end());
    Desk& clara = *company.clara;
    clara.pull_all();
    sync::Stretch next{branch_id(rig, "SHA"), customers, {}, {}, false, {}};
    std::vector<RowId> came;
    int pages = 0;
    while (!next.done) {
        sync::Pull pull;
        pull.budget_bytes = 1'000;
        pull.load = next;
        const sync::Page page = clara.pull(pull);
        REQUIRE(page.loaded.has_value());
        CHECK(page.loaded->after == next.after);
        for (const sync::Entry& entry : page.brought) {
            for (const sync::RowState& row : entry.rows) {
                if (row.entity == customers) came.push_back(row.id);
            }
        }
        next.after = page.loaded->last;
        next.done = page.loaded->done;
        ++pages;
    }
    CHECK(came == rows);
    CHECK(pages > 3);
    SUBCASE("of a bucket that is not held nothing comes") {
        sync::Pull pull;
        pull.load = sync::Stretch{branch_id(rig, "BEI"), customers, {}, {}, false, {}};
        const sync::Page page = clara.pull(pull);
        CHECK(page.brought.empty());
        CHECK(page.loaded->done);
    }
    SUBCASE("nor single rows that are out of sight") {
        company.hand_over("BEI", {company.made.origin, {}});
        clara.pull_all();
        sync::Pull pull;
        pull.wanted = {{customers, company.payer}, {customers, rows.back()}};
        const sync::Page page = clara.pull(pull);
        CHECK((brought(page, company.payer) == nullptr) == (company.payer != rows.back()));
        const auto gone =
            std::ranges::find(page.brought, sync::EntryKind::leave, &sync::Entry::kind);
        REQUIRE(gone != page.brought.end());
        CHECK(gone->effects.front().row == company.payer);
    }
}

TEST_CASE("what a row refers to and is not held comes as a card") {
    Company company;
    HubRig& rig = company.rig;
    const auto limit = customer::needs.spec.id;
    const auto secret = company.clara->group(
        {set(customers, company.payer, limit, std::string("SECRET"), {company.made.origin, {}})});
    REQUIRE(company.clara->push_one(secret).verdict == sync::Verdict::accepted);
    company.hand_over("BEI", {company.made.origin, {}});
    schema::Record values;
    values.set(domain::common::branch.spec.id, branch_id(rig, "SHA"));
    values.set(order::customer.spec.id, company.payer);
    const RowId placed = random_id(rig.random);
    REQUIRE(rig.admin->set_user("hanna", "manager", "SHA").has_value());
    REQUIRE(rig.admin->set_user("hanna", "manager", "BEI").has_value());
    rig.flush();
    Desk maker(rig, "hanna");
    maker.connect();
    REQUIRE(maker.push_one(maker.group({insert(order::spec.spec.id, placed, values)})).verdict ==
            sync::Verdict::accepted);
    const sync::Page page = company.clara->pull();
    CHECK(said_of(page, placed).front() == sync::EffectKind::insert);
    const sync::RowState* card = brought(page, company.payer);
    REQUIRE(card != nullptr);
    CHECK(card->card);
    CHECK(card->values.text(customer::name.spec.id) == "Pays Ltd");
    CHECK(schema::is_null(card->values.get(limit)));
    CHECK(card->versions.empty());
}

TEST_CASE("a new desk begins at the head where the log is long, and is brought all that it holds") {
    Company company;
    HubRig& rig = company.rig;
    sync::Version version{company.made.origin, {}};
    for (int round = 0; round < 50; ++round) {
        std::vector<sync::Group> groups;
        for (int i = 0; i < 50; ++i) {
            groups.push_back(
                company.clara->group({set(customers, company.payer, customer::needs.spec.id,
                                          std::to_string(round * 50 + i), version)}));
            version = {groups.back().origin, {}};
        }
        company.clara->push(groups);
    }
    Desk fresh(rig, "clara");
    fresh.connect();
    sync::Pull pull;
    pull.fresh = true;
    SUBCASE("a desk that has written or read something reads on") {
        pull.fresh = false;
        fresh.pull(pull);
        CHECK(fresh.cursor.seq < 2'000);
        return;
    }
    const sync::Page page = fresh.pull(pull);
    CHECK(page.start.seq == page.head_seq);
    CHECK(page.entries.empty());
    pull.load = sync::Stretch{branch_id(rig, "SHA"), customers, {}, {}, false, {}};
    const sync::Page rows = fresh.pull(pull);
    REQUIRE(brought(rows, company.payer) != nullptr);
    CHECK(brought(rows, company.payer)->values.text(customer::needs.spec.id) == "2499");
    CHECK(rows.loaded->done);
    SUBCASE("and goes on from there") {
        const auto next = company.clara->group(
            {set(customers, company.payer, customer::needs.spec.id, std::string("next"), version)});
        company.clara->push_one(next);
        CHECK(said_of(fresh.pull(), company.payer) == std::vector{sync::EffectKind::set});
    }
}

TEST_CASE("a stretch in parts adds up to the sum of its bucket") {
    Company company;
    HubRig& rig = company.rig;
    for (int i = 0; i < 60; ++i) {
        company.clara->push_one(company.clara->group(
            {new_customer(rig, random_id(rig.random), "Customer " + std::to_string(i))}));
    }
    Desk& clara = *company.clara;
    clara.pull_all();
    sync::Pull pull;
    pull.with_hashes = true;
    pull.compare = sync::Stretch{branch_id(rig, "SHA"), customers, {}, {}, false, {}};
    const sync::Page page = clara.pull(pull);
    const auto whole = std::ranges::find_if(page.hashes, [&](const sync::ClassHash& each) {
        return each.bucket == pull.compare->bucket && each.entity == customers;
    });
    REQUIRE(whole != page.hashes.end());
    Id sum;
    std::int64_t rows = 0;
    RowId last;
    for (const sync::PartHash& part : page.parts) {
        sum = hash_add(sum, part.hash);
        rows += part.rows;
        CHECK(part.last > last);
        last = part.last;
    }
    CHECK(page.parts.size() > 3);
    CHECK(sum == whole->hash);
    CHECK(rows == whole->rows);
    SUBCASE("of a bucket that is not held nothing is told") {
        pull.compare->bucket = branch_id(rig, "BEI");
        CHECK(clara.pull(pull).parts.empty());
    }
}
