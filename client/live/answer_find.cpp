// Finding as one types. Candidates come from the search index, the newest of those that begin with
// what was typed and the newest of the others; what they are worth is judged here, on what their
// user may read. Rows of child entities lead to the row they belong to.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "live/answers.h"
#include "pinyin/pinyin.h"
#include "schema/validate.h"

namespace branchline::live {

namespace {

using schema::EntitySpec;
using schema::FieldSpec;

constexpr std::size_t duplicates_at_most = 10;
constexpr std::int64_t hits_at_most = 200;
constexpr std::size_t candidates_an_entity = 40;
constexpr std::size_t rows_looked_through = 2'000;  // of an entity without a search index

// The better, the smaller.
enum class Worth : std::uint8_t {
    number,       // it is the number, code or login
    beginning,    // of the title or the number
    number_tail,  // of the number
    initials,     // the title, spelled from its beginning
    phone_tail,
    inside,  // of the title
    initials_inside,
    elsewhere,
    none
};

bool is_searchable(const EntitySpec& entity) {
    return std::ranges::any_of(entity.fields, [](const FieldSpec* f) { return f->searchable; });
}

std::vector<const FieldSpec*> number_fields(const EntitySpec& entity) {
    std::vector<const FieldSpec*> fields;
    for (const FieldSpec* field : {entity.number, entity.field("code"), entity.field("login")}) {
        if (field != nullptr) fields.push_back(field);
    }
    return fields;
}

std::string digits_of(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (c >= '0' && c <= '9') digits.push_back(c);
    }
    return digits;
}

// What was typed, in the forms that it is compared in.
struct Typed {
    explicit Typed(std::string_view text) : plain(normal_form(text)), digits(digits_of(plain)) {
        const auto is_other = [](char c) { return (c < '0' || c > '9') && c != ' ' && c != '-'; };
        if (std::ranges::any_of(plain, is_other)) digits.clear();
    }

    [[nodiscard]] bool looks_like_number() const {
        const auto is_part = [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-';
        };
        return plain.size() >= 3 && plain.find('-') != std::string::npos &&
               plain.find_first_of("0123456789") != std::string::npos &&
               std::ranges::all_of(plain, is_part);
    }

    std::string plain;
    std::string digits;  // empty: it is not digits only
};

Worth worth_of_number(const Typed& typed, const std::string& number) {
    const std::string text = normal_form(number);
    if (text.empty()) return Worth::none;
    if (text == typed.plain) return Worth::number;
    if (text.starts_with(typed.plain)) return Worth::beginning;
    return !typed.digits.empty() && text.ends_with(typed.digits) ? Worth::number_tail : Worth::none;
}

Worth worth_of_title(const Typed& typed, const std::string& title) {
    const std::string text = normal_form(title);
    if (text.starts_with(typed.plain)) return Worth::beginning;
    const pinyin::Spelling spelling = pinyin::spelling(title, typed.plain);
    if (spelling == pinyin::Spelling::beginning) return Worth::initials;
    if (text.find(typed.plain) != std::string::npos) return Worth::inside;
    return spelling == pinyin::Spelling::inside ? Worth::initials_inside : Worth::none;
}

Worth worth_of(const EntitySpec& entity, const schema::Record& values, const Typed& typed) {
    Worth worth = Worth::elsewhere;
    for (const FieldSpec* field : number_fields(entity)) {
        worth = std::min(worth, worth_of_number(typed, values.text(field->id)));
    }
    for (const FieldSpec* field : {entity.title, entity.field("short_name")}) {
        if (field == nullptr || field->kind != schema::Kind::text) continue;
        if (values.text(field->id).empty()) continue;
        worth = std::min(worth, worth_of_title(typed, values.text(field->id)));
    }
    for (std::string_view name : {"mobile", "phone"}) {
        const FieldSpec* field = entity.field(name);
        if (field == nullptr || typed.digits.empty()) continue;
        if (digits_of(values.text(field->id)).ends_with(typed.digits)) {
            worth = std::min(worth, Worth::phone_tail);
        }
    }
    return worth;
}

std::string phone_tail(const EntitySpec& entity, const schema::Record& values) {
    constexpr std::size_t shown = 4;
    for (std::string_view name : {"mobile", "phone"}) {
        const FieldSpec* field = entity.field(name);
        if (field == nullptr) continue;
        const std::string digits = digits_of(values.text(field->id));
        if (digits.size() > shown) return digits.substr(digits.size() - shown);
    }
    return {};
}

void add_part(std::string& text, std::string_view part) {
    if (part.empty()) return;
    if (!text.empty()) text += " · ";
    text += part;
}

class Finder {
  public:
    Finder(ReadSide& side, const FindQuestion& question)
        : side_(side), question_(question), typed_(question.text) {}

    FindAnswer run() {
        if (typed_.looks_like_number() && by_number()) return best();
        for (const EntitySpec* entity : side_.catalogue().entities()) {
            if (is_wanted(*entity)) look_through(*entity, nullptr);
        }
        for (const EntitySpec* entity : side_.catalogue().entities()) {
            if (entity->parent == nullptr || is_wanted(*entity) || typed_.plain.empty()) continue;
            const EntitySpec& parent = *side_.catalogue().entity(entity->parent->target);
            if (is_wanted(parent)) look_through(*entity, &parent);
        }
        return best();
    }

  private:
    struct Found {
        Worth worth = Worth::none;
        std::int64_t changed_at = 0;
        sync::RowKey by;  // the row that was found: itself, or a child of it
    };

    [[nodiscard]] bool is_wanted(const EntitySpec& entity) const {
        if (question_.entities.empty()) {
            return entity.title != nullptr && !entity.server_only && entity.parent == nullptr;
        }
        return std::ranges::find(question_.entities, entity.id) != question_.entities.end();
    }

    void look_through(const EntitySpec& entity, const EntitySpec* parent) {
        if (typed_.plain.empty()) return newest(entity);
        if (!is_searchable(entity)) return read_all(entity);
        take(entity, parent, question_.text, Worth::elsewhere);
        for (const std::string& initials : pinyin::spelled_initials(typed_.plain)) {
            take(entity, parent, initials, Worth::initials_inside);
        }
    }

    // Numbers that begin with it. Where there are some, nothing else was meant: a part of it stands
    // somewhere in half of all rows.
    bool by_number() {
        for (const EntitySpec* entity : side_.catalogue().entities()) {
            if (!is_wanted(*entity) || entity->number == nullptr) continue;
            const std::string key = schema::comparison_key(*entity->number, typed_.plain);
            for (const RowId& id : side_.rows().with_key_prefix(entity->id, entity->number->id, key,
                                                                candidates_an_entity)) {
                const auto row = side_.viewer().live_row({entity->id, id});
                if (row) note(*entity, nullptr, *row, worth_of(*entity, row->values, typed_));
            }
        }
        return !found_.empty();
    }

    // `at_worst`: what is worth less was not meant.
    void take(const EntitySpec& entity, const EntitySpec* parent, std::string_view text,
              Worth at_worst) {
        for (const store::StoredRow& row : store::find_rows(
                 side_.database(), side_.catalogue(), entity.id, text, candidates_an_entity)) {
            const Worth worth = worth_of(entity, row.values, typed_);
            if (worth <= at_worst) note(entity, parent, row, worth);
        }
    }

    void note(const EntitySpec& entity, const EntitySpec* parent, const store::StoredRow& row,
              Worth worth) {
        const sync::RowKey by{entity.id, row.id};
        const sync::RowKey key =
            parent == nullptr ? by : sync::RowKey{parent->id, row.values.id(entity.parent->id)};
        Found& found = found_[key];
        if (std::pair(worth, -row.changed_at) < std::pair(found.worth, -found.changed_at)) {
            found = {worth, row.changed_at, by};
        }
    }

    // Nothing typed: the user's own, or where there are none, whatever is newest.
    void newest(const EntitySpec& entity) {
        store::Query query;
        query.entity = entity.id;
        query.sort = {{store::changed_at_field, true}};
        query.limit = static_cast<std::size_t>(limit());
        const FieldSpec* owner = entity.field("owner");
        if (owner != nullptr) {
            query.filter =
                store::Filter::compare(owner->id, store::Op::equal, side_.viewer().identity().user);
        }
        auto page = store::run_query(side_.database(), side_.catalogue(), query);
        if (page && page->rows.empty()) {
            query.filter = {};
            page = store::run_query(side_.database(), side_.catalogue(), query);
        }
        if (!page) return;
        for (const store::StoredRow& row : page->rows) note(entity, nullptr, row, Worth::elsewhere);
    }

    void read_all(const EntitySpec& entity) {
        store::Query query;
        query.entity = entity.id;
        query.limit = rows_looked_through;
        const auto page = store::run_query(side_.database(), side_.catalogue(), query);
        if (!page) return;
        for (const store::StoredRow& row : page->rows) {
            const Worth worth = worth_of(entity, row.values, typed_);
            if (worth < Worth::elsewhere) note(entity, nullptr, row, worth);
        }
    }

    [[nodiscard]] std::int64_t limit() const {
        return std::clamp<std::int64_t>(question_.limit, 1, hits_at_most);
    }

    FindAnswer best() {
        std::vector<std::pair<sync::RowKey, Found>> order(found_.begin(), found_.end());
        std::ranges::stable_sort(order, [](const auto& a, const auto& b) {
            return std::pair(a.second.worth, -a.second.changed_at) <
                   std::pair(b.second.worth, -b.second.changed_at);
        });
        FindAnswer made;
        for (const auto& [key, found] : order) {
            if (made.hits.size() == static_cast<std::size_t>(limit())) break;
            const auto row = side_.viewer().live_row(key);
            if (!row) continue;
            const EntitySpec& entity = side_.catalogue().at(key.entity);
            const schema::Record values = side_.viewer().view(entity, key.row, row->values).values;
            made.hits.push_back(hit_of(side_, entity, key.row, values));
            if (found.by != key) say_by(found.by, made.hits.back());
        }
        return made;
    }

    // Which child it was found by.
    void say_by(const sync::RowKey& by, Hit& hit) {
        const auto row = side_.viewer().live_row(by);
        if (!row) return;
        const EntitySpec& entity = side_.catalogue().at(by.entity);
        const schema::Record values = side_.viewer().view(entity, by.row, row->values).values;
        std::string text;
        add_part(text, side_.title_of(by));
        add_part(text, phone_tail(entity, values));
        add_part(text, hit.subtitle);
        hit.subtitle = std::move(text);
    }

    ReadSide& side_;
    const FindQuestion& question_;
    Typed typed_;
    std::map<sync::RowKey, Found> found_;
};

}  // namespace

Hit hit_of(ReadSide& side, const EntitySpec& entity, const RowId& id,
           const schema::Record& values) {
    Hit hit;
    hit.key = {entity.id, id};
    hit.title = side.title_of(hit.key);
    for (const FieldSpec* field : number_fields(entity)) {
        if (hit.number.empty()) hit.number = values.text(field->id);
    }
    const auto title_by = [&](const FieldSpec* field) -> std::string {
        const EntitySpec* target =
            field == nullptr ? nullptr : side.catalogue().entity(field->target);
        const RowId row = target == nullptr ? RowId{} : values.id(field->id);
        return row.is_null() ? std::string() : side.title_of({target->id, row});
    };
    if (hit.number != hit.title) add_part(hit.subtitle, hit.number);
    add_part(hit.subtitle, title_by(entity.parent));
    if (entity.follows != entity.parent) add_part(hit.subtitle, title_by(entity.follows));
    add_part(hit.subtitle, phone_tail(entity, values));
    add_part(hit.subtitle, title_by(entity.field("branch")));
    if (entity.machine != nullptr) hit.state = values.integer(entity.machine->id);
    return hit;
}

Result<FindAnswer> answer(ReadSide& side, const FindQuestion& question) {
    return Finder(side, question).run();
}

Result<DuplicatesAnswer> answer(ReadSide& side, const DuplicatesQuestion& question) {
    const EntitySpec* entity = side.catalogue().entity(question.entity);
    if (entity == nullptr) return refuse(Code::unknown_entity, std::to_string(question.entity));
    DuplicatesAnswer made;
    std::vector<RowId> known{question.except};
    for (const FieldSpec* field : entity->fields) {
        const schema::Value* value = question.values.find(field->id);
        if (!(field->natural_key || field->is_number) || !schema::is_filled(value)) continue;
        const std::string key = schema::comparison_key(*field, *value);
        for (const RowId& id :
             side.rows().with_key(entity->id, field->id, key, duplicates_at_most)) {
            if (std::ranges::find(known, id) != known.end()) continue;
            known.push_back(id);
            const auto row = side.viewer().live_row({entity->id, id});
            if (!row) continue;
            const schema::Record values = side.viewer().view(*entity, id, row->values).values;
            made.hits.push_back(hit_of(side, *entity, id, values));
        }
    }
    return made;
}

}  // namespace branchline::live
