// Files between real desks and a real hub, on simulated lines and disks: what they cost when lines
// are cut, that rows do not wait for them, that what was promised outlives power cuts and restores.
#include "desk/attachments.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "desk/desk.h"
#include "domain/attached_files.h"
#include "domain/customer.h"
#include "support/world.h"

using namespace branchline;
using namespace branchline::test;

namespace {

constexpr std::int64_t second_ms = 1'000;
constexpr std::int64_t minute_ms = 60 * second_ms;
constexpr std::size_t here = 0;
constexpr std::size_t there = 1;

Bytes random_bytes(std::uint64_t seed, std::size_t size) {
    SeededRandom random(seed);
    Bytes bytes(size, '\0');
    random.fill(bytes.data(), bytes.size());
    return bytes;
}

const auto go_on = [] { return true; };

struct AttachmentsCompany {
    explicit AttachmentsCompany(std::uint64_t seed) : world({{}, seed}) {
        for (const char* login : {"ma", "mb"}) {
            world.go_online(world.add_desk(login, schema::Role::manager));
        }
        REQUIRE(world.settle(minute_ms));
        customer = create("客户");
        world.poke(here);
        REQUIRE(world.settle(minute_ms));
    }

    RowId create(const std::string& name) {
        desk::Desk desk(world.replica(here));
        schema::Record values;
        values.set(domain::customer::name.spec.id, name);
        auto made = desk.create(*world.catalogue().entity("customer"), std::move(values));
        REQUIRE(made.has_value());
        world.poke(here);
        return made->id;
    }

    RowId attach(const Bytes& content) {
        desk::Desk desk(world.replica(here));
        desk::Attachments files(desk);
        const auto read = [&content](std::int64_t offset, std::size_t most) -> Result<Bytes> {
            const auto from = std::min(static_cast<std::size_t>(offset), content.size());
            return content.substr(from, most);
        };
        auto made = files.attach({world.catalogue().entity("customer")->id, customer}, "文件.bin",
                                 read, go_on);
        REQUIRE(made.has_value());
        world.poke(here);
        return made->id;
    }

    desk::AttachedFile file(std::size_t at, const RowId& attachment) {
        desk::Desk desk(world.replica(at));
        return desk::Attachments(desk).file_of(attachment).value();
    }

    void pin(std::size_t at, const RowId& attachment) {
        desk::Desk desk(world.replica(at));
        desk::Attachments files(desk);
        files.pin(files.file_of(attachment).value(), true);
        world.poke(at);
    }

    Bytes content(std::size_t at, const RowId& attachment) {
        desk::Desk desk(world.replica(at));
        desk::Attachments files(desk);
        Bytes bytes;
        const Status written = files.write(
            files.file_of(attachment).value(),
            [&](BytesView part) -> Status {
                bytes += part;
                return {};
            },
            go_on);
        CHECK(written.has_value());
        return bytes;
    }

    bool sees(std::size_t at, const RowId& row) {
        return world.replica(at).rows().get(domain::customer::spec.spec.id, row).has_value();
    }

    // The line of a desk is cut so often while the lines carry so many bytes, between them a new
    // row each time; how long the slowest of these took to the other desk.
    std::int64_t cut_while_carried(std::size_t at, int cuts, std::int64_t bytes) {
        const std::int64_t begin = world.carried_bytes();
        std::int64_t slowest = 0;
        for (int i = 1; i <= cuts; ++i) {
            const RowId row = create("途中 " + std::to_string(i));
            const std::int64_t since = world.now_ms();
            const std::int64_t until = since + 10 * minute_ms;
            bool arrived = false;
            while (world.carried_bytes() - begin < bytes * i / (cuts + 1) || !arrived) {
                world.run_for(5);
                if (!arrived && sees(there, row)) {
                    slowest = std::max(slowest, world.now_ms() - since);
                    arrived = true;
                }
                REQUIRE(world.now_ms() < until);
            }
            // At any byte: a line that is cut loses what is on its way.
            world.run_for(static_cast<std::int64_t>(world.random().below(40)));
            world.cut(at, false);
        }
        return slowest;
    }

    World world;
    RowId customer;
};

}  // namespace

TEST_CASE("a file that is cut 50 times on its way up and down costs little, and rows flow") {
    constexpr std::size_t size = 48 * 1024 * 1024;
    constexpr int cuts = 50;
    AttachmentsCompany company(1);
    const Bytes content = random_bytes(1, size);
    const RowId id = company.attach(content);
    for (const std::size_t at : {here, there}) {
        CAPTURE(at);
        if (at == there) company.pin(there, id);
        const std::int64_t before = company.world.carried_bytes();
        const std::int64_t slowest = company.cut_while_carried(at, cuts, size);
        REQUIRE(company.world.settle(60 * minute_ms));
        const std::int64_t cost = company.world.carried_bytes() - before;
        MESSAGE("cost " << static_cast<double>(cost) / size << " of the size, slowest row "
                        << slowest << " ms");
        CHECK(cost <= static_cast<std::int64_t>(size) * 102 / 100);
        // A desk that was just cut waits up to a second before it comes again.
        CHECK(slowest <= 3 * second_ms);
    }
    CHECK(company.file(here, id).confirmed);
    CHECK(company.content(there, id) == content);
}

TEST_CASE("power cuts on both sides lose nothing that was attached or confirmed") {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        CAPTURE(seed);
        AttachmentsCompany company(seed);
        const Bytes content = random_bytes(seed, 3 * 1024 * 1024);
        const RowId id = company.attach(content);
        company.world.crash_desk(here, PowerCut::drop_unsynced, true);
        company.world.start_desk(here);
        CHECK(company.content(here, id) == content);
        for (int i = 0; i < 4; ++i) {
            company.world.run_for(static_cast<std::int64_t>(company.world.random().below(1'500)));
            const auto mode = i % 2 == 0 ? PowerCut::drop_unsynced : PowerCut::torn;
            if (i < 2) {
                company.world.crash_desk(here, mode, true);
                company.world.start_desk(here);
            } else {
                company.world.crash_hub(mode);
                company.world.start_hub();
            }
        }
        company.pin(there, id);
        company.world.go_online(here);
        company.world.go_online(there);
        REQUIRE(company.world.settle(30 * minute_ms));
        company.world.run_for(2 * minute_ms);  // what was put off is tried again
        REQUIRE(company.world.settle(30 * minute_ms));
        CHECK(company.file(here, id).confirmed);
        CHECK(company.content(there, id) == content);
    }
}

TEST_CASE("a restored head office gets back the bytes that it lost") {
    AttachmentsCompany company(7);
    const auto old_disk = company.world.hub_disk().snapshot();
    const Bytes content = random_bytes(9, 1024 * 1024);
    const RowId id = company.attach(content);
    REQUIRE(company.world.settle(30 * minute_ms));
    CHECK(company.file(here, id).confirmed);
    company.world.restore_hub(old_disk, true);
    company.world.run_for(20 * minute_ms);
    REQUIRE(company.world.settle(60 * minute_ms));
    CHECK(company.file(here, id).confirmed);
    company.pin(there, id);
    REQUIRE(company.world.settle(30 * minute_ms));
    CHECK(company.content(there, id) == content);
}

TEST_CASE("the same content crosses the line once") {
    AttachmentsCompany company(8);
    const Bytes content = random_bytes(10, 2 * 1024 * 1024);
    company.attach(content);
    REQUIRE(company.world.settle(30 * minute_ms));
    const std::int64_t before = company.world.carried_bytes();
    company.attach(content);
    // Another version with something behind it: its first chunks are there.
    company.attach(content + random_bytes(11, 1'000));
    REQUIRE(company.world.settle(30 * minute_ms));
    CHECK(company.world.carried_bytes() - before < 20'000);
}
