#include "support/picture.h"

#include <algorithm>
#include <array>

namespace branchline::test {

Version RowPicture::version_of(const UnitId& unit) const {
    const auto found = versions.find(unit);
    return found == versions.end() ? inserted : found->second;
}

schema::Value RowPicture::value(schema::FieldId field) const {
    const auto found = values.find(field);
    return found == values.end() ? schema::Value{} : found->second;
}

std::int64_t RowPicture::number(schema::FieldId field) const {
    const schema::Value found = value(field);
    const auto* number = std::get_if<std::int64_t>(&found);
    return number == nullptr ? 0 : *number;
}

Id RowPicture::reference(schema::FieldId field) const {
    const schema::Value found = value(field);
    const auto* id = std::get_if<Id>(&found);
    return id == nullptr ? Id{} : *id;
}

std::optional<RowKey> named_by(const schema::Catalogue& catalogue, const schema::FieldSpec& field,
                               const schema::Value& value) {
    if (const auto* any = std::get_if<schema::AnyRef>(&value)) return RowKey{any->entity, any->row};
    const auto* id = std::get_if<Id>(&value);
    if (field.kind != schema::Kind::ref || id == nullptr || id->is_null()) return std::nullopt;
    return RowKey{catalogue.entity(field.target)->id, *id};
}

std::optional<RowKey> RowPicture::target(const schema::Catalogue& catalogue,
                                         const schema::FieldSpec& field) const {
    return named_by(catalogue, field, value(field.id));
}

std::vector<RowKey> family(const schema::Catalogue& catalogue, Sight& sight, const RowKey& key) {
    std::vector<RowKey> rows{key};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const RowKey parent = rows[i];
        for (const schema::Reference& child : catalogue.children_of(parent.entity)) {
            for (const RowKey& row :
                 sight.live_rows_with(child.entity->id, child.field->id, parent.row)) {
                rows.push_back(row);
            }
        }
    }
    return rows;
}

std::vector<RowKey> referrers(const schema::Catalogue& catalogue, Sight& sight,
                              const std::vector<RowKey>& rows) {
    std::set<RowKey> found;
    for (const RowKey& target : rows) {
        for (const schema::Reference& from : catalogue.referrers_of(target.entity)) {
            for (const RowKey& row :
                 sight.live_rows_with(from.entity->id, from.field->id, target.row)) {
                found.insert(row);
            }
        }
    }
    for (const RowKey& row : rows) {
        found.erase(row);
    }
    return {found.begin(), found.end()};
}

std::string seen_by_delete(const schema::Catalogue& catalogue, Sight& sight, const RowKey& key) {
    std::vector<RowKey> rows = family(catalogue, sight, key);
    const std::vector<RowKey> others = referrers(catalogue, sight, rows);
    rows.insert(rows.end(), others.begin(), others.end());
    std::ranges::sort(rows);
    std::string text;
    for (const RowKey& each : rows) {
        const RowPicture& row = *sight.row(each);
        text += text_of(each) + " " + text_of(row.inserted);
        for (const auto& [unit, version] : row.versions) {
            text += " " + text_of(unit) + "=" + text_of(version);
        }
        for (const OriginId& origin : sight.proposals(each)) {
            text += " ?" + short_name(origin);
        }
        text += "\n";
    }
    return text;
}

std::string seen_by_step(const schema::Catalogue& catalogue, Sight& sight, const RowKey& key,
                         const schema::Transition& step, schema::RoleMask roles) {
    std::map<RowKey, std::string> rows;
    const auto add = [&](const RowKey& where, const schema::FieldSpec& field) {
        const schema::Value value = sight.row(where)->value(field.id);
        if ((field.readers & roles) != 0 && !schema::is_null(value)) {
            rows[where] += " " + std::string(field.name) + "=" + text_of(value);
        }
    };
    for (const schema::FieldSpec* field : step.covers) {
        add(key, *field);
    }
    for (const schema::Reference& child : catalogue.children_of(key.entity)) {
        if (std::ranges::find(step.covers_children, child.entity->name) ==
            step.covers_children.end()) {
            continue;
        }
        for (const RowKey& row : sight.live_rows_with(child.entity->id, child.field->id, key.row)) {
            rows[row];  // counts as a row even where no field of it may be read
            for (const schema::FieldSpec* field : child.entity->fields) {
                if (field->is_synced()) {
                    add(row, *field);
                }
            }
        }
    }
    std::string text;
    for (const auto& [where, values] : rows) {
        text += text_of(where) + values + "\n";
    }
    return text;
}

std::string short_name(const Id& id) {
    if (id.is_null()) {
        return "-";
    }
    return std::string(1, static_cast<char>('A' + (id.high - 0xA) % 26)) + std::to_string(id.low);
}

std::string text_of(const Version& version) {
    return short_name(version.origin) +
           (version.under.is_null() ? "" : "/" + short_name(version.under));
}

std::string text_of(const schema::Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        return std::to_string(*number);
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        std::string shown;
        for (const char c : *text) {
            shown += c == '\n' ? '|' : c;
        }
        return "'" + shown + "'";
    }
    if (const auto* id = std::get_if<Id>(&value)) {
        return short_name(*id);
    }
    if (const auto* set = std::get_if<schema::Set>(&value)) {
        std::string shown = "{";
        for (const std::string& element : *set) {
            shown += element + ";";
        }
        return shown + "}";
    }
    if (const auto* any = std::get_if<schema::AnyRef>(&value)) {
        return std::to_string(any->entity) + ":" + short_name(any->row);
    }
    return "null";
}

std::string text_of(const schema::Record& values) {
    std::string text;
    for (const auto& [field, value] : values) {
        text += (text.empty() ? "" : " ") + std::to_string(field) + "=" + text_of(value);
    }
    return text;
}

std::string text_of(const RowKey& key) {
    return std::to_string(key.entity) + ":" + short_name(key.row);
}

std::string text_of(const UnitId& unit) {
    return std::to_string(unit.field) + (unit.element.empty() ? "" : "[" + unit.element + "]");
}

std::string text_of(const RowPicture& row) {
    std::string text = row.deleted_by.is_null() ? "" : "DELETED by " + short_name(row.deleted_by);
    for (const auto& [field, value] : row.values) {
        text += " " + std::to_string(field) + "=" + text_of(value);
    }
    text += " | " + text_of(row.inserted) + " of " + short_name(row.creator);
    for (const auto& [unit, version] : row.versions) {
        text += " " + text_of(unit) + "@" + text_of(version);
    }
    text += " | writers";
    for (const UserId& user : row.writers) {
        text += " " + short_name(user);
    }
    for (const auto& [step, since] : row.covers) {
        text += " | step " + std::to_string(step) + " since";
        for (const Version& version : since) {
            text += " " + text_of(version);
        }
    }
    return text;
}

std::string text_of(const CasePicture& kase) {
    std::string text;
    for (const auto& [device, proposal] : kase) {
        text += " [" + short_name(device) + " " + short_name(proposal.origin) + " of " +
                short_name(proposal.user) + " kind " +
                std::to_string(static_cast<int>(proposal.kind)) + ": " + text_of(proposal.values) +
                "]";
    }
    return text;
}

std::string mark_text(const RowKey& key, const UnitId& unit, const OriginId& loser, sync::Why why) {
    return "mark " + text_of(key) + " " + text_of(unit) + " loser " + short_name(loser) + " why " +
           std::to_string(static_cast<int>(why));
}

std::string text_of(const sync::Change& change) {
    constexpr std::array names = {"",     "insert",  "value", "add",   "remove", "sum",
                                  "text", "correct", "step",  "erase", "keep"};
    std::string text = std::string(names.at(static_cast<std::size_t>(change.kind))) + " " +
                       text_of(change.key()) + " field " +
                       text_of(UnitId{change.field, change.element});
    text += change.step == 0 ? "" : " step " + std::to_string(change.step);
    text += change.values.size() == 0 ? "" : " {" + text_of(change.values) + "}";
    text += schema::is_null(change.seen) ? "" : " seen " + text_of(change.seen);
    text += std::string(change.adds ? " adds" : "") + (change.inverse ? " inverse" : "") +
            (change.resolution ? " resolution" : "");
    text += " base " + text_of(change.base) + " status " + text_of(change.status_seen);
    for (const OriginId& origin : change.settles) {
        text += " settles " + short_name(origin);
    }
    return text;
}

std::string text_of(const sync::Group& group) {
    std::string text = short_name(group.op) +
                       (group.origin == group.op ? "" : " of origin " + short_name(group.origin)) +
                       " by " + short_name(group.user) + " at " +
                       std::to_string(group.edit.corrected_ms);
    for (const OpId& op : group.depends_on) {
        text += " after " + short_name(op);
    }
    for (const sync::Change& change : group.changes) {
        text += "\n      " + text_of(change);
    }
    return text;
}

}  // namespace branchline::test
