// W6: memory, of real processes. `server`: what a session takes, from the server's resident memory
// with 1,000 desks logged in and waiting for news over TLS, and with none; against 60 kB. `desk`: a
// desk without a window that has 100,000 orders and has shown lists, records and what was found,
// against an empty process of the same program and 40 MB.
#include <sys/resource.h>

#include <fstream>
#include <thread>

#include "base/ensure.h"
#include "bench/kept_company.h"
#include "bench/office.h"
#include "bench/screen.h"
#include "bench/works.h"
#include "desk/profile.h"
#include "domain/catalogue.h"
#include "domain/customer.h"
#include "domain/order.h"
#include "live/reader.h"
#include "sync/session_context.h"

namespace branchline::bench {

namespace {

constexpr double session_kb = 60;
constexpr double desk_mb = 40;
constexpr std::size_t devices_a_user = 50;

struct Pass {
    keys::DeviceKey key;
    DeviceId device;
    UserId user;
};

// What a desk says to be logged in and told of news, and nothing else.
class Idle {
  public:
    Idle(const Pass& pass, std::size_t number, Inbox<std::pair<std::size_t, link::LinkEvent>>& into)
        : pass_(pass), link_([number, &into](const link::LinkEvent& event) {
              return into.try_push({number, event});
          }) {}

    void connect(const desk::ServerAddress& server) {
        link::Destination to;
        to.host = server.host;
        to.port = server.port;
        to.authority = server.authority;
        connection_ = link_.connect(to);
    }

    // True: it has read all there is and waits.
    bool take(const link::LinkEvent& event) {
        if (const auto* connected = std::get_if<link::Connected>(&event.what)) {
            channel_ = connected->channel;
            return false;
        }
        const auto* frame = std::get_if<link::Frame>(&event.what);
        ENSURE(frame != nullptr);
        auto message = context_.decode(frame->bytes);
        ENSURE(message.has_value());
        if (const auto* challenge = std::get_if<sync::Challenge>(&*message)) {
            greet(*challenge);
        } else if (const auto* reply = std::get_if<sync::HelloReply>(&*message)) {
            context_.answered(*reply);
            send(sync::Pull{});
        } else if (const auto* page = std::get_if<sync::Page>(&*message)) {
            sync::Pull next;
            next.cursor = page->end;
            send(next);
            return page->end.seq >= page->head_seq;
        }
        return false;
    }

  private:
    void send(const sync::Message& message) { link_.send(connection_, context_.encode(message)); }

    void greet(const sync::Challenge& challenge) {
        sync::Login login;
        login.device = pass_.device;
        login.signature = pass_.key.sign(keys::statement_of(keys::Purpose::login, challenge.nonce,
                                                            challenge.installation, channel_));
        send(login);
        SystemRandom random;
        const SystemClock clock;
        sync::Hello hello;
        hello.device = pass_.device;
        hello.incarnation = random_id(random);
        hello.token.emplace();
        hello.boot_nonce = random_id(random);
        hello.catalogue_number = domain::catalogue().number();
        hello.catalogue_digest = domain::catalogue().digest();
        hello.boot = clock.boot_time();
        send(hello);
        context_.greeted(hello, pass_.user);
    }

    const Pass& pass_;
    sync::SessionContext context_ =
        sync::SessionContext::of_desk([](const OriginId&) { return std::int64_t{0}; });
    Digest channel_{};
    link::ConnectionId connection_ = 0;
    link::Link link_;
};

// A server's data with devices in it; where it will be found is not known yet.
std::vector<Pass> enroll_devices(const std::string& directory, std::size_t count,
                                 Digest& authority) {
    Company company(directory);
    const SystemClock clock;
    auto made = keys::Authority::create(directory, clock);
    ENSURE(made.has_value());
    authority = made->fingerprint();
    std::vector<Pass> passes;
    SystemRandom random;
    while (passes.size() < count) {
        keys::DeviceKey key = keys::DeviceKey::generate(random);
        const std::string login = "user" + std::to_string(passes.size() / devices_a_user);
        const sync::Enrolled enrolled = company.enroll(login, key);
        passes.push_back({std::move(key), enrolled.device, enrolled.user});
    }
    return passes;
}

std::string first_line(const std::string& path) {
    std::ifstream in(path);
    std::string line;
    std::getline(in, line);
    return in.eof() ? std::string() : line;
}

void allow_many_files() {
    rlimit limit{};
    ENSURE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = limit.rlim_max;
    ENSURE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

double kb_a_session(const std::string& directory, std::size_t sessions) {
    allow_many_files();
    desk::ServerAddress address;
    address.host = "127.0.0.1";
    const std::vector<Pass> passes =
        enroll_devices(directory + "/hub", sessions, address.authority);
    const std::string said = directory + "/said";
    const Child server({"sh", "-c", "exec \"$0\" serve --data \"$1\" --listen 127.0.0.1:0 > \"$2\"",
                        program("branchline-server"), directory + "/hub", said},
                       {"LC_ALL=C.UTF-8"});
    when_true([&] { return !first_line(said).empty(); }, "the server");
    const std::string line = first_line(said);
    address.port = static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
    std::this_thread::sleep_for(std::chrono::seconds(1));
    const double before = server.resident_mb();
    Inbox<std::pair<std::size_t, link::LinkEvent>> inbox(65'536);
    std::vector<std::unique_ptr<Idle>> desks;
    // Some at a time: the server lets few in that have not logged in yet.
    constexpr std::size_t at_once = 50;
    std::size_t waiting = 0;
    while (waiting < sessions) {
        const std::size_t end = std::min(sessions, desks.size() + at_once);
        while (desks.size() < end) {
            desks.push_back(std::make_unique<Idle>(passes[desks.size()], desks.size(), inbox));
            desks.back()->connect(address);
        }
        while (waiting < end) {
            auto event = inbox.pop(std::chrono::seconds(30));
            ENSURE(event.has_value());
            if (desks[event->first]->take(event->second)) ++waiting;
        }
    }
    std::this_thread::sleep_for(std::chrono::seconds(2));
    return (server.resident_mb() - before) * 1024 / static_cast<double>(sessions);
}

double weighed(const std::string& directory, const std::string& what, const std::string& folder) {
    const std::string ready = directory + "/" + what;
    const Child process({program("bench"), "--weigh", what, folder, ready}, {});
    when_true([&] { return !first_line(ready).empty(); }, "a process to be weighed");
    return process.resident_mb();
}

// What a desk without a window keeps in memory after some work.
class Lookaround {
  public:
    explicit Lookaround(const std::string& folder)
        : database_(open(folder)),
          replica_(domain::catalogue(), database_, clock_, random_),
          desk_(replica_),
          reader_(domain::catalogue(), open_to_read(folder), clock_) {}

    void work() {
        live::RowsQuestion list;
        list.entity = domain::order::spec.spec.id;
        see(list);
        for (const std::int64_t first : {5'000, 50'000, 99'000}) {
            list.first = first;
            see(list);
        }
        list.first = 0;
        list.sort = "lane_to";
        see(list);
        list.search = "上海";
        see(list);
        live::FindQuestion find;
        for (const char* typed : {"鑫达", "shxd", "138"}) {
            find.text = typed;
            see(find);
        }
        const auto page = desk_.list(domain::customer::spec.spec, {});
        ENSURE(page.has_value() && !page->rows.empty());
        ENSURE(desk_.show({domain::customer::spec.spec.id, page->rows.front().id}).has_value());
    }

  private:
    store::Database open(const std::string& folder) {
        desk::Profile profile(kept_desk(folder), {clock_, random_, {}});
        auto opened = profile.open_database(domain::catalogue());
        ENSURE(opened.has_value());
        return std::move(*opened);
    }

    static store::Database open_to_read(const std::string& folder) {
        auto opened = desk::Profile::open_to_read(kept_desk(folder));
        ENSURE(opened.has_value());
        return std::move(*opened);
    }

    void see(const live::Question& question) {
        reader_.ask(++number_, question, 0);
        while (!reader_.idle()) {
            const auto reply = reader_.step();
            ENSURE(reply && !reply->error);
        }
    }

    SystemClock clock_;
    SystemRandom random_;
    store::Database database_;
    desk::Replica replica_;
    desk::Desk desk_;
    live::Reader reader_;
    std::uint64_t number_ = 0;
};

}  // namespace

void weigh(const std::string& what, const std::string& folder, const std::string& ready) {
    std::optional<Lookaround> desk;
    if (what == "desk") desk.emplace(folder).work();
    std::ofstream(ready) << "ready\n" << std::flush;
    // It stays as it is until it has been weighed.
    for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
}

void weigh_processes(const std::string& directory, std::size_t size, Figures& figures) {
    figures.at("W6/server", 1, "kB").add(kb_a_session(directory, size), session_kb);
    const std::string folder = kept_company("orders-100000", company_of_orders(100'000));
    const double empty = weighed(directory, "nothing", folder);
    figures.at("W6/desk", 1, "MB").add(weighed(directory, "desk", folder) - empty, desk_mb);
}

}  // namespace branchline::bench
