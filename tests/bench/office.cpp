#include "bench/office.h"

#include <algorithm>

#include "base/ensure.h"
#include "domain/catalogue.h"
#include "domain/customer.h"
#include "domain/order.h"
#include "hub/hub_setup.h"
#include "sync/wire.h"

namespace branchline::bench {

namespace {

constexpr hub::SessionId enrolling = hub::SessionId{1} << 62;  // far from those of the gate

store::Database new_database(const std::string& directory, const Clock& clock, Random& random) {
    ENSURE(make_directory(directory, true).has_value());
    store::Database database = store::Database::open(directory + "/hub.db");
    hub::prepare_hub(database, domain::catalogue());
    const hub::NewCompany company{"样例物流", 480};
    ENSURE(hub::init_hub(database, domain::catalogue(), company, clock, random).has_value());
    return database;
}

store::Database new_replica(const std::string& directory, const sync::Enrolled& enrolled,
                            const desk::ServerAddress& server, Random& random) {
    ENSURE(make_directory(directory, true).has_value());
    store::Database database = store::Database::open(directory + "/replica.db");
    store::prepare_database(database, domain::catalogue(), store::desk_application_id,
                            desk::Replica::ddl());
    store::Settings settings(database);
    store::Transaction transaction(database);
    settings.put_id(desk::setting::device, enrolled.device);
    settings.put_id(desk::setting::user, enrolled.user);
    settings.put(desk::setting::login, enrolled.login);
    settings.put(desk::setting::company, enrolled.company);
    settings.put_id(desk::setting::incarnation, random_id(random));
    settings.put_integer(desk::setting::offset_minutes, enrolled.offset_minutes);
    desk::Profile::keep_server(settings, server);
    transaction.commit();
    return database;
}

keys::Authority authority_in(const std::string& directory, const Clock& clock) {
    auto authority = keys::Authority::create(directory, clock);
    ENSURE(authority.has_value());
    return std::move(*authority);
}

}  // namespace

Company::Company(const std::string& directory)
    : database(new_database(directory, clock, random)),
      core(domain::catalogue(), database, clock, random),
      admin(core, database, domain::catalogue(), clock, random) {
    ENSURE(admin.add_branch("SHA", "样例上海").has_value());
}

sync::Enrolled Company::enroll(const std::string& login, const keys::DeviceKey& key,
                               const std::string& branch) {
    if (branches.insert(branch).second) {
        ENSURE(admin.add_branch(branch, "样例" + branch).has_value());
    }
    if (logins.insert(login).second) {
        ENSURE(admin.add_user({login, login, "clerk", branch}).has_value());
    }
    const auto answer = [&] {
        sync::Message last;
        for (const hub::HubEffect& effect : core.flush()) {
            const auto* send = std::get_if<hub::SendFrame>(&effect);
            if (send != nullptr && send->session == enrolling) {
                last = sync::decode_frame(send->frame).value();
            }
        }
        return last;
    };
    const Digest channel{};
    core.handle(hub::SessionOpened{enrolling, Bytes(view_of(channel))});
    const auto challenge = std::get<sync::Challenge>(answer());
    sync::Enroll request;
    request.code = admin.enroll(login).value();
    request.public_key = key.public_key();
    request.device_name = login;
    request.signature = key.sign(keys::statement_of(keys::Purpose::enrolment, challenge.nonce,
                                                    challenge.installation, channel));
    core.handle(hub::SessionFrame{enrolling, sync::encode_frame(request)});
    const auto enrolled = std::get<sync::Enrolled>(answer());
    core.handle(hub::SessionClosed{enrolling});
    static_cast<void>(core.flush());
    return enrolled;
}

Workplace::Workplace(const std::string& directory, keys::DeviceKey device_key,
                     const sync::Enrolled& enrolled, const desk::ServerAddress& server)
    : key(std::move(device_key)),
      database(new_replica(directory, enrolled, server, random)),
      replica(domain::catalogue(), database, clock, random),
      desk(replica) {}

Server::Server(const std::string& directory)
    : company_(directory), authority_(authority_in(directory, company_.clock)) {
    gate::GateOptions options;
    options.port = 0;
    options.server_pem = authority_.server_pem();
    const auto receive = [this](const gate::GateEvent& event) { return inbox_.try_push(event); };
    auto opened = gate::Gate::open(std::move(options), receive, {});
    ENSURE(opened.has_value());
    gate_ = std::move(*opened);
    thread_ = std::jthread([this] { loop(); });
}

Server::~Server() {
    inbox_.close();
    thread_ = {};
    gate_.reset();
}

// As the server's service: commits as soon as it is idle with whatever has arrived meanwhile.
void Server::loop() {
    while (!inbox_.closed()) {
        auto event = inbox_.pop(std::chrono::milliseconds(500));
        while (event) {
            if (const auto* task = std::get_if<Task>(&*event)) {
                act(company_.core.flush());
                (*task)();
            } else {
                take(std::get<gate::GateEvent>(*event));
            }
            event = company_.core.has_room() ? inbox_.try_pop() : std::nullopt;
        }
        act(company_.core.flush());
    }
}

void Server::take(const gate::GateEvent& event) {
    if (const auto* opened = std::get_if<gate::Opened>(&event.what)) {
        company_.core.handle(hub::SessionOpened{event.session, Bytes(view_of(opened->channel))});
    } else if (const auto* frame = std::get_if<gate::Frame>(&event.what)) {
        company_.core.handle(hub::SessionFrame{event.session, frame->bytes});
    } else {
        company_.core.handle(hub::SessionClosed{event.session});
    }
}

void Server::act(std::vector<hub::HubEffect> effects) {
    for (hub::HubEffect& effect : effects) {
        if (auto* send = std::get_if<hub::SendFrame>(&effect)) {
            gate_->send(send->session, std::move(send->frame));
        } else if (const auto* admit = std::get_if<hub::AdmitSession>(&effect)) {
            gate_->set_logged_in(admit->session);
        } else if (const auto* close = std::get_if<hub::CloseSession>(&effect)) {
            gate_->close(close->session);
        }
    }
}

sync::Enrolled Server::enroll(const std::string& login, const keys::DeviceKey& key,
                              const std::string& branch) {
    std::promise<sync::Enrolled> enrolled;
    inbox_.push(Task([&] { enrolled.set_value(company_.enroll(login, key, branch)); }));
    return enrolled.get_future().get();
}

desk::ServerAddress Server::address() const {
    return {"127.0.0.1", gate_->port(), authority_.fingerprint()};
}

namespace {

Workplace workplace_of(Server& server, const std::string& directory, const std::string& login,
                       const std::string& branch) {
    SystemRandom random;
    keys::DeviceKey key = keys::DeviceKey::generate(random);
    const sync::Enrolled enrolled = server.enroll(login, key, branch);
    return {directory, std::move(key), enrolled, server.address()};
}

}  // namespace

Seat::Seat(Server& server, const std::string& directory, const std::string& login,
           const std::string& branch)
    : place_(workplace_of(server, directory, login, branch)), thread_([this] { loop(); }) {}

Seat::~Seat() {
    go_offline();
    inbox_.close();
}

// As the desk's session: one thing that happens, then what it brings about.
void Seat::loop() {
    while (!inbox_.closed()) {
        if (auto event = inbox_.pop(std::chrono::milliseconds(100))) {
            if (const auto* task = std::get_if<Task>(&*event)) {
                (*task)();
            } else if (online_ != nullptr) {
                online_->take(std::get<link::LinkEvent>(*event));
            }
        }
        if (online_ != nullptr) online_->tick();
        look();
    }
}

void Seat::look() {
    if (!condition_ || online_ == nullptr || !condition_(place_.desk, online_->core())) return;
    condition_ = {};
    became_true_.set_value(now());
}

void Seat::post(Task task) { inbox_.push(Event(std::move(task))); }

void Seat::run(const std::function<void(desk::Desk&)>& work) {
    std::promise<void> done;
    post([&] {
        work(place_.desk);
        done.set_value();
    });
    done.get_future().wait();
}

void Seat::go_online() {
    run([this](desk::Desk& desk) {
        const auto receive = [this](const link::LinkEvent& event) {
            return inbox_.try_push(event);
        };
        online_ = std::make_unique<cli::Online>(desk.replica(), place_.key, receive);
        online_->go();
    });
}

void Seat::go_offline() {
    run([this](desk::Desk&) { online_.reset(); });
}

std::future<Instant> Seat::when(Condition condition) {
    auto became_true = std::make_shared<std::promise<Instant>>();
    std::future<Instant> result = became_true->get_future();
    post([this, condition = std::move(condition), became_true] {
        condition_ = condition;
        became_true_ = std::move(*became_true);
    });
    return result;
}

void Seat::settle() {
    when([](desk::Desk&, const desk::ClientCore& core) { return core.is_level(); }).wait();
}

std::vector<RowId> create_customers(desk::Desk& desk, std::size_t count) {
    const schema::EntitySpec& entity = domain::customer::spec.spec;
    std::vector<RowId> customers;
    const Status saved = desk.replica().in_one_transaction([&]() -> Status {
        while (customers.size() < count) {
            auto created = desk.create(entity, sample_customer(customers.size()));
            if (!created) return refuse(created.error());
            customers.push_back(created->id);
        }
        return {};
    });
    ENSURE(saved.has_value());
    return customers;
}

RowId create_order(desk::Desk& desk, const SampleRow& row, const std::vector<RowId>& customers) {
    const UserId user = desk.replica().identity().user;
    auto created = desk.create(domain::order::spec.spec, order_of(row, customers, user));
    ENSURE(created.has_value());
    return created->id;
}

std::vector<RowId> create_orders(desk::Desk& desk, const std::vector<SampleRow>& rows,
                                 const std::vector<RowId>& customers, std::size_t in_one) {
    std::vector<RowId> orders;
    orders.reserve(rows.size());
    while (orders.size() < rows.size()) {
        const std::size_t end = std::min(rows.size(), orders.size() + in_one);
        const Status saved = desk.replica().in_one_transaction([&]() -> Status {
            while (orders.size() < end) {
                orders.push_back(create_order(desk, rows[orders.size()], customers));
            }
            return {};
        });
        ENSURE(saved.has_value());
    }
    return orders;
}

}  // namespace branchline::bench
