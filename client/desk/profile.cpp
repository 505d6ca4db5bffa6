#include "desk/profile.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/platform.h"
#include "domain/catalogue.h"
#include "pinyin/pinyin.h"

namespace branchline::desk {

namespace {

constexpr std::string_view key_name = "device.key";
constexpr std::string_view database_name = "replica.db";
// The database under its own name is complete: it is made beside and renamed.
constexpr std::string_view unfinished_name = "replica.db.new";
constexpr std::string_view note_name = "profile.txt";

void prepare(store::Database& database, const schema::Catalogue& catalogue) {
    store::prepare_database(database, catalogue, store::desk_application_id, Replica::ddl());
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
    for (std::string_view rest : {"", "-wal", "-shm"}) remove_file(unfinished + std::string(rest));
    {
        store::OpenOptions fresh;
        fresh.wipes = true;
        fresh.initials = initials();
        store::Database database = store::Database::open(unfinished, fresh);
        prepare(database, domain::catalogue());
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

Result<store::Database> Profile::open_database(const schema::Catalogue& catalogue) {
    if (!is_enrolled()) return refuse(Code::not_enrolled, directory_);
    // It got its name with its content: an empty file has lost it, and must not be filled anew.
    std::error_code unknown;
    if (std::filesystem::file_size(path_of(database_name), unknown) == 0) {
        return refuse(Code::damaged, path_of(database_name));
    }
    store::OpenOptions options;
    options.create = false;
    options.wipes = true;
    options.initials = initials();
    store::Database database = store::Database::open(path_of(database_name), options);
    prepare(database, catalogue);
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
