#include "seed_company/company.h"

#include "base/platform.h"
#include "desk/profile.h"
#include "domain/catalogue.h"
#include "seed_company/filling.h"
#include "store/search.h"

namespace branchline::company {

namespace {

// Stands where the sample company's days end.
class SampleClock final : public Clock {
  public:
    [[nodiscard]] std::int64_t wall_ms() const override { return sample_now_ms; }

    [[nodiscard]] BootTime boot_time() const override { return {{1, 1}, sample_now_ms}; }
};

constexpr std::int64_t cache_kib = 1024 * 1024;
constexpr std::size_t rows_to_settle = 20'000;

// No server stands behind it: the address is of this machine, and nobody listens there.
const desk::ServerAddress nowhere{"127.0.0.1", 1, Digest{}};

Status enroll(const std::string& directory, std::string_view password, Random& random,
              const Staff& staff) {
    const SystemClock clock;
    desk::Profile profile(directory, {clock, random, [](std::chrono::milliseconds) {}});
    if (auto key = profile.begin_enrolment(password); !key) return refuse(key.error());
    sync::Enrolled enrolled;
    enrolled.device = random_id(random);
    enrolled.user = staff.user;
    enrolled.login = staff.login;
    enrolled.offset_minutes = 480;
    enrolled.company = "样例物流";
    enrolled.installation = random_id(random);
    return profile.finish_enrolment(enrolled, nowhere);
}

// What a session would have left: how far the log was read, the device's code, the lease.
Status settle_desk(store::Database& database, Random& random, std::int64_t seq) {
    const SystemClock clock;
    desk::Replica replica(domain::catalogue(), database, clock, random);
    sync::Page head;
    head.end = {random_id(random), seq, {}, {}};
    head.head_seq = seq;
    auto taken = replica.take_page(head);
    if (!taken) return refuse(taken.error());
    replica.measure_clock(clock.wall_ms(), clock.boot_time());
    return replica.in_one_transaction([&]() -> Status {
        replica.settings().put(desk::setting::device_code, "K7");
        replica.settings().put_integer(desk::setting::last_sync_ms, clock.wall_ms());
        return {};
    });
}

}  // namespace

Status make_company(const std::string& directory, std::string_view password,
                    const CompanySize& size, const Progress& progress) {
    if (Status made = make_directory(directory, true); !made) return made;
    SeededRandom random(size.seed);
    const Staff staff = Staff::of(random);
    if (Status done = enroll(directory, password, random, staff); !done) return done;
    store::OpenOptions options;
    options.create = false;
    options.initials = desk::initials();
    options.cache_kib = cache_kib;
    store::Database database = store::Database::open(directory + "/replica.db", options);
    // Nothing is lost that this program could not make again.
    database.set_synchronous(store::Synchronous::normal);
    Filling filling(database, random, size, staff);
    filling.run(progress);
    std::size_t settled = rows_to_settle;
    for (; store::settle_search(database, domain::catalogue(), rows_to_settle);
         settled += rows_to_settle) {
        if (settled % (25 * rows_to_settle) == 0) progress("rows to be found", settled);
    }
    if (Status done = settle_desk(database, random, filling.seq()); !done) return done;
    database.checkpoint();
    return {};
}

}  // namespace branchline::company
