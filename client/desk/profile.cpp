#include "desk/profile.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <vector>

#include "base/civil.h"
#include "base/platform.h"
#include "domain/catalogue.h"
#include "pinyin/pinyin.h"
#include "store/failure.h"
#include "store/schema_loan.h"

namespace branchline::desk {

namespace {

constexpr std::string_view key_name = "device.key";
constexpr std::string_view database_name = "replica.db";
// The database under its own name is complete: it is made beside and renamed.
constexpr std::string_view unfinished_name = "replica.db.new";
constexpr std::string_view note_name = "profile.txt";
// Made anew beside a damaged one; under the second name it is complete, and the other is to go.
constexpr std::string_view rebuilt_name = "replica.db.rebuilt";
constexpr std::string_view ready_name = "replica.db.ready";
// To be read in its stead where its schema is damaged, and where that is lent from.
constexpr std::string_view copy_name = "replica.db.reading";
constexpr std::string_view lender_name = "replica.db.lender";
// The damaged one stays for so long: what its user may see no more must not lie there for ever.
constexpr std::string_view damaged_prefix = "damaged-";
constexpr std::int64_t damaged_kept_ms = std::int64_t{30} * 24 * 3600 * 1000;
constexpr std::array<std::string_view, 3> companions{"", "-wal", "-shm"};

store::OpenOptions options_of_a_replica(bool is_new) {
    store::OpenOptions options;
    options.create = is_new;
    options.wipes = true;
    options.initials = initials();
    return options;
}

store::Database open_prepared(const std::string& path, const schema::Catalogue& catalogue,
                              bool is_new = false) {
    store::Database database = store::Database::open(path, options_of_a_replica(is_new));
    store::prepare_database(database, catalogue, store::desk_application_id, Replica::ddl());
    return database;
}

store::Database make_anew(const std::string& path, const schema::Catalogue& catalogue) {
    for (std::string_view rest : companions) remove_file(path + std::string(rest));
    return open_prepared(path, catalogue, true);
}

std::string digits_of(std::string text) {
    std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
    return text;
}

// In the order of their names they are in that of time.
std::string damaged_name(std::int64_t wall_ms) {
    return std::string(damaged_prefix) + digits_of(format_instant(wall_ms)) + ".db";
}

// The file under another name as well: by a second name for the same content, where the file system
// has that.
Status keep_also_as(const std::string& path, const std::string& other) {
    if (!file_exists(path)) return {};
    std::error_code failed;
    std::filesystem::create_hard_link(path, other, failed);
    if (failed) {
        failed.clear();
        std::filesystem::copy_file(path, other, failed);
    }
    if (failed) return refuse(Code::io_error, other, failed.message());
    return {};
}

}  // namespace

Result<ServerAddress> parse_server(std::string_view text, const ServerAddress& otherwise) {
    ServerAddress server = otherwise;
    std::string_view host = text;
    std::string_view port;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos)
            return refuse(Code::bad_value, "server", std::string(text));
        host = text.substr(1, end - 1);
        port = text.substr(end + 1);
        if (port.starts_with(':')) port.remove_prefix(1);
    } else if (const std::size_t colon = text.rfind(':'); colon != std::string_view::npos) {
        host = text.substr(0, colon);
        port = text.substr(colon + 1);
    }
    if (host.empty()) return refuse(Code::bad_value, "server", std::string(text));
    server.host = std::string(host);
    if (port.empty()) return server;
    unsigned number = 0;
    const auto [rest, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (error != std::errc{} || rest != port.data() + port.size() || number == 0 ||
        number > 65'535) {
        return refuse(Code::bad_value, "server", std::string(text));
    }
    server.port = static_cast<std::uint16_t>(number);
    return server;
}

store::Initials initials() { return {pinyin::initials, pinyin::table_version}; }

Profile::Profile(std::string directory, Environment environment)
    : directory_(std::move(directory)),
      environment_(std::move(environment)),
      key_file_(path_of(key_name), environment_.clock, environment_.random, environment_.wait,
                environment_.cost) {}

std::string Profile::path_of(std::string_view name) const {
    return directory_ + "/" + std::string(name);
}

bool Profile::is_enrolled() const { return file_exists(path_of(database_name)); }

Result<keys::DeviceKey> Profile::begin_enrolment(std::string_view password) {
    if (is_enrolled()) return refuse(Code::already_enrolled, directory_);
    if (password.empty()) return refuse(Code::required, "password");
    if (file_exists(path_of(key_name))) return key_file_.open(password);
    keys::DeviceKey key = keys::DeviceKey::generate(environment_.random);
    if (Status created = key_file_.create(key, password); !created) {
        return refuse(created.error());
    }
    return key;
}

void Profile::abandon_enrolment() {
    if (is_enrolled()) return;
    const Status gone = key_file_.destroy();
    // A key that stays is taken up by the next enrolment.
    static_cast<void>(gone);
}

ServerAddress Profile::server_of(const store::Settings& settings) {
    ServerAddress server;
    server.host = settings.get(setting::server_host).value_or(std::string());
    server.port = static_cast<std::uint16_t>(settings.integer(setting::server_port));
    const auto authority = settings.get(setting::server_authority);
    if (authority && authority->size() == server.authority.size()) {
        std::copy(authority->begin(), authority->end(), server.authority.begin());
    }
    return server;
}

void Profile::keep_server(store::Settings& settings, const ServerAddress& server) {
    settings.put(setting::server_host, server.host);
    settings.put_integer(setting::server_port, server.port);
    settings.put(setting::server_authority, view_of(server.authority));
}

Status Profile::finish_enrolment(const sync::Enrolled& enrolled, const ServerAddress& server) {
    const std::string unfinished = path_of(unfinished_name);
    {
        store::Database database = make_anew(unfinished, domain::catalogue());
        store::Settings settings(database);
        store::Transaction transaction(database);
        settings.put_id(setting::device, enrolled.device);
        settings.put_id(setting::user, enrolled.user);
        settings.put_id(setting::incarnation, random_id(environment_.random));
        settings.put(setting::login, enrolled.login);
        settings.put(setting::company, enrolled.company);
        settings.put_integer(setting::offset_minutes, enrolled.offset_minutes);
        settings.put(setting::courier_key, enrolled.courier_key);
        settings.put_id(setting::installation, enrolled.installation);
        keep_server(settings, server);
        transaction.commit();
        database.checkpoint();
    }
    std::error_code failed;
    std::filesystem::rename(unfinished, path_of(database_name), failed);
    if (failed) return refuse(Code::io_error, directory_, failed.message());
    // Says to people whose this is; writing it makes the new name of the database last, too.
    return write_file_atomically(
        path_of(note_name),
        enrolled.company + "\n" + enrolled.login + "\n" + to_text(enrolled.device) + "\n", true);
}

Result<keys::DeviceKey> Profile::unlock(std::string_view password) {
    if (!is_enrolled()) return refuse(Code::not_enrolled, directory_);
    return key_file_.open(password);
}

Status Profile::change_password(std::string_view present, std::string_view next) {
    if (next.empty()) return refuse(Code::required, "password");
    return key_file_.change_password(present, next);
}

// The rest of a rebuild that a crash has cut short. The log of the old replica goes first: it must
// not be taken for one of the new.
Status Profile::take_ready_one() {
    if (!file_exists(path_of(ready_name))) return {};
    const std::string path = path_of(database_name);
    for (std::string_view rest : {"-wal", "-shm"}) remove_file(path + std::string(rest));
    return put_in_place(path_of(ready_name), path);
}

void Profile::drop_old_damaged() {
    const std::string oldest = damaged_name(environment_.clock.wall_ms() - damaged_kept_ms);
    std::error_code failed;
    std::vector<std::string> old;
    for (const auto& each : std::filesystem::directory_iterator(directory_, failed)) {
        const std::string name = each.path().filename().string();
        if (name.starts_with(damaged_prefix) && name < oldest) old.push_back(name);
    }
    for (const std::string& name : old) remove_file(path_of(name));
}

namespace {

// Nothing: it does not open, or does not show what it must hold.
std::optional<store::Database> open_what_shows(const std::string& path) {
    try {
        auto database = store::Database::open(path, options_of_a_replica(false));
        if (store::shows_tables(database, {"setting", "change_log", "origin"})) return database;
    } catch (const store::Failure& failure) {
        const Code code = failure.code();
        if (code != Code::damaged && code != Code::foreign_file) throw;
    }
    return std::nullopt;
}

Status copy_whole(const std::string& from, const std::string& to) {
    std::error_code failed;
    for (std::string_view rest : {"", "-wal"}) {
        const std::string end(rest);
        if (!file_exists(from + end)) continue;
        std::filesystem::copy_file(from + end, to + end, failed);
        if (failed == std::errc::no_space_on_device) return refuse(Code::disk_full, to);
        if (failed) return refuse(Code::io_error, to, failed.message());
    }
    return {};
}

}  // namespace

Result<store::Database> Profile::open_damaged(const schema::Catalogue& catalogue) {
    if (!is_enrolled()) return refuse(Code::not_enrolled, directory_);
    if (Status taken = take_ready_one(); !taken) return refuse(taken.error());
    drop_copy();
    if (auto opened = open_what_shows(path_of(database_name))) return std::move(*opened);
    return open_copy(catalogue);
}

Result<store::Database> Profile::open_copy(const schema::Catalogue& catalogue) {
    const std::string copy = path_of(copy_name);
    const std::string lender = path_of(lender_name);
    if (Status copied = copy_whole(path_of(database_name), copy); !copied) {
        return refuse(copied.error());
    }
    Status lent;
    {
        store::Database fresh = make_anew(lender, catalogue);
        lent = store::lend_schema(fresh, lender, copy);
    }
    if (!lent) return refuse(lent.error());
    auto opened = open_what_shows(copy);
    if (!opened) return refuse(Code::damaged, path_of(database_name));
    return std::move(*opened);
}

void Profile::drop_copy() {
    for (std::string_view name : {copy_name, lender_name}) {
        for (std::string_view rest : companions) remove_file(path_of(name) + std::string(rest));
    }
}

Result<store::Database> Profile::begin_rebuild(const schema::Catalogue& catalogue) {
    return make_anew(path_of(rebuilt_name), catalogue);
}

Result<store::Database> Profile::open_rebuilt(const schema::Catalogue& catalogue) {
    return open_prepared(path_of(rebuilt_name), catalogue);
}

Result<std::string> Profile::finish_rebuild() {
    const std::string rebuilt = path_of(rebuilt_name);
    if (!store::Database::open(rebuilt, options_of_a_replica(false)).empty_log()) {
        return refuse(Code::io_error, rebuilt);
    }
    const std::string kept = path_of(damaged_name(environment_.clock.wall_ms()));
    for (std::string_view rest : {"", "-wal"}) {
        const std::string end(rest);
        if (Status also = keep_also_as(path_of(database_name) + end, kept + end); !also) {
            return refuse(also.error());
        }
    }
    if (Status ready = put_in_place(rebuilt, path_of(ready_name)); !ready) {
        return refuse(ready.error());
    }
    if (Status taken = take_ready_one(); !taken) return refuse(taken.error());
    drop_copy();
    return kept;
}

Result<store::Database> Profile::open_database(const schema::Catalogue& catalogue) {
    if (!is_enrolled()) return refuse(Code::not_enrolled, directory_);
    if (Status taken = take_ready_one(); !taken) return refuse(taken.error());
    // It got its name with its content: an empty file has lost it, and must not be filled anew.
    std::error_code unknown;
    if (std::filesystem::file_size(path_of(database_name), unknown) == 0) {
        return refuse(Code::damaged, path_of(database_name));
    }
    store::Database database = open_prepared(path_of(database_name), catalogue);
    drop_old_damaged();
    return database;
}

Result<store::Database> Profile::open_to_read(const std::string& directory) {
    const std::string path = directory + "/" + std::string(database_name);
    if (!file_exists(path)) return refuse(Code::not_enrolled, directory);
    store::OpenOptions options;
    options.create = false;
    options.read_only = true;
    options.initials = initials();
    return store::Database::open(path, options);
}

}  // namespace branchline::desk
