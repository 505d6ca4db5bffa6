// What the heading of a column stands for: the name of a field, its Chinese or its English label,
// `id`, or a child's field behind the child's name or label and a point ("order_line.cargo").
// Compared in normal form, so that case, width and outer blanks do not matter; a '*' at either end
// (the usual mark of required columns) is ignored. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schema/catalogue.h"

namespace branchline::exchange {

struct Target {
    enum class Part : std::uint8_t { id, row_group, field };

    const schema::EntitySpec* entity = nullptr;  // the table's own, or a child's
    Part part = Part::field;
    const schema::FieldSpec* field = nullptr;  // of Part::field

    friend bool operator==(const Target&, const Target&) = default;
};

std::string target_name(const Target& target, const schema::EntitySpec& table);

// None: unknown. Several: two fields share the label. A name wins over labels, an own field over a
// child's.
std::vector<Target> targets_of(const schema::Catalogue& catalogue, const schema::EntitySpec& table,
                               std::string_view heading);

}  // namespace branchline::exchange
