#include <string>

#include "schema/catalogue.h"

namespace branchline::schema {
namespace {

// Lines of "key value" below an indented heading. One fact a line makes a change of the
// declarations a small difference between two texts.
class Text {
  public:
    void line(std::size_t depth, std::string_view first) {
        out_.append(2 * depth, ' ');
        out_.append(first);
        out_.push_back('\n');
    }

    void fact(std::size_t depth, std::string_view key, std::string_view value) {
        if (value.empty()) return;
        line(depth, std::string(key) + ' ' + std::string(value));
    }

    std::string take() { return std::move(out_); }

  private:
    std::string out_;
};

std::string labelled(std::string_view name, const Label& label) {
    return std::string(name) + " \"" + std::string(label.zh) + "\" \"" + std::string(label.en) +
           '"';
}

void append(std::string& list, std::string_view item) {
    if (!list.empty()) list += ' ';
    list += item;
}

std::string names(FieldList fields) {
    std::string list;
    for (const FieldSpec* each : fields) append(list, each->name);
    return list;
}

std::string names(std::span<const std::string_view> each_name) {
    std::string list;
    for (std::string_view each : each_name) append(list, each);
    return list;
}

std::string role_names_of(RoleMask mask) {
    std::string list;
    for (const RoleName& each : role_names) {
        if ((mask & roles(each.role)) != 0) append(list, each.name);
    }
    return list;
}

std::string state_names(const EntitySpec* governing, StateMask mask) {
    if (mask == any_state || governing == nullptr) return {};
    std::string list;
    for (const Choice& each : governing->machine->choices) {
        if ((mask & state_bit(each.id)) != 0) append(list, each.name);
    }
    return list.empty() ? "(none)" : list;
}

std::string_view state_name(const EntitySpec& entity, std::uint16_t id) {
    for (const Choice& each : entity.machine->choices) {
        if (each.id == id) return each.name;
    }
    return "?";
}

std::string flags(const FieldSpec& field) {
    std::string list;
    if (field.required) append(list, "required");
    if (field.searchable) append(list, "searchable");
    if (field.natural_key) append(list, "natural_key");
    if (field.is_number) append(list, "number");
    if (field.keyed) append(list, "keyed");
    return list;
}

std::string limits(const FieldSpec& field) {
    std::string list;
    if (field.max_length != 0) append(list, "max_length=" + std::to_string(field.max_length));
    if (field.min != std::numeric_limits<std::int64_t>::min()) {
        append(list, "min=" + std::to_string(field.min));
    }
    if (field.max != std::numeric_limits<std::int64_t>::max()) {
        append(list, "max=" + std::to_string(field.max));
    }
    if (field.digits != 0) append(list, "digits=" + std::to_string(field.digits));
    if (!field.unit.empty()) append(list, "unit=" + std::string(field.unit));
    if (field.initial) append(list, "initial=" + std::to_string(*field.initial));
    return list;
}

void describe_field(Text& out, const EntitySpec& entity, const EntitySpec* governing,
                    const FieldSpec& field) {
    out.line(1, "field " + std::to_string(field.id) + ' ' + labelled(field.name, field.label) +
                    ' ' + std::string(kind_name(field.kind)) + ' ' +
                    std::string(rule_name(field.rule)));
    out.fact(2, "flags", flags(field));
    out.fact(2, "limits", limits(field));
    out.fact(2, "target", field.target);
    if (field.unit_lead != 0) out.fact(2, "unit of", entity.field(field.unit_lead)->name);
    if (field.readers != everyone) out.fact(2, "readers", role_names_of(field.readers));
    out.fact(2, "writers", role_names_of(field.writers));
    out.fact(2, "correctors", role_names_of(field.correctors));
    out.fact(2, "editable in", state_names(governing, field.editable_in));
    out.fact(2, "adds in", state_names(governing, field.adds_in));
    for (const Choice& each : field.choices) {
        out.line(2, "choice " + std::to_string(each.id) + ' ' + labelled(each.name, each.label));
    }
}

std::string_view guard_kind_name(Guard::Kind kind) {
    switch (kind) {
        case Guard::Kind::filled:
            return "filled";
        case Guard::Kind::ordered:
            return "ordered";
        case Guard::Kind::has_child:
            return "has_child";
        case Guard::Kind::within_limit:
            return "within_limit";
    }
    return "?";
}

std::string step_flags(const Transition& step) {
    std::string list;
    if (step.exclusive) append(list, "exclusive");
    if (step.forward) append(list, "forward");
    if (step.four_eyes) append(list, "four_eyes");
    if (step.marks_writer) append(list, "marks_writer");
    if (step.clears_writers) append(list, "clears_writers");
    return list;
}

void describe_step(Text& out, const EntitySpec& entity, const Transition& step) {
    out.line(1, "step " + std::to_string(step.id) + ' ' + labelled(step.name, step.label));
    out.fact(2, "from", state_names(&entity, step.from));
    out.fact(2, "to", state_name(entity, step.to));
    out.fact(2, "roles", role_names_of(step.roles));
    if (step.blind != 0) out.fact(2, "blind", state_names(&entity, step.blind));
    out.fact(2, "flags", step_flags(step));
    if (step.reason != 0) out.fact(2, "reason", entity.field(step.reason)->name);
    out.fact(2, "covers", names(step.covers));
    out.fact(2, "covers children", names(step.covers_children));
    for (const Guard& guard : step.guards) {
        out.line(2, "guard " + labelled(guard.name, guard.label) + ' ' +
                        std::string(guard_kind_name(guard.kind)));
        out.fact(3, "child", guard.child);
        out.fact(3, "fields", names(guard.fields));
    }
}

std::string_view scope_name(Scope scope) {
    switch (scope) {
        case Scope::all:
            return "all";
        case Scope::branch:
            return "branch";
        case Scope::parent:
            return "parent";
        case Scope::follower:
            return "follower";
        case Scope::holder:
            return "holder";
    }
    return "?";
}

std::string_view name_of(const FieldSpec* field) {
    return field == nullptr ? std::string_view{} : field->name;
}

void describe_rows(Text& out, const EntitySpec& entity, const EntitySpec* governing) {
    out.fact(1, "title", name_of(entity.title));
    out.fact(1, "parent", name_of(entity.parent));
    out.fact(1, "follows", name_of(entity.follows));
    out.fact(1, "hangs on", name_of(entity.holder));
    out.fact(1, "shares with", name_of(entity.shares));
    out.fact(1, "assigned", names(entity.assigned));
    out.fact(1, "scope", scope_name(entity.scope));
    out.fact(1, "read", role_names_of(entity.rights.read));
    out.fact(1, "write", role_names_of(entity.rights.write));
    out.fact(1, "read assigned", role_names_of(entity.rights.read_assigned));
    out.fact(1, "write assigned", role_names_of(entity.rights.write_assigned));
    out.fact(1, "rows editable in", state_names(governing, entity.rows_editable_in));
    if (entity.deletable) {
        const std::string in = state_names(&entity, entity.deletable_in);
        out.line(1, "deletable" + (in.empty() ? in : " in " + in));
    }
    if (entity.append_only) out.line(1, "append_only");
    if (entity.server_only) out.line(1, "server_only");
}

}  // namespace

std::string describe(const Catalogue& catalogue) {
    Text out;
    out.fact(0, "catalogue", std::to_string(catalogue.number()));
    for (const EntitySpec* entity : catalogue.entities()) {
        const EntitySpec* governing = catalogue.governing(entity->id);
        out.line(0, "entity " + std::to_string(entity->id) + ' ' +
                        labelled(entity->name, entity->label));
        describe_rows(out, *entity, governing);
        for (const FieldSpec* field : entity->fields) {
            describe_field(out, *entity, governing, *field);
        }
        for (const Transition& step : entity->transitions) describe_step(out, *entity, step);
        for (const Check& check : entity->checks) {
            out.line(1, "check " + labelled(check.name, check.label));
            out.fact(2, "ordered", names(check.ordered));
            out.fact(2, "in", state_names(entity, check.in_states));
        }
    }
    return out.take();
}

}  // namespace branchline::schema
