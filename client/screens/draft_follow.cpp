#include "screens/draft_follow.h"

#include <algorithm>

namespace branchline::screens {

namespace {

// Fields that came; typed ones that say what is stored now are no longer typed.
std::set<schema::FieldId> follow_row(DraftRow& row, const schema::Record& stored) {
    std::set<schema::FieldId> came;
    schema::Record base;
    for (const auto& [field, value] : stored) {
        if (!row.typed.contains(field)) base.set(field, value);
        if (!row.typed.contains(field) && value != row.base.get(field)) came.insert(field);
    }
    for (const auto& [field, value] : row.base) {
        if (row.typed.contains(field)) base.set(field, value);
        if (!row.typed.contains(field) && !schema::is_null(value) &&
            schema::is_null(stored.get(field))) {
            came.insert(field);
        }
    }
    row.base = std::move(base);
    return came;
}

void carry_row(const DraftRow& sent, const DraftRow& now, DraftRow& fresh) {
    for (const auto& [field, typed] : now.typed) {
        const auto before = sent.typed.find(field);
        if (before == sent.typed.end() || before->second != typed) fresh.typed[field] = typed;
    }
    if (now.erased && !sent.erased) fresh.erased = true;
}

}  // namespace

Draft draft_of(const live::RecordAnswer& record, std::string name) {
    Draft draft;
    draft.name = std::move(name);
    draft.titles = record.titles;
    draft.record = {record.entity->id, record.row.id, record.row.values, {}, false};
    for (const live::Child& child : record.children) {
        for (const live::Row& row : child.rows) {
            draft.children.push_back({child.entity->id, row.id, row.values, {}, false});
        }
    }
    return draft;
}

std::set<schema::FieldId> follow(Draft& draft, const live::RecordAnswer& record) {
    for (const auto& [id, title] : record.titles) draft.titles.emplace(id, title);
    std::set<schema::FieldId> came = follow_row(draft.record, record.row.values);
    std::erase_if(draft.children, [&](const DraftRow& row) {
        return row.row && stored_row(record, row) == nullptr && !row.is_touched();
    });
    for (DraftRow& row : draft.children) {
        if (!row.row) continue;
        const live::Row* stored = stored_row(record, row);
        if (stored != nullptr) {
            follow_row(row, stored->values);
        } else {
            row.row.reset();
        }
    }
    for (const live::Child& child : record.children) {
        for (const live::Row& row : child.rows) {
            const bool known = std::ranges::any_of(
                draft.children, [&](const DraftRow& each) { return each.row == row.id; });
            if (!known) draft.children.push_back({child.entity->id, row.id, row.values, {}, false});
        }
    }
    return came;
}

const live::Row* stored_row(const live::RecordAnswer& record, const DraftRow& row) {
    if (row.row && record.row.id == *row.row) return &record.row;
    for (const live::Child& child : record.children) {
        if (child.entity->id != row.entity) continue;
        const auto at = std::ranges::find_if(
            child.rows, [&](const live::Row& each) { return row.row && each.id == *row.row; });
        if (at != child.rows.end()) return &*at;
    }
    return nullptr;
}

void take_stored(DraftRow& row, schema::FieldId field, const live::Row& stored) {
    row.typed.erase(field);
    row.base.set(field, stored.values.get(field));
}

void carry_over(const Draft& sent, const Draft& now, Draft& fresh) {
    carry_row(sent.record, now.record, fresh.record);
    std::size_t at = 0;  // of the fresh row: rows that were erased have not come back
    std::vector<DraftRow> added;
    for (std::size_t i = 0; i < now.children.size(); ++i) {
        const DraftRow& row = now.children[i];
        if (i >= sent.children.size()) {
            added.push_back(row);
            continue;
        }
        if (sent.children[i].erased) continue;
        const bool blank = !row.row && sent.children[i].typed.empty() &&
                           sent.children[i].base.size() == 0;  // was not sent
        if (blank) {
            if (!row.typed.empty()) added.push_back(row);
        } else if (at < fresh.children.size()) {
            carry_row(sent.children[i], row, fresh.children[at++]);
        }
    }
    fresh.children.insert(fresh.children.end(), added.begin(), added.end());
    for (const auto& [id, title] : now.titles) fresh.titles.emplace(id, title);
}

}  // namespace branchline::screens
