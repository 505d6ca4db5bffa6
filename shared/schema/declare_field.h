// How a field is written down: a constexpr value whose type is its kind, so that a limit or a rule
// that the kind does not have is not there to be called. The rest of a declaration is in declare.h.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>

#include "schema/spec.h"

namespace branchline::schema {

struct Text {};

struct LongText {};

struct Integer {};

struct Boolean {};

struct Money {};

struct Quantity {};

struct Date {};

struct Instant {};

struct Pick {};

struct Ref {};

struct AnyReference {};

struct SetOf {};

struct Machine {};

template <class T>
concept Countable = std::same_as<T, Integer> || std::same_as<T, Money> || std::same_as<T, Quantity>;
template <class T>
concept Ordered = Countable<T> || std::same_as<T, Date> || std::same_as<T, Instant>;
template <class T>
concept Textual = std::same_as<T, Text> || std::same_as<T, LongText>;

template <class T>
struct Field {
    FieldSpec spec;

    consteval Field required() const {
        return with([](FieldSpec& s) { s.required = true; });
    }

    consteval Field max_length(std::uint16_t n) const
        requires Textual<T>
    {
        if (n == 0) throw "max_length: at least one character";
        return with([n](FieldSpec& s) { s.max_length = n; });
    }

    consteval Field between(std::int64_t low, std::int64_t high) const
        requires Ordered<T>
    {
        if (low > high) throw "between: the lower limit is above the upper one";
        return with([=](FieldSpec& s) { s.min = low, s.max = high; });
    }

    consteval Field searchable() const
        requires(Textual<T>)
    {
        return with([](FieldSpec& s) { s.searchable = true; });
    }

    consteval Field natural_key() const
        requires std::same_as<T, Text>
    {
        return with([](FieldSpec& s) { s.natural_key = true; });
    }

    // Rows are looked up by its value: it has an index.
    consteval Field keyed() const
        requires std::same_as<T, Text>
    {
        return with([](FieldSpec& s) { s.keyed = true; });
    }

    // The value of a new row where its author gives none.
    consteval Field initial(const Choice& choice) const
        requires std::same_as<T, Pick>
    {
        for (const Choice& known : spec.choices)
            if (known.id == choice.id) return with([=](FieldSpec& s) { s.initial = choice.id; });
        throw "the initial value is not one of the choices";
    }

    consteval Field readers(RoleMask mask) const {
        if (mask == 0) throw "a field that nobody may read";
        return with([mask](FieldSpec& s) { s.readers = mask; });
    }

    consteval Field writers(RoleMask mask) const {
        return with([mask](FieldSpec& s) { s.writers = mask; });
    }

    // Frozen outside these states of the governing machine (the row's own, else its parent's).
    consteval Field editable_in(StateMask states) const {
        return with([states](FieldSpec& s) { s.editable_in = states; });
    }

    template <class Lead>
    consteval Field in_unit(const Lead& lead) const {
        if (lead.spec.unit_lead != 0) throw "in_unit: name the lead of the unit";
        return with([&lead](FieldSpec& s) { s.unit_lead = lead.spec.id, s.rule = lead.spec.rule; });
    }

    consteval Field ask() const { return ruled(Rule::ask); }

    consteval Field first() const { return ruled(Rule::first); }

    consteval Field server() const { return ruled(Rule::server); }

    // Computed from other fields, in the replica; never travels.
    consteval Field derived() const { return ruled(Rule::derived); }

    consteval Field three_way() const  // merged by lines
        requires std::same_as<T, LongText>
    {
        return ruled(Rule::text);
    }

    consteval Field sum(StateMask adds_in = any_state) const
        requires Countable<T>
    {
        return ruled(Rule::sum).with([=](FieldSpec& s) { s.adds_in = adds_in; });
    }

    consteval Field furthest(RoleMask correctors) const
        requires Ordered<T>
    {
        return ruled(Rule::furthest).with([=](FieldSpec& s) { s.correctors = correctors; });
    }

    template <class Change>
    consteval Field with(Change change) const {
        Field copy = *this;
        change(copy.spec);
        return copy;
    }

  private:
    consteval Field ruled(Rule rule) const
        requires(!std::same_as<T, SetOf> && !std::same_as<T, Machine>)
    {
        if (spec.unit_lead != 0) throw "the rule of a unit is declared at its lead";
        return with([rule](FieldSpec& s) { s.rule = rule; });
    }
};

namespace detail {
consteval void check_choices(std::span<const Choice> choices) {
    for (std::size_t a = 0; a < choices.size(); ++a) {
        if (choices[a].name.empty()) throw "a choice has a name";
        if (choices[a].label.zh.empty() || choices[a].label.en.empty())
            throw "a label is given in both languages";
        for (std::size_t b = 0; b < a; ++b) {
            if (choices[a].id == choices[b].id) throw "two choices share one id";
            if (choices[a].name == choices[b].name) throw "two choices share one name";
        }
    }
}

consteval void check_name(std::string_view name) {
    if (name.empty()) throw "a name is not empty";
    for (char c : name)
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            throw "names are snake_case";
}

template <class T>
consteval Field<T> make(FieldId id, std::string_view name, Label label, Kind kind) {
    if (id == 0) throw "a field id is 1 or more";
    check_name(name);
    if (label.zh.empty() || label.en.empty()) throw "a label is given in both languages";
    Field<T> field{};
    field.spec.id = id;
    field.spec.name = name;
    field.spec.label = label;
    field.spec.kind = kind;
    return field;
}
}  // namespace detail

consteval Field<Text> text(FieldId id, std::string_view name, Label label) {
    return detail::make<Text>(id, name, label, Kind::text);
}

consteval Field<LongText> long_text(FieldId id, std::string_view name, Label label) {
    return detail::make<LongText>(id, name, label, Kind::long_text);
}

consteval Field<Integer> integer(FieldId id, std::string_view name, Label label) {
    return detail::make<Integer>(id, name, label, Kind::integer);
}

consteval Field<Boolean> boolean(FieldId id, std::string_view name, Label label) {
    return detail::make<Boolean>(id, name, label, Kind::boolean);
}

consteval Field<Money> money(FieldId id, std::string_view name, Label label) {
    return detail::make<Money>(id, name, label, Kind::money).with([](FieldSpec& s) {
        s.digits = 2;
    });
}

consteval Field<Quantity> quantity(FieldId id, std::string_view name, Label label,
                                   std::string_view unit) {
    return detail::make<Quantity>(id, name, label, Kind::quantity).with([=](FieldSpec& s) {
        s.unit = unit;
    });
}

consteval Field<Date> date(FieldId id, std::string_view name, Label label) {
    return detail::make<Date>(id, name, label, Kind::date);
}

consteval Field<Instant> instant(FieldId id, std::string_view name, Label label) {
    return detail::make<Instant>(id, name, label, Kind::instant);
}

consteval Field<Pick> pick(FieldId id, std::string_view name, Label label,
                           std::span<const Choice> choices) {
    if (choices.empty()) throw "a choice field has choices";
    detail::check_choices(choices);
    return detail::make<Pick>(id, name, label, Kind::choice).with([=](FieldSpec& s) {
        s.choices = choices;
    });
}

consteval Field<Ref> ref(FieldId id, std::string_view name, Label label, std::string_view target) {
    if (target.empty()) throw "a reference names its entity";
    return detail::make<Ref>(id, name, label, Kind::ref).with([=](FieldSpec& s) {
        s.target = target;
    });
}

consteval Field<AnyReference> any_ref(FieldId id, std::string_view name, Label label) {
    return detail::make<AnyReference>(id, name, label, Kind::any_ref);
}

consteval Field<SetOf> set_of(FieldId id, std::string_view name, Label label) {
    return detail::make<SetOf>(id, name, label, Kind::set).with([](FieldSpec& s) {
        s.rule = Rule::set;
    });
}

// The machine unit of an entity. Its first choice is the state of a new row.
consteval Field<Machine> status(FieldId id, std::string_view name, Label label,
                                std::span<const Choice> states) {
    if (states.empty()) throw "a machine has states";
    detail::check_choices(states);
    for (const Choice& state : states)
        if (state.id >= 32) throw "ids of states are below 32";
    return detail::make<Machine>(id, name, label, Kind::status).with([=](FieldSpec& s) {
        s.choices = states, s.rule = Rule::machine;
    });
}

// The business number (SYNC 3.6): taken from the desk's own counter when the row is created.
consteval Field<Text> number(FieldId id, Label label) {
    return detail::make<Text>(id, "number", label, Kind::text).with([](FieldSpec& s) {
        s.is_number = true, s.rule = Rule::first, s.searchable = true;
    });
}

}  // namespace branchline::schema
