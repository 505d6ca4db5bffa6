#include "support/world.h"

#include "base/ensure.h"
#include "domain/catalogue.h"
#include "hub/admin.h"
#include "hub/heal.h"
#include "hub/hub_setup.h"
#include "hub/page_reader.h"
#include "support/new_disks.h"

namespace branchline::test {

namespace {

constexpr std::int64_t tick_ms = 500;

}  // namespace

World::World(const WorldOptions& options) : options_(options), random_(options.seed) {
    hub_.disk = std::make_unique<FaultVfs>("hub", random_.next());
    hub_.clock = std::make_unique<SimClock>(time_);
    hub_.random = std::make_unique<SeededRandom>(random_.next());
    hub_.disk->restore(new_hub_disk());
    hub_.catalogue = &domain::catalogue();
    open_hub_database();
    const Status made =
        hub::init_hub(*hub_.database, catalogue(), {"样例物流", 480}, *hub_.clock, *hub_.random);
    ENSURE(made.has_value());
    start_hub();
    hub::Admin admin(*hub_.core, *hub_.database, catalogue(), *hub_.clock, *hub_.random);
    staff_.branch = admin.add_branch("SHA", "上海分公司").value();
    staff_.other_branch = admin.add_branch("BEI", "北京分公司").value();
    tick();
}

World::~World() = default;

void World::at(std::int64_t ms, std::function<void()> run) {
    events_.push({ms, ++event_order_, std::move(run)});
}

bool World::step(std::int64_t until_ms) {
    if (events_.empty() || events_.top().at_ms > until_ms) return false;
    Event event = events_.top();
    events_.pop();
    time_.ms = std::max(time_.ms, event.at_ms);
    event.run();
    return true;
}

void World::run_for(std::int64_t ms) {
    const std::int64_t until = time_.ms + ms;
    while (step(until)) {
    }
    time_.ms = until;
}

// Timers of all nodes; the real shells tick more often, which changes nothing but waiting times.
void World::tick() {
    for (std::size_t i = 0; i < desks_.size(); ++i) {
        if (desk_is_up(i)) handle(i, desk::TimePassed{});
    }
    if (hub_is_up()) hub_event(hub::Tick{});
    at(time_.ms + tick_ms, [this] { tick(); });
}

bool World::has_news(const Desk& desk) {
    hub::PageRequest request{desk.device, desk.user, {}, nullptr};
    request.pull.cursor = desk.replica->cursor();
    request.pull.scope_version = desk.replica->scope_version();
    if (!hub_.reader) {
        hub_.reader = std::make_unique<hub::PageReader>(*hub_.database, catalogue());
    }
    return hub_.reader->has_news(request);
}

bool World::settle(std::int64_t ms) {
    const std::int64_t until = time_.ms + ms;
    for (;;) {
        bool level = hub_is_up();
        for (const auto& desk : desks_) {
            if (!desk->wanted || !level) continue;
            level = desk->core != nullptr && desk->core->is_level() && !has_news(*desk);
        }
        if (level) return true;
        if (time_.ms >= until) return false;
        run_for(tick_ms);
    }
}

// --- the hub -----------------------------------------------------------------------------------

void World::open_hub_database() {
    store::OpenOptions open;
    open.vfs = hub_.disk->name();
    hub_.database.emplace(store::Database::open("hub.db", open));
}

void World::start_hub() {
    if (!hub_.database) {
        open_hub_database();
        hub::prepare_hub(*hub_.database, catalogue());
    }
    hub_.core =
        std::make_unique<hub::HubCore>(catalogue(), *hub_.database, *hub_.clock, *hub_.random);
}

void World::crash_hub(PowerCut mode) {
    hub_.core.reset();
    hub_.reader.reset();
    hub_.disk->power_cut(mode, random_);
    hub_.database.reset();  // only now: closing in good order would save what the cut takes
    std::vector<std::uint64_t> sessions;
    for (const auto& [session, link] : links_) sessions.push_back(session);
    for (std::uint64_t session : sessions) close_session(session, true, false);
}

void World::restore_hub(const FaultVfs::Files& files, bool by_tool) {
    if (hub_is_up()) crash_hub(PowerCut::keep_all);
    hub_.reader.reset();
    hub_.database.reset();
    hub_.disk->restore(files);
    open_hub_database();
    hub::prepare_hub(*hub_.database, catalogue());
    if (by_tool) hub::mark_restored(*hub_.database, catalogue());
    start_hub();
}

void World::lose_desk(std::size_t index) {
    if (desk_is_up(index)) crash_desk(index, PowerCut::keep_all, false);
    desks_[index]->lost = true;
    desks_[index]->wanted = false;
}

void World::hub_event(const hub::HubEvent& event) {
    if (!hub_is_up()) return;
    hub_work([&] { hub_.core->handle(event); });
    plan_flush();
}

// Whatever arrives while the hub is busy with an fsync is committed together with the next one.
void World::plan_flush() {
    if (hub_.flush_planned) return;
    hub_.flush_planned = true;
    at(time_.ms + static_cast<std::int64_t>(random_.below(3)), [this] {
        hub_.flush_planned = false;
        if (!hub_is_up()) return;
        hub_work([&] { act(hub_.core->flush()); });
    });
}

void World::act(std::vector<hub::HubEffect> effects) {
    for (hub::HubEffect& effect : effects) {
        if (const auto* send = std::get_if<hub::SendFrame>(&effect)) {
            send_down(send->session, send->frame);
        } else if (const auto* close = std::get_if<hub::CloseSession>(&effect)) {
            const std::uint64_t session = close->session;
            // After what was sent before it has gone out.
            at(time_.ms + options_.weather.delay_most_ms + 1,
               [this, session] { close_session(session, true, true); });
        }
    }
}

// A failure below the store ends the process, which is started again once the disk has room.
void World::hub_work(const std::function<void()>& work) {
    try {
        work();
    } catch (const store::Failure&) {
        hub_.disk->clear_faults();
        crash_hub(hub_.disk->is_powered() ? PowerCut::keep_all : power_cut_);
        start_hub();
    }
}

// --- connections -------------------------------------------------------------------------------

void World::connect(std::size_t index) {
    Desk& desk = *desks_[index];
    if (!hub_is_up() || !desk.wanted) {
        at(time_.ms + 1, [this, index] {
            if (!desk_is_up(index)) return;
            handle(index, desk::LinkDown{Error{Code::offline, "server", {}, {}}});
        });
        return;
    }
    const std::uint64_t session = next_session_++;
    SimLink link;
    link.session = session;
    link.desk = index;
    links_.emplace(session, std::move(link));
    desk.session = session;
    Bytes exporter(32, '\0');
    random_.fill(exporter.data(), exporter.size());
    at(time_.ms + options_.weather.delay_most_ms, [this, index, session, exporter] {
        if (!links_.contains(session)) return;
        hub_event(hub::SessionOpened{session, exporter});
        if (desk_is_up(index)) handle(index, desk::LinkUp{exporter});
    });
}

void World::send_up(std::uint64_t session, BytesView bytes) {
    auto link = links_.find(session);
    if (link == links_.end()) return;
    for (auto& piece : link->second.up.send(bytes, time_.ms, options_.weather, random_)) {
        at(piece.at_ms,
           [this, session, bytes = std::move(piece.bytes)] { deliver_up(session, bytes); });
    }
}

void World::send_down(std::uint64_t session, BytesView bytes) {
    auto link = links_.find(session);
    if (link == links_.end()) return;
    for (auto& piece : link->second.down.send(bytes, time_.ms, options_.weather, random_)) {
        at(piece.at_ms,
           [this, session, bytes = std::move(piece.bytes)] { deliver_down(session, bytes); });
    }
}

void World::deliver_up(std::uint64_t session, const Bytes& bytes) {
    auto link = links_.find(session);
    if (link == links_.end() || link->second.half_open) return;
    carried_ += static_cast<std::int64_t>(bytes.size());
    if (options_.weather.cut_one_in != 0 && random_.below(options_.weather.cut_one_in) == 0) {
        // Some bytes of the piece still arrive: a frame may be complete, its answer lost.
        link->second.up.cutter().feed(BytesView(bytes).substr(0, random_.below(bytes.size() + 1)));
        const std::size_t desk = link->second.desk;
        if (auto frame = link->second.up.cutter().next(); frame && *frame) {
            hub_event(hub::SessionFrame{session, **frame});
        }
        return cut(desk, random_.below(2) == 0);
    }
    link->second.up.cutter().feed(bytes);
    for (;;) {
        auto frame = link->second.up.cutter().next();
        ENSURE(frame.has_value());
        if (!*frame) return;
        hub_event(hub::SessionFrame{session, std::move(**frame)});
    }
}

void World::deliver_down(std::uint64_t session, const Bytes& bytes) {
    auto link = links_.find(session);
    if (link == links_.end() || link->second.half_open) return;
    carried_ += static_cast<std::int64_t>(bytes.size());
    const std::size_t index = link->second.desk;
    if (options_.weather.cut_one_in != 0 && random_.below(options_.weather.cut_one_in) == 0) {
        return cut(index, random_.below(2) == 0);
    }
    link->second.down.cutter().feed(bytes);
    for (;;) {
        link = links_.find(session);
        if (link == links_.end() || !desk_is_up(index)) return;
        auto frame = link->second.down.cutter().next();
        ENSURE(frame.has_value());
        if (!*frame) return;
        handle(index, desk::LinkFrame{std::move(**frame)});
    }
}

void World::close_session(std::uint64_t session, bool tell_desk, bool tell_hub) {
    auto link = links_.find(session);
    if (link == links_.end()) return;
    const std::size_t index = link->second.desk;
    const bool known_to_desk = !link->second.half_open;
    links_.erase(link);
    if (tell_hub) hub_event(hub::SessionClosed{session});
    if (desks_[index]->session == session) desks_[index]->session = 0;
    if (tell_desk && known_to_desk && desk_is_up(index)) {
        handle(index, desk::LinkDown{Error{Code::offline, "link", {}, {}}});
    }
}

// Half open: the desk knows at once, the hub only after its own time-out.
void World::cut(std::size_t index, bool half_open) {
    const std::uint64_t session = desks_[index]->session;
    auto link = links_.find(session);
    if (link == links_.end()) return;
    if (!half_open) return close_session(session, true, true);
    link->second.half_open = true;
    desks_[index]->session = 0;
    at(time_.ms + 90'000, [this, session] { close_session(session, false, true); });
    if (desk_is_up(index)) {
        handle(index, desk::LinkDown{Error{Code::offline, "link", {}, {}}});
    }
}

void World::go_online(std::size_t index) {
    desks_[index]->wanted = true;
    if (!desk_is_up(index)) return;
    desks_[index]->core->want_online(true);
    desks_[index]->core->retry_now();
    handle(index, desk::TimePassed{});
}

void World::go_offline(std::size_t index) {
    desks_[index]->wanted = false;
    if (desk_is_up(index)) desks_[index]->core->want_online(false);
    cut(index, false);
}

// A failure below the store ends the process, which is started again once the disk has room.
void World::guarded(std::size_t index, const std::function<void()>& work) {
    try {
        work();
    } catch (const store::Failure&) {
        restart_failed_desk(index);
    }
}

void World::handle(std::size_t index, const desk::DeskEvent& event) {
    guarded(index, [&] {
        Desk& desk = *desks_[index];
        const bool before = desk.core->state() == desk::LinkState::online;
        auto effects = desk.core->handle(event);
        if (!before && desk.core->state() == desk::LinkState::online) ++desk.greeted;
        act(index, std::move(effects));
    });
}

void World::act(std::size_t index, std::vector<desk::DeskEffect> effects) {
    for (desk::DeskEffect& effect : effects) {
        Desk& desk = *desks_[index];
        if (const auto* send = std::get_if<desk::SendToHub>(&effect)) {
            if (desk.session != 0) send_up(desk.session, send->frame);
        } else if (std::holds_alternative<desk::WantLink>(effect)) {
            connect(index);
        } else if (desk.session != 0) {
            close_session(desk.session, false, true);
        }
    }
}

// --- desks -------------------------------------------------------------------------------------

bool World::desk_is_up(std::size_t index) const { return desks_[index]->core != nullptr; }

desk::Replica& World::replica(std::size_t index) { return *desks_[index]->replica; }

desk::ClientCore& World::core(std::size_t index) { return *desks_[index]->core; }

FaultVfs& World::desk_disk(std::size_t index) { return *desks_[index]->disk; }

SimClock& World::desk_clock(std::size_t index) { return *desks_[index]->clock; }

void World::poke(std::size_t index) {
    if (desk_is_up(index)) guarded(index, [&] { act(index, desks_[index]->core->poke()); });
}

void World::open_desk_database(Desk& desk) {
    store::OpenOptions open;
    open.vfs = desk.disk->name();
    desk.database.emplace(store::Database::open("replica.db", open));
    prepare_desk(*desk.database, *desk.catalogue);
}

std::size_t World::add_desk(const std::string& login, schema::Role role, bool in_other_branch) {
    const std::size_t index = desks_.size();
    desks_.push_back(std::make_unique<Desk>());
    Desk& desk = *desks_.back();
    desk.login = login;
    desk.catalogue = &domain::catalogue();
    desk.key = std::make_unique<keys::DeviceKey>(keys::DeviceKey::generate(random_));
    desk.disk = std::make_unique<FaultVfs>("desk" + std::to_string(index), random_.next());
    desk.disk->restore(new_desk_disk());
    desk.clock = std::make_unique<SimClock>(time_);
    desk.clock->reboot(random_id(random_));
    desk.random = std::make_unique<SeededRandom>(random_.next());
    {
        hub::Admin admin(*hub_.core, *hub_.database, catalogue(), *hub_.clock, *hub_.random);
        const bool wide = (schema::roles(role) & schema::company_wide) != 0;
        const std::string branch = wide ? "" : in_other_branch ? "BEI" : "SHA";
        desk.user =
            admin.add_user({login, login, std::string(schema::role_name(role)), branch}).value();
    }
    staff_.users.push_back(desk.user);
    open_desk_database(desk);
    enroll(desk);
    start_desk(index);
    return index;
}

// What the hub answers at once to one event of this session, past the simulated network.
std::vector<sync::Message> World::ask_hub(std::uint64_t session, const hub::HubEvent& event) {
    hub_.core->handle(event);
    std::vector<sync::Message> answers;
    for (hub::HubEffect& effect : hub_.core->flush()) {
        const auto* send = std::get_if<hub::SendFrame>(&effect);
        if (send == nullptr) continue;
        if (send->session == session) {
            answers.push_back(sync::decode_frame(send->frame).value());
        } else {
            send_down(send->session, send->frame);
        }
    }
    return answers;
}

// The real enrolment: one-time code, signature over the hub's challenge and the channel.
void World::enroll(Desk& desk) {
    hub::Admin admin(*hub_.core, *hub_.database, catalogue(), *hub_.clock, *hub_.random);
    const Id code = admin.enroll(desk.login).value();
    const std::uint64_t session = next_session_++;
    Digest channel{};
    random_.fill(channel.data(), channel.size());
    const auto greeting = ask_hub(session, hub::SessionOpened{session, Bytes(view_of(channel))});
    ENSURE(!greeting.empty());
    const auto& challenge = std::get<sync::Challenge>(greeting.front());
    sync::Enroll ask;
    ask.code = code;
    ask.public_key = desk.key->public_key();
    ask.device_name = desk.login;
    ask.signature = desk.key->sign(keys::statement_of(keys::Purpose::enrolment, challenge.nonce,
                                                      challenge.installation, channel));
    const auto answers = ask_hub(session, hub::SessionFrame{session, sync::encode_frame(ask)});
    ENSURE(!answers.empty());
    const auto& enrolled = std::get<sync::Enrolled>(answers.front());
    hub_event(hub::SessionClosed{session});
    desk.device = enrolled.device;
    store::Transaction transaction(*desk.database);
    store::Settings settings(*desk.database);
    settings.put_id(desk::setting::device, enrolled.device);
    settings.put_id(desk::setting::user, enrolled.user);
    settings.put_id(desk::setting::incarnation, random_id(*desk.random));
    settings.put_integer(desk::setting::offset_minutes, enrolled.offset_minutes);
    transaction.commit();
}

void World::start_desk(std::size_t index) {
    Desk& desk = *desks_[index];
    try {
        if (!desk.database) open_desk_database(desk);
    } catch (const store::Failure&) {
        return restart_failed_desk(index);  // a newer program has to write when it opens the file
    }
    desk.replica =
        std::make_unique<desk::Replica>(*desk.catalogue, *desk.database, *desk.clock, *desk.random);
    const keys::DeviceKey* key = desk.key.get();
    desk.core = std::make_unique<desk::ClientCore>(
        *desk.replica, [key](BytesView statement) { return key->sign(statement); });
    if (desk.wanted) go_online(index);
}

void World::restart_failed_desk(std::size_t index) {
    FaultVfs& disk = *desks_[index]->disk;
    disk.clear_faults();
    const bool ended_itself = disk.is_powered();
    crash_desk(index, ended_itself ? PowerCut::keep_all : power_cut_, !ended_itself);
    start_desk(index);
}

void World::crash_desk(std::size_t index, PowerCut mode, bool reboot) {
    Desk& desk = *desks_[index];
    const std::uint64_t session = desk.session;
    desk.core.reset();
    desk.replica.reset();
    desk.disk->power_cut(mode, random_);
    desk.database.reset();  // only now: closing in good order would save what the cut takes
    if (reboot) desk.clock->reboot(random_id(random_));
    if (session != 0) close_session(session, false, true);
}

}  // namespace branchline::test
