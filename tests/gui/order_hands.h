// Orders under the hands of tests: opened, begun, and what stands in a cell of their cargo.
#pragma once

#include <string>

#include "gui/desk_stage.h"

namespace branchline::test {

inline void new_order(DeskStage& desk) {
    desk.go({screens::Place::Kind::create, id_of(desk, "order"), {}, {}});
}

inline void open(DeskStage& desk, const RowId& order) {
    desk.go({screens::Place::Kind::record, id_of(desk, "order"), order, {}});
}

inline std::string cell(DeskStage& desk, int row, const std::string& column) {
    return desk.stage.value_of("cell " + std::to_string(row) + " " + column);
}

}  // namespace branchline::test
