#include "support/desk_fixture.h"

#include <cstdlib>
#include <filesystem>

#include "base/ensure.h"
#include "desk/profile.h"
#include "domain/catalogue.h"
#include "sync/wire.h"

namespace branchline::test {

namespace {

constexpr DeviceId other_device{0xDE, 2};

void ensure(const Status& status) { ENSURE(status.has_value()); }

store::Database open_replica(const TemporaryDirectory& directory) {
    store::OpenOptions options;
    options.initials = desk::initials();
    options.wipes = true;
    return store::Database::open(directory.path() + "/replica.db", options);
}

}  // namespace

TemporaryDirectory::TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "branchline-XXXXXX").string();
    ENSURE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

struct DeskFixture::Open {
    Open(store::Database opened, const Clock& clock, Random& random)
        : database(std::move(opened)),
          replica(domain::catalogue(), database, clock, random),
          desk(replica) {}

    store::Database database;
    desk::Replica replica;
    desk::Desk desk;
};

DeskFixture::DeskFixture(schema::Role role, std::uint64_t seed) : random(seed) {
    user = random_id(random);
    other_user = random_id(random);
    {
        store::Database database = open_replica(directory);
        store::prepare_database(database, domain::catalogue(), store::desk_application_id,
                                desk::Replica::ddl());
        store::Settings settings(database);
        store::Transaction transaction(database);
        settings.put_id(desk::setting::device, {0xDE, 1});
        settings.put_id(desk::setting::user, user);
        settings.put_id(desk::setting::incarnation, {0x1C, 1});
        settings.put(desk::setting::login, "wang");
        settings.put(desk::setting::company, "样例物流");
        settings.put(desk::setting::device_code, "K7");
        settings.put_integer(desk::setting::offset_minutes, 480);
        transaction.commit();
    }
    open();
    replica().measure_clock(clock.now_ms, clock.boot_time());
    branch = arrive("branch", {{"code", "SHA"}, {"name", "上海分公司"}});
    const auto user_row = [&](const UserId& id, const std::string& login, const std::string& name) {
        sync::Entry entry = hub_entry();
        sync::Effect effect =
            sync::effect_on(sync::EffectKind::insert, this->entity("user").id, id);
        effect.values = record("user", {{"login", login}, {"name", name}});
        effect.version = {entry.origin, {}};
        entry.effects = {effect};
        take({entry});
    };
    user_row(user, "wang", "王芳");
    user_row(other_user, "li", "李强");
    arrive("role_grant", {{"user", to_text(user)},
                          {"branch", role == schema::Role::headquarters ? "" : to_text(branch)},
                          {"role", std::string(schema::role_name(role))}});
}

DeskFixture::~DeskFixture() = default;

void DeskFixture::open() { open_ = std::make_unique<Open>(open_replica(directory), clock, random); }

void DeskFixture::reopen() {
    open_.reset();
    open();
}

desk::Desk& DeskFixture::desk() { return open_->desk; }

desk::Replica& DeskFixture::replica() { return open_->replica; }

const schema::EntitySpec& DeskFixture::entity(std::string_view name) const {
    const schema::EntitySpec* found = domain::catalogue().entity(name);
    ENSURE(found != nullptr);
    return *found;
}

schema::Record DeskFixture::record(std::string_view name, const Texts& texts) {
    schema::Record values;
    for (const auto& [field_name, text] : texts) {
        const schema::FieldSpec* field = entity(name).field(field_name);
        ENSURE(field != nullptr);
        auto value = desk::read_value(desk().lookup(), *field, text);
        ENSURE(value.has_value());
        values.set(field->id, std::move(*value));
    }
    return values;
}

desk::Created DeskFixture::create(std::string_view name, const Texts& texts) {
    auto created = desk().create(entity(name), record(name, texts));
    ENSURE(created.has_value());
    return *created;
}

desk::Done DeskFixture::change(std::string_view name, const RowId& row, const Texts& texts) {
    desk::Edit edit;
    edit.values = record(name, texts);
    auto done = desk().change({entity(name).id, row}, edit);
    ENSURE(done.has_value());
    return *done;
}

sync::Entry DeskFixture::hub_entry() {
    sync::Entry entry;
    entry.op = entry.origin = random_id(random);
    entry.device = other_device;
    entry.user = other_user;
    entry.corrected_ms = entry.received_ms = clock.now_ms;
    entry.command = "test";
    return entry;
}

void DeskFixture::take(std::vector<sync::Entry> entries) {
    sync::Page page;
    page.start = replica().cursor();
    for (sync::Entry& entry : entries) entry.seq = ++seq_;
    page.end = {{0xE, 1}, seq_, {}, {}};
    page.head_seq = seq_;
    page.entries = std::move(entries);
    auto taken = replica().take_page(page);
    ENSURE(taken.has_value() && *taken);
}

RowId DeskFixture::arrive(std::string_view name, const Texts& texts) {
    sync::Entry entry = hub_entry();
    const RowId id = new_row_id(clock, random);
    sync::Effect effect = sync::effect_on(sync::EffectKind::insert, entity(name).id, id);
    effect.values = record(name, texts);
    if (const schema::FieldSpec* machine = entity(name).machine) {
        if (effect.values.find(machine->id) == nullptr) {
            effect.values.set(machine->id, std::int64_t{machine->choices.front().id});
        }
    }
    effect.version = {entry.origin, {}};
    entry.effects = {effect};
    take({entry});
    return id;
}

void DeskFixture::arrive_value(std::string_view name, const RowId& row, const std::string& field,
                               const std::string& text) {
    sync::Entry entry = hub_entry();
    sync::Effect effect = sync::effect_on(sync::EffectKind::set, entity(name).id, row);
    effect.unit = {entity(name).field(field)->id, {}};
    effect.values = record(name, {{field, text}});
    effect.version = {entry.origin, {}};
    entry.effects = {effect};
    take({entry});
}

std::vector<sync::Group> DeskFixture::to_push() {
    std::int64_t last = 0;
    return replica().take_for_push(0, 1 << 20, last, store::LoggedGroup::Transport::online);
}

void DeskFixture::accept_all() {
    std::vector<sync::Entry> entries;
    for (const sync::Group& group : to_push()) {
        sync::Entry entry = hub_entry();
        entry.kind = sync::EntryKind::own;
        entry.op = group.op;
        entry.origin = group.origin;
        entry.device = group.device;
        entry.user = group.user;
        entry.command = group.command;
        entries.push_back(std::move(entry));
    }
    take(std::move(entries));
}

void DeskFixture::reject_all(Code code, const std::string& rule) {
    std::vector<sync::Receipt> receipts;
    for (const sync::Group& group : to_push()) {
        sync::Receipt receipt;
        receipt.op = group.op;
        receipt.verdict = sync::Verdict::rejected;
        receipt.code = receipts.empty() ? code : Code::predecessor;
        receipt.rule = rule;
        if (!rule.empty()) {
            const sync::Change& change = group.changes.front();
            receipt.fields.push_back({change.entity, change.row, change.field});
        }
        receipt.seq = ++seq_;
        receipts.push_back(std::move(receipt));
    }
    ensure(replica().take_receipts(receipts));
}

void DeskFixture::merge_into_case(std::string_view name, const RowId& row, const std::string& field,
                                  const std::string& theirs) {
    const auto groups = to_push();
    ENSURE(groups.size() == 1 && groups.front().changes.size() == 1);
    arrive_value(name, row, field, theirs);
    const sync::Group& group = groups.front();
    sync::Entry entry = hub_entry();
    entry.op = group.op;
    entry.origin = group.origin;
    entry.device = group.device;
    entry.user = group.user;
    entry.verdict = sync::Verdict::merged;
    sync::Effect effect = sync::effect_on(sync::EffectKind::propose, entity(name).id, row);
    effect.unit = {entity(name).field(field)->id, {}};
    effect.case_kind = sync::CaseKind::value;
    effect.proposal = {group.device,
                       group.origin,
                       group.user,
                       clock.now_ms,
                       sync::ChangeKind::value,
                       group.changes.front().values,
                       group.changes.front().base};
    entry.effects = {effect};
    take({entry});
}

}  // namespace branchline::test
