#include "cli/session.h"

#include <thread>

#include "base/ensure.h"
#include "domain/catalogue.h"

namespace branchline::cli {

namespace {

constexpr std::size_t inbox_size = 256;

void sleep(std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }

}  // namespace

Session::Opened::Opened(keys::DeviceKey device_key, store::Database opened, const Clock& clock,
                        Random& random)
    : key(std::move(device_key)),
      database(std::move(opened)),
      replica(domain::catalogue(), database, clock, random),
      desk(replica) {}

Session::Session(std::string directory, FileLock lock, const Clock& clock, Random& random,
                 const std::atomic<bool>& stop)
    : directory_(std::move(directory)),
      lock_(std::move(lock)),
      clock_(clock),
      random_(random),
      profile_(directory_, {clock, random, sleep}),
      stop_(stop),
      inbox_(inbox_size) {
    random_.fill(password_salt_.data(), password_salt_.size());
}

// The threads of server and link push into the inbox: they end first.
Session::~Session() {
    inbox_.close();
    server_.reset();
    opened_.reset();
}

Status Session::open(const std::string& password) {
    auto key = profile_.unlock(password);
    if (!key) return refuse(key.error());
    return open_with(std::move(*key), password);
}

Status Session::open_with(keys::DeviceKey key, const std::string& password) {
    auto database = profile_.open_database(domain::catalogue());
    if (!database) return refuse(database.error());
    put_open(std::move(key), std::move(*database), password);
    return {};
}

Status Session::open_rebuilt(const std::string& password) {
    auto key = profile_.unlock(password);
    if (!key) return refuse(key.error());
    auto database = profile_.open_rebuilt(domain::catalogue());
    if (!database) return refuse(database.error());
    put_open(std::move(*key), std::move(*database), password);
    return {};
}

void Session::put_open(keys::DeviceKey key, store::Database database, const std::string& password) {
    opened_ = std::make_unique<Opened>(std::move(key), std::move(database), clock_, random_);
    password_digest_ = mac_of(password_salt_, password);
}

Status Session::check_password(const std::string& password) {
    const Digest digest = mac_of(password_salt_, password);
    if (is_open() && equal_in_constant_time(view_of(digest), view_of(password_digest_))) return {};
    auto key = profile_.unlock(password);
    if (!key) return refuse(key.error());
    return {};
}

Status Session::change_password(const std::string& present, const std::string& next) {
    if (Status changed = profile_.change_password(present, next); !changed) return changed;
    password_digest_ = mac_of(password_salt_, next);
    return {};
}

void Session::close() {
    ENSURE(!is_in_use());
    opened_.reset();
    password_digest_ = {};
}

void Session::drop_link() {
    if (has_link()) opened_->online.reset();
}

void Session::wake() {
    // Where there is no room, there is no waiting either.
    ++wanted_;
    if (!inbox_.try_push(Nudge{})) --wanted_;
}

desk::Desk& Session::desk() {
    ENSURE(opened_ != nullptr);
    return opened_->desk;
}

link::Link::Receiver Session::link_inbox() {
    return [this](const link::LinkEvent& event) { return inbox_.try_push(event); };
}

Online& Session::online() {
    ENSURE(opened_ != nullptr);
    if (opened_->online == nullptr) {
        opened_->online = std::make_unique<Online>(opened_->replica, opened_->key, link_inbox());
    }
    return *opened_->online;
}

Status Session::serve(Execute execute) {
    execute_ = std::move(execute);
    local::LocalReceiver receiver;
    receiver.on_request = [this](local::RequestId id, Bytes bytes) {
        ++wanted_;
        if (!inbox_.push(Request{id, std::move(bytes)})) --wanted_;
    };
    receiver.on_gone = [this](local::RequestId id) { inbox_.push(AskerGone{id}); };
    auto server = local::LocalServer::open(directory_, lock_, std::move(receiver));
    if (!server) return refuse(server.error());
    server_ = std::move(*server);
    return {};
}

void Session::stop_serving() {
    if (server_ == nullptr) return;
    while (auto happening = inbox_.try_pop()) deal_with(std::move(*happening));
    while (!postponed_.empty()) {
        const Request request = std::move(postponed_.front());
        postponed_.pop_front();
        this->execute(request);
    }
    // Who watches goes on with the next holder.
    for (const Watcher& watcher : watchers_) {
        answer(watcher.asker, "x" + std::to_string(exit_later), true);
    }
    watchers_.clear();
    // A request that comes now is not begun: its sender sees the end of the connection and asks
    // the next holder.
    inbox_.close();
    server_.reset();
}

bool Session::pump(std::chrono::milliseconds wait) {
    if (executing_ == 0 && !postponed_.empty()) {
        const Request request = std::move(postponed_.front());
        postponed_.pop_front();
        this->execute(request);
        return !stopped();
    }
    if (auto happening = inbox_.pop(wait)) deal_with(std::move(*happening));
    if (step_) step_();
    if (has_link()) opened_->online->tick();
    step_watchers();
    return !stopped();
}

void Session::add_watcher(local::RequestId asker, std::function<void()> step) {
    watchers_.push_back({asker, std::move(step)});
}

void Session::step_watchers() {
    if (executing_ != 0) return;  // what they would tell is not finished
    for (const Watcher& watcher : watchers_) watcher.step();
}

bool Session::pump_all() {
    while (auto happening = inbox_.try_pop()) deal_with(std::move(*happening));
    return pump(std::chrono::milliseconds(0)) && !asker_is_gone();
}

void Session::deal_with(Happening happening) {
    if (const auto* event = std::get_if<link::LinkEvent>(&happening)) {
        if (link_receiver_) {
            link_receiver_(*event);
        } else if (has_link()) {
            opened_->online->take(*event);
        }
    } else if (std::holds_alternative<Nudge>(happening)) {
        --wanted_;
    } else if (auto* request = std::get_if<Request>(&happening)) {
        --wanted_;
        if (executing_ != 0) {
            postponed_.push_back(std::move(*request));
        } else {
            this->execute(*request);
        }
    } else if (const auto* gone = std::get_if<AskerGone>(&happening)) {
        gone_ = gone->id;
        std::erase_if(postponed_, [&](const Request& each) { return each.id == gone->id; });
        std::erase_if(watchers_, [&](const Watcher& each) { return each.asker == gone->id; });
    }
}

void Session::execute(const Request& request) {
    executing_ = request.id;
    gone_ = 0;
    execute_(*this, request);
    executing_ = 0;
}

void Session::answer(local::RequestId id, Bytes bytes, bool last) {
    if (server_ != nullptr) server_->answer(id, std::move(bytes), last);
}

}  // namespace branchline::cli
