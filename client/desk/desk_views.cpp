// Looking at rows, and taking back: the parts of Desk that change nothing by themselves.
#include <algorithm>

#include "base/text.h"
#include "desk/desk.h"
#include "domain/order.h"
#include "domain/rules/order_totals.h"
#include "store/filter_parse.h"
#include "store/query.h"
#include "sync/wire.h"

namespace branchline::desk {

namespace {

using schema::EntitySpec;
using schema::FieldSpec;
using Stage = store::LoggedGroup::Stage;

constexpr std::size_t list_limit = 10'000;
constexpr std::size_t undo_depth = 1'000;  // as far back as the replica looks

bool can_be_undone(const store::LoggedGroup& group) {
    return !group.is_undo && group.undone_by.is_null() &&
           (group.stage == Stage::waiting || group.stage == Stage::judged ||
            group.stage == Stage::settled);
}

}  // namespace

schema::RoleMask Desk::roles(const EntitySpec& entity, const RowId& id,
                             const schema::Record& values) {
    sync::RowState row;
    row.entity = entity.id;
    row.id = id;
    row.values = values;
    const RowId branch = sync::branch_of(catalogue(), replica_.screen(), row);
    return replica_.screen().roles(replica_.identity().user, branch);
}

schema::RoleMask Desk::roles() { return replica_.screen().roles(replica_.identity().user, {}); }

void Desk::derive(const EntitySpec& entity, const RowId& id, schema::Record& values) {
    if (entity.id != domain::order::spec.spec.id) return;
    const schema::Reference line = catalogue().children_of(entity.id).front();
    std::vector<schema::Record> lines;
    for (const RowId& child : replica_.rows().referring(line.entity->id, line.field->id, id)) {
        auto row = replica_.rows().get(line.entity->id, child);
        if (row && !row->deleted && !row->leaving) lines.push_back(std::move(row->values));
    }
    domain::rules::add_order_totals(lines, values);
}

RowView Desk::view(const EntitySpec& entity, const RowId& id, schema::Record values) {
    RowView view;
    view.entity = &entity;
    view.id = id;
    const schema::RoleMask mask = roles(entity, id, values);
    derive(entity, id, values);
    for (const FieldSpec* field : entity.fields) {
        if ((field->readers & mask) != 0) {
            view.fields.push_back(field);
        } else {
            values.erase(field->id);
        }
    }
    view.values = std::move(values);
    view.waiting = !replica_.pending().writing({entity.id, id}).empty();
    return view;
}

Result<RowDetails> Desk::show(const sync::RowKey& key) {
    const EntitySpec& entity = catalogue().at(key.entity);
    const auto row = replica_.rows().get(key.entity, key.row);
    if (!row || row->deleted || row->leaving) {
        return refuse(Code::not_found, std::string(entity.name), to_text(key.row));
    }
    RowDetails details;
    details.row = view(entity, key.row, row->values);
    for (const schema::Reference& child : catalogue().children_of(entity.id)) {
        for (const RowId& id :
             replica_.rows().referring(child.entity->id, child.field->id, key.row)) {
            const auto line = replica_.rows().get(child.entity->id, id);
            if (!line || line->deleted || line->leaving) continue;
            details.children.push_back(view(*child.entity, id, line->values));
        }
    }
    return details;
}

Result<std::vector<std::pair<const FieldSpec*, bool>>> parse_sort(const EntitySpec& entity,
                                                                  std::string_view text) {
    std::vector<std::pair<const FieldSpec*, bool>> keys;
    if (trim(text).empty()) return keys;
    for (std::string_view part : split(text, ',')) {
        const std::size_t colon = part.find(':');
        const std::string_view name = trim(part.substr(0, colon));
        const std::string_view direction =
            colon == std::string_view::npos ? "asc" : trim(part.substr(colon + 1));
        if (direction != "asc" && direction != "desc") {
            return refuse(Code::unknown_option, "sort", std::string(part));
        }
        const FieldSpec* field = store::stored_field(entity, name);
        if (field == nullptr) {
            return refuse(Code::unknown_field, std::string(entity.name), std::string(name));
        }
        keys.emplace_back(field, direction == "desc");
    }
    return keys;
}

Result<ListPage> Desk::list(const EntitySpec& entity, const ListRequest& request) {
    if (request.limit < 1 || request.limit > list_limit) {
        return refuse(Code::limit, "limit", std::to_string(request.limit));
    }
    const schema::RoleMask mask = roles();
    const store::FilterContext context{
        catalogue(), entity,
        [this, &entity](const FieldSpec& field, std::string_view text) -> Result<Id> {
            if (field.id == store::id_field) return lookup_.find(entity, text);
            const EntitySpec* target = catalogue().entity(field.target);
            if (target == nullptr) {
                auto any = lookup_.find_any(text);
                if (!any) return refuse(any.error());
                return any->row;
            }
            return lookup_.find(*target, text);
        },
        [mask](const EntitySpec&, const FieldSpec& field) { return (field.readers & mask) != 0; }};
    auto filter = store::parse_filter(context, request.where);
    if (!filter) return refuse(filter.error());
    auto sort = parse_sort(entity, request.sort);
    if (!sort) return refuse(sort.error());
    store::Query query;
    query.entity = entity.id;
    query.filter = std::move(*filter);
    for (const auto& [field, descending] : *sort) {
        if ((field->readers & mask) == 0) {
            return refuse(Code::unknown_field, std::string(entity.name), std::string(field->name));
        }
        query.sort.push_back({field->id, descending});
    }
    query.limit = request.limit;
    query.after = request.after;
    query.search = request.search;
    auto page = store::run_query(replica_.database(), catalogue(), query);
    if (!page) return refuse(page.error());
    ListPage made;
    made.next = page->next;
    for (store::StoredRow& row : page->rows) {
        made.rows.push_back(view(entity, row.id, std::move(row.values)));
    }
    return made;
}

std::optional<Error> Desk::objection(const EntitySpec& entity, const sync::RowState& row,
                                     std::string_view step) {
    const schema::RoleMask mask = roles(entity, row.id, row.values);
    const std::int64_t state =
        entity.machine == nullptr ? 0 : row.values.integer(entity.machine->id);
    std::optional<Error> why =
        Error{Code::illegal_step, std::string(entity.name), std::string(step), {}};
    for (const schema::Transition& each : entity.transitions) {
        if (each.name != step || (schema::state_bit(state) & each.from) == 0) continue;
        if ((each.roles & mask) != 0) return std::nullopt;
        why->code = Code::right;
    }
    return why;
}

Result<Undone> Desk::undone(const store::LoggedGroup& group, std::string command) {
    Undone made{std::move(command), {}, group.op};
    const auto content = sync::decode_group(group.payload);
    if (content && !content->changes.empty()) made.id = content->changes.front().row;
    const auto now = replica_.log().by_op(group.op);
    if (now && !now->undone_by.is_null()) made.group = now->undone_by;
    return made;
}

Result<Undone> Desk::undo() {
    const auto groups = replica_.log().newest(undo_depth);
    const auto last = std::ranges::find_if(groups, can_be_undone);
    auto command = replica_.undo();
    if (!command) return refuse(command.error());
    return undone(*last, std::move(*command));
}

Result<Undone> Desk::redo() {
    auto command = replica_.redo();
    if (!command) return refuse(command.error());
    return undone(replica_.log().newest(1).front(), std::move(*command));
}

}  // namespace branchline::desk
