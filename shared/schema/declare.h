// How an entity is written down: constexpr values with typed handles, checked while compiling. A
// wrong declaration (an id used twice, a limit that the kind does not have, a rule that does not
// fit, a step from an unknown state) does not compile; the compiler shows the thrown sentence.
//
//   inline constexpr auto name = text(16, "name", {"名称", "Name"}).required().max_length(100);
//   inline constexpr auto all  = fields(name, ...);
//   inline constexpr auto spec = entity(12, "complaint", {"投诉", "Complaint"}, all).title(name);
#pragma once

#include "schema/declare_field.h"

namespace branchline::schema {

// A list of handles; they must be namespace-scope constants, their addresses are kept.
template <class... T>
consteval std::array<const FieldSpec*, sizeof...(T)> fields(const Field<T>&... each) {
    return {&each.spec...};
}

template <std::size_t N, std::size_t M>
consteval std::array<const FieldSpec*, N + M> join(const std::array<const FieldSpec*, N>& a,
                                                   const std::array<const FieldSpec*, M>& b) {
    std::array<const FieldSpec*, N + M> all{};
    for (std::size_t i = 0; i < N; ++i) all[i] = a[i];
    for (std::size_t i = 0; i < M; ++i) all[N + i] = b[i];
    for (std::size_t i = 1; i < N + M; ++i)
        for (std::size_t j = i; j > 0 && all[j]->id < all[j - 1]->id; --j) {
            const FieldSpec* swap = all[j];
            all[j] = all[j - 1], all[j - 1] = swap;
        }
    return all;
}

constexpr StateMask states() { return 0; }

template <class... C>
constexpr StateMask states(const Choice& first, const C&... rest) {
    return state_bit(first.id) | states(rest...);
}

// A step of a machine.
struct Step {
    Transition spec;

    template <class Change>
    consteval Step with(Change change) const {
        Step copy = *this;
        change(copy.spec);
        return copy;
    }

    consteval Step from(StateMask mask) const {
        return with([=](Transition& t) { t.from = mask; });
    }

    consteval Step to(const Choice& state) const {
        return with([&state](Transition& t) { t.to = state.id; });
    }

    consteval Step by(RoleMask mask) const {
        return with([=](Transition& t) { t.roles = mask; });
    }

    consteval Step blind(StateMask mask) const {
        return with([=](Transition& t) { t.blind = mask; });
    }

    consteval Step exclusive() const {
        return with([](Transition& t) { t.exclusive = true; });
    }

    consteval Step forward() const {
        return with([](Transition& t) { t.forward = true; });
    }

    consteval Step four_eyes() const {
        return with([](Transition& t) { t.four_eyes = true; });
    }

    consteval Step marks_writer() const {
        return with([](Transition& t) { t.marks_writer = true; });
    }

    consteval Step clears_writers() const {
        return with([](Transition& t) { t.clears_writers = true; });
    }

    template <class T>
    consteval Step reason(const Field<T>& field) const {
        return with([&field](Transition& t) { t.reason = field.spec.id; });
    }

    consteval Step covers(FieldList list) const {
        return with([=](Transition& t) { t.covers = list; });
    }

    consteval Step covers_children(std::span<const std::string_view> entities) const {
        return with([=](Transition& t) { t.covers_children = entities; });
    }

    consteval Step guards(std::span<const Guard> list) const {
        return with([=](Transition& t) { t.guards = list; });
    }
};

consteval Step step(std::uint8_t id, std::string_view name, Label label) {
    if (id == 0) throw "a step id is 1 or more";
    detail::check_name(name);
    if (label.zh.empty() || label.en.empty()) throw "a label is given in both languages";
    Step made{};
    made.spec.id = id, made.spec.name = name, made.spec.label = label;
    return made;
}

template <class... S>
consteval std::array<Transition, sizeof...(S)> steps(const S&... each) {
    return {each.spec...};
}

namespace detail {
consteval bool contains(FieldList list, const FieldSpec* field) {
    for (const FieldSpec* each : list)
        if (each == field) return true;
    return false;
}

consteval bool contains_all(FieldList list, FieldList part) {
    for (const FieldSpec* each : part)
        if (!contains(list, each)) return false;
    return true;
}

consteval bool contains_id(FieldList list, FieldId id) {
    for (const FieldSpec* each : list)
        if (each->id == id) return true;
    return false;
}

consteval void check_pair(const FieldSpec& a, const FieldSpec& b) {
    if (a.id == b.id) throw "two fields share one id";
    if (a.name == b.name) throw "two fields share one name";
    if (a.label.zh == b.label.zh || a.label.en == b.label.en) throw "two fields share one label";
    if (a.id > b.id) throw "fields stand in ascending order of their ids";
    if (a.kind == Kind::status && b.kind == Kind::status) throw "an entity has one machine";
    if (a.is_number && b.is_number) throw "an entity has one number";
}

consteval void check_fields(FieldList list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) check_pair(*list[j], *list[i]);
        if (list[i]->unit_lead != 0 && !contains_id(list, list[i]->unit_lead))
            throw "the lead of a unit is missing from the entity";
        if (list[i]->rule == Rule::derived && (list[i]->required || list[i]->natural_key))
            throw "a derived field is neither required nor a natural key";
    }
}

consteval void check_guard(const Guard& guard, FieldList list) {
    const bool of_child = guard.kind == Guard::Kind::has_child;
    if (of_child == guard.child.empty()) throw "has_child, and only it, names a child entity";
    if (!of_child && !contains_all(list, guard.fields))
        throw "a guard reads a field that the entity does not have";
    if (guard.kind == Guard::Kind::ordered && guard.fields.size() != 2)
        throw "an ordered guard compares two fields";
}

consteval void check_step(const Transition& step, StateMask known, FieldList list) {
    if (step.from == 0 || (step.from & ~known) != 0) throw "a step starts from an unknown state";
    if ((state_bit(step.to) & known) == 0) throw "a step leads to an unknown state";
    if (step.roles == 0) throw "a step names who may take it";
    if ((step.blind & ~step.from) != 0) throw "a step is blind for a state it does not start from";
    if (step.reason != 0 && !contains_id(list, step.reason))
        throw "the reason of a step is not a field of the entity";
    if (!contains_all(list, step.covers))
        throw "a step covers a field that the entity does not have";
    for (const Guard& guard : step.guards) check_guard(guard, list);
}
}  // namespace detail

// An entity under declaration; `spec` is what the catalogue lists.
struct Entity {
    EntitySpec spec;

    template <class Change>
    consteval Entity with(Change change) const {
        Entity copy = *this;
        change(copy.spec);
        return copy;
    }

    template <class T>
    consteval Entity title(const Field<T>& f) const {
        if (!detail::contains(spec.fields, &f.spec)) throw "the title is not a field of the entity";
        return with([&f](EntitySpec& e) { e.title = &f.spec; });
    }

    template <class T>
    consteval Entity child_of(const Field<T>& f) const
        requires std::same_as<T, Ref>
    {
        if (!detail::contains(spec.fields, &f.spec))
            throw "the parent is not a field of the entity";
        return with([&f](EntitySpec& e) { e.parent = &f.spec, e.scope = Scope::parent; });
    }

    template <class T>
    consteval Entity follows(const Field<T>& f) const
        requires std::same_as<T, Ref>
    {
        if (!detail::contains(spec.fields, &f.spec))
            throw "what an entity follows is not a field of it";
        return with([&f](EntitySpec& e) { e.follows = &f.spec, e.scope = Scope::follower; });
    }

    // It belongs to whoever holds that record.
    template <class T>
    consteval Entity hangs_on(const Field<T>& f) const
        requires std::same_as<T, AnyReference>
    {
        if (!detail::contains(spec.fields, &f.spec))
            throw "what an entity hangs on is not a field of it";
        return with([&f](EntitySpec& e) { e.holder = &f.spec, e.scope = Scope::holder; });
    }

    // A row of it shares its parent with that branch, as long as it is there.
    template <class T>
    consteval Entity shares_with(const Field<T>& f) const
        requires std::same_as<T, Ref>
    {
        if (!detail::contains(spec.fields, &f.spec))
            throw "whom a row shares its parent with is not a field of the entity";
        if (spec.parent == nullptr) throw "a row that shares is the child of what it shares";
        return with([&f](EntitySpec& e) { e.shares = &f.spec; });
    }

    consteval Entity reference_data() const {
        return with([](EntitySpec& e) { e.scope = Scope::all; });
    }

    consteval Entity assigned(FieldList list) const {
        if (!detail::contains_all(spec.fields, list))
            throw "rows are assigned by a field that the entity does not have";
        return with([=](EntitySpec& e) { e.assigned = list; });
    }

    consteval Entity rights(Rights rights) const {
        return with([=](EntitySpec& e) { e.rights = rights; });
    }

    consteval Entity transitions(std::span<const Transition> list) const {
        if (spec.machine == nullptr) throw "steps need a machine";
        StateMask known = 0;
        for (const Choice& state : spec.machine->choices) known |= state_bit(state.id);
        for (std::size_t i = 0; i < list.size(); ++i) {
            detail::check_step(list[i], known, spec.fields);
            for (std::size_t j = 0; j < i; ++j) {
                if (list[i].id == list[j].id) throw "two steps share one id";
                if (list[i].name == list[j].name && (list[i].from & list[j].from) != 0)
                    throw "two steps of one name start from one state";
            }
        }
        return with([=](EntitySpec& e) { e.transitions = list; });
    }

    consteval Entity checks(std::span<const Check> list) const {
        for (const Check& check : list)
            if (!detail::contains_all(spec.fields, check.ordered))
                throw "a check reads a field that the entity does not have";
        return with([=](EntitySpec& e) { e.checks = list; });
    }

    consteval Entity rows_editable_in(StateMask states) const {
        return with([=](EntitySpec& e) { e.rows_editable_in = states; });
    }

    consteval Entity deletable(StateMask in = any_state) const {
        if (in != any_state && spec.machine == nullptr)
            throw "deletable in certain states: the entity has no machine";
        if (spec.append_only) throw "an append-only row is never deleted";
        return with([=](EntitySpec& e) { e.deletable = true, e.deletable_in = in; });
    }

    consteval Entity append_only() const {
        if (spec.deletable) throw "an append-only row is never deleted";
        return with([](EntitySpec& e) { e.append_only = true; });
    }

    consteval Entity server_only() const {
        return with([](EntitySpec& e) { e.server_only = true; });
    }
};

consteval Entity entity(EntityId id, std::string_view name, Label label, FieldList list) {
    if (id == 0) throw "an entity id is 1 or more";
    detail::check_name(name);
    if (label.zh.empty() || label.en.empty()) throw "a label is given in both languages";
    detail::check_fields(list);
    Entity made{};
    made.spec.id = id, made.spec.name = name, made.spec.label = label, made.spec.fields = list;
    for (const FieldSpec* f : list) {
        if (f->is_number) made.spec.number = f;
        if (f->kind == Kind::status) made.spec.machine = f;
    }
    return made;
}

}  // namespace branchline::schema
