// Looking at rows, and taking back: the parts of Desk that change nothing by themselves.
#include "desk/desk.h"
#include "store/query.h"
#include "sync/wire.h"

namespace branchline::desk {

namespace {

using schema::EntitySpec;

constexpr std::size_t list_limit = 10'000;

}  // namespace

RowView Desk::view(const EntitySpec& entity, const RowId& id, schema::Record values) {
    RowView view = viewer_.view(entity, id, std::move(values));
    view.waiting = !replica_.pending().writing({entity.id, id}).empty();
    return view;
}

Result<RowDetails> Desk::show(const sync::RowKey& key) {
    const EntitySpec& entity = catalogue().at(key.entity);
    auto row = viewer_.live_row(key);
    if (!row) return refuse(Code::not_found, std::string(entity.name), to_text(key.row));
    RowDetails details;
    details.row = view(entity, key.row, std::move(row->values));
    for (const schema::Reference& child : catalogue().children_of(entity.id)) {
        for (store::StoredRow& line : viewer_.children(child, key.row)) {
            details.children.push_back(view(*child.entity, line.id, std::move(line.values)));
        }
    }
    return details;
}

Result<ListPage> Desk::list(const EntitySpec& entity, const ListRequest& request) {
    if (request.limit < 1 || request.limit > list_limit) {
        return refuse(Code::limit, "limit", std::to_string(request.limit));
    }
    auto query = viewer_.list_query(entity, request.where, request.sort, request.search);
    if (!query) return refuse(query.error());
    query->limit = request.limit;
    query->after = request.after;
    auto page = store::run_query(replica_.database(), catalogue(), *query);
    if (!page) return refuse(page.error());
    ListPage made;
    made.next = page->next;
    for (store::StoredRow& row : page->rows) {
        made.rows.push_back(view(entity, row.id, std::move(row.values)));
    }
    return made;
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
    const auto last = replica_.undoable();
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
