#include "support/office.h"

#include "base/digest.h"
#include "base/ensure.h"
#include "hub/hub_setup.h"
#include "schema/validate.h"
#include "sync/wire.h"

namespace branchline::test {

namespace {

// The same for everybody who opens the files again.
keys::DeviceKey key_of(const std::string& login) {
    SeededRandom random(derived_id("office key", login).low);
    return keys::DeviceKey::generate(random);
}

}  // namespace

Office::Office(const schema::Catalogue& catalogue, std::string directory, std::uint64_t seed)
    : catalogue_(catalogue), directory_(std::move(directory)), random_(seed) {
    hub_database_ =
        std::make_unique<store::Database>(store::Database::open(directory_ + "/hub.db"));
    hub::prepare_hub(*hub_database_, catalogue_);
    const bool founded = hub::is_initialised(*hub_database_);
    if (!founded) {
        const Status made =
            hub::init_hub(*hub_database_, catalogue_, {"样例物流", 480}, clock, random_);
        ENSURE(made.has_value());
    }
    hub_ = std::make_unique<hub::HubCore>(catalogue_, *hub_database_, clock, random_);
    admin_ = std::make_unique<hub::Admin>(*hub_, *hub_database_, catalogue_, clock, random_);
    if (!founded) {
        const auto branch = admin_->add_branch("SHA", "上海分公司");
        ENSURE(branch.has_value());
    }
}

Office::~Office() = default;

const schema::EntitySpec& Office::entity(std::string_view name) const {
    const schema::EntitySpec* found = catalogue_.entity(name);
    ENSURE(found != nullptr);
    return *found;
}

const schema::EntitySpec& Office::known_to(const std::string& login, std::string_view name) {
    const schema::EntitySpec* found = desk(login).catalogue().entity(name);
    ENSURE(found != nullptr);
    return *found;
}

store::Database& Office::database(const std::string& login) { return seats_.at(login)->database; }

Office::Seat& Office::seat(const std::string& login, const schema::Catalogue& catalogue) {
    store::Database database = store::Database::open(directory_ + "/" + login + ".db");
    store::prepare_database(database, catalogue, store::desk_application_id, desk::Replica::ddl());
    auto& seat = seats_[login];
    seat = std::make_unique<Seat>(key_of(login), catalogue, std::move(database));
    return *seat;
}

void Office::add(const std::string& login, std::string_view role,
                 const schema::Catalogue* of_desk) {
    const bool wide = (schema::roles(*schema::parse_role(role)) & schema::company_wide) != 0;
    const auto user = admin_->add_user({login, login, std::string(role), wide ? "" : "SHA"});
    ENSURE(user.has_value());
    seat(login, of_desk == nullptr ? catalogue_ : *of_desk);
    enroll(login);
    open(login);
    exchange(login);
}

void Office::upgrade(const std::string& login) {
    seats_.erase(login);
    open(login);
}

void Office::open(const std::string& login) {
    const auto found = seats_.find(login);
    Seat& made = found == seats_.end() ? seat(login, catalogue_) : *found->second;
    made.replica = std::make_unique<desk::Replica>(made.catalogue, made.database, clock, random_);
    made.core = std::make_unique<desk::ClientCore>(
        *made.replica, [&made](BytesView statement) { return made.key.sign(statement); });
    made.desk = std::make_unique<desk::Desk>(*made.replica);
}

Office::Line Office::call_hub() {
    Line line{++sessions_, Bytes(32, '\0')};
    random_.fill(line.exporter.data(), line.exporter.size());
    hub_->handle(hub::SessionOpened{line.session, line.exporter});
    return line;
}

std::vector<Bytes> Office::hear(const Line& line) {
    std::vector<Bytes> frames;
    for (hub::HubEffect& effect : hub_->flush()) {
        auto* send = std::get_if<hub::SendFrame>(&effect);
        if (send != nullptr && send->session == line.session) {
            frames.push_back(std::move(send->frame));
        }
    }
    return frames;
}

void Office::enroll(const std::string& login) {
    const auto code = admin_->enroll(login);
    ENSURE(code.has_value());
    Seat& seat = *seats_.at(login);
    const Line line = call_hub();
    const auto challenge = std::get<sync::Challenge>(sync::decode_frame(hear(line).at(0)).value());
    Digest channel{};
    std::copy(line.exporter.begin(), line.exporter.end(), channel.begin());
    sync::Enroll ask;
    ask.code = *code;
    ask.public_key = seat.key.public_key();
    ask.device_name = login;
    ask.signature = seat.key.sign(keys::statement_of(keys::Purpose::enrolment, challenge.nonce,
                                                     challenge.installation, channel));
    hub_->handle(hub::SessionFrame{line.session, sync::encode_frame(ask)});
    const auto enrolled = std::get<sync::Enrolled>(sync::decode_frame(hear(line).at(0)).value());
    hub_->handle(hub::SessionClosed{line.session});
    store::Transaction transaction(seat.database);
    store::Settings settings(seat.database);
    settings.put_id(desk::setting::device, enrolled.device);
    settings.put_id(desk::setting::user, enrolled.user);
    settings.put(desk::setting::login, enrolled.login);
    settings.put(desk::setting::company, enrolled.company);
    settings.put_id(desk::setting::incarnation, random_id(random_));
    settings.put_integer(desk::setting::offset_minutes, enrolled.offset_minutes);
    transaction.commit();
}

desk::SyncCounts Office::exchange(const std::string& login) {
    desk::ClientCore& core = *seats_.at(login)->core;
    const desk::SyncCounts before = core.counts();
    const Line line = call_hub();
    std::vector<desk::DeskEffect> said = core.handle(desk::LinkUp{line.exporter});
    for (bool moving = true; moving;) {
        for (desk::DeskEffect& effect : said) {
            auto* send = std::get_if<desk::SendToHub>(&effect);
            ENSURE(send != nullptr);  // it has not hung up
            hub_->handle(hub::SessionFrame{line.session, std::move(send->frame)});
        }
        said.clear();
        const std::vector<Bytes> frames = hear(line);
        for (const Bytes& frame : frames) {
            for (auto& effect : core.handle(desk::LinkFrame{frame})) {
                said.push_back(std::move(effect));
            }
        }
        moving = !frames.empty();
    }
    ENSURE(core.is_level());
    hub_->handle(hub::SessionClosed{line.session});
    core.handle(desk::LinkDown{Error{Code::offline, "link", {}, {}}});
    desk::SyncCounts counts = core.counts();
    counts.sent -= before.sent;
    counts.received -= before.received;
    counts.merged -= before.merged;
    counts.rejected -= before.rejected;
    return counts;
}

void Office::tick() {
    hub_->handle(hub::Tick{});
    static_cast<void>(hub_->flush());
}

RowId Office::create(const std::string& login, std::string_view name, const Texts& texts) {
    schema::Record values;
    for (const auto& [field_name, text] : texts) {
        const schema::FieldSpec* field = known_to(login, name).field(field_name);
        ENSURE(field != nullptr);
        auto value = desk::read_value(desk(login).lookup(), *field, text);
        ENSURE(value.has_value());
        values.set(field->id, std::move(*value));
    }
    const auto created = desk(login).create(known_to(login, name), std::move(values));
    ENSURE(created.has_value());
    return created->id;
}

Result<desk::Done> Office::change(const std::string& login, std::string_view name, const RowId& row,
                                  const std::vector<std::string>& assignments) {
    std::vector<desk::Assignment> parsed;
    for (const std::string& text : assignments) {
        auto assignment = desk::parse_assignment(text);
        if (!assignment) return refuse(assignment.error());
        parsed.push_back(std::move(*assignment));
    }
    auto edit = desk::read_edit(desk(login).lookup(), known_to(login, name), parsed);
    if (!edit) return refuse(edit.error());
    return desk(login).change({known_to(login, name).id, row}, *edit);
}

Result<desk::Done> Office::step(const std::string& login, std::string_view name, const RowId& row,
                                std::string_view step) {
    return desk(login).step({known_to(login, name).id, row}, step);
}

std::string Office::shown(const std::string& login, std::string_view name, const RowId& row,
                          std::string_view field_name) {
    const auto details = desk(login).show({known_to(login, name).id, row});
    ENSURE(details.has_value());
    const schema::FieldSpec* field = known_to(login, name).field(field_name);
    ENSURE(field != nullptr);
    const schema::Value* value = details->row.values.find(field->id);
    return value == nullptr ? std::string() : schema::format_value(*field, *value);
}

}  // namespace branchline::test
