#include "main/house.h"

#include "base/text.h"
#include "domain/catalogue.h"
#include "hub/hub_setup.h"
#include "keep/data_files.h"
#include "store/failure.h"

namespace branchline::server {

namespace {

constexpr std::string_view default_address = "127.0.0.1:7440";

std::string store_path(const std::string& directory) {
    return keep::path_in(directory, keep::file::store);
}

std::string address_path(const std::string& directory) {
    return keep::path_in(directory, keep::file::address);
}

}  // namespace

House::House(std::string directory, store::Database database, keys::Authority authority)
    : directory_(std::move(directory)),
      database_(std::move(database)),
      authority_(std::move(authority)) {}

void House::start() {
    core_ = std::make_unique<hub::HubCore>(domain::catalogue(), database_, clock_, random_);
    admin_ = std::make_unique<hub::Admin>(*core_, database_, domain::catalogue(), clock_, random_);
}

Result<std::unique_ptr<House>> House::open(const std::string& directory) {
    if (!file_exists(store_path(directory))) return refuse(Code::not_found, directory, "init");
    try {
        store::Database database = store::Database::open(store_path(directory));
        hub::prepare_hub(database, domain::catalogue());
        if (!hub::is_initialised(database)) return refuse(Code::not_found, directory, "init");
        const SystemClock clock;
        auto authority = keys::Authority::open(directory, clock);
        if (!authority) return refuse(authority.error());
        std::unique_ptr<House> house(
            new House(directory, std::move(database), std::move(*authority)));
        house->start();
        return house;
    } catch (const store::Failure& failure) {
        return refuse(failure.error());
    }
}

Result<std::unique_ptr<House>> House::create(const std::string& directory,
                                             const std::string& company,
                                             std::int64_t offset_minutes) {
    if (file_exists(store_path(directory))) return refuse(Code::exists, directory);
    try {
        const SystemClock clock;
        SystemRandom random;
        // The authority may stand already where an earlier attempt ended half-way.
        auto authority = keys::Authority::create(directory, clock);
        if (!authority && authority.error().code == Code::already_enrolled) {
            authority = keys::Authority::open(directory, clock);
        }
        if (!authority) return refuse(authority.error());
        store::Database database = store::Database::open(store_path(directory));
        hub::prepare_hub(database, domain::catalogue());
        Status made =
            hub::init_hub(database, domain::catalogue(), {company, offset_minutes}, clock, random);
        if (!made) return refuse(made.error());
        std::unique_ptr<House> house(
            new House(directory, std::move(database), std::move(*authority)));
        house->start();
        return house;
    } catch (const store::Failure& failure) {
        return refuse(failure.error());
    }
}

std::string House::address() const {
    const auto stored = read_file(address_path(directory_));
    return stored ? std::string(trim(*stored)) : std::string(default_address);
}

void House::remember_address(const std::string& host_and_port) const {
    // Only a suggestion in later enrolment codes: a full disk is no reason not to serve.
    static_cast<void>(write_file_atomically(address_path(directory_), host_and_port + "\n", true));
}

}  // namespace branchline::server
