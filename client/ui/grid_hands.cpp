#include "ui/grid_hands.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <array>

#include "ui/letters.h"

namespace branchline::ui {

namespace {

// The key is ours in this frame, whoever has claimed it before: an active text field claims most of
// them anew in every frame.
bool pressed(ImGuiKey key) {
    const ImGuiID owner = ImGui::GetID("grid keys");
    ImGui::SetKeyOwner(key, owner);
    return ImGui::IsKeyPressed(key, ImGuiInputFlags_Repeat, owner);
}

bool pressed_enter() {
    const bool enter = pressed(ImGuiKey_Enter);
    return pressed(ImGuiKey_KeypadEnter) || enter;
}

// Letters that this frame brought before the key.
int letters_before(ImGuiKey key) {
    int letters = 0;
    for (const ImGuiInputEvent& event : ImGui::GetCurrentContext()->InputEventsTrail) {
        if (event.Type == ImGuiInputEventType_Text) ++letters;
        const bool is_key = event.Type == ImGuiInputEventType_Key && event.Key.Down;
        if (is_key && event.Key.Key == key) return letters;
    }
    return 0;
}

bool shift() { return ImGui::GetIO().KeyShift; }

bool ctrl() { return ImGui::GetIO().KeyCtrl; }

struct Arrow {
    ImGuiKey key;
    GridWay way;
};

constexpr std::array arrows{
    Arrow{ImGuiKey_LeftArrow, GridWay::left}, Arrow{ImGuiKey_RightArrow, GridWay::right},
    Arrow{ImGuiKey_UpArrow, GridWay::up}, Arrow{ImGuiKey_DownArrow, GridWay::down}};

}  // namespace

GridSize GridHands::size() const {
    std::int64_t rows = look_.rows;
    for (const GridWrite& write : made_.writes) rows = std::max(rows, write.spot.row + 1);
    return {rows + (look_.grows ? 1 : 0), look_.columns.size()};
}

std::vector<PickItem> GridHands::choices() const {
    if (!look_.choices || look_.columns.empty()) return {};
    return look_.choices(state_.cursor.at.column, state_.list.typed);
}

void GridHands::write(const GridSpot& spot, std::string text) {
    if (look_.cell(spot).locked) {
        made_.refused = true;
        return;
    }
    made_.writes.push_back({spot, std::move(text)});
}

void GridHands::begin(std::string text) {
    if (look_.cell(state_.cursor.at).locked) {
        made_.refused = true;
        return;
    }
    state_.editing = true;
    state_.text = std::move(text);
    state_.reload = true;
}

void GridHands::cancel() {
    state_.editing = false;
    state_.text.clear();
    state_.reload = true;
    state_.list = {};
}

void GridHands::commit() {
    if (state_.editing) {
        const std::vector<PickItem> items = choices();
        const bool takes = state_.list.open && !items.empty() && !state_.text.empty();
        if (takes && look_.columns[state_.cursor.at.column].from_list) {
            state_.text = items[std::min(state_.list.highlighted, items.size() - 1)].label;
        }
        if (state_.text != look_.to_edit(state_.cursor.at)) write(state_.cursor.at, state_.text);
    }
    cancel();
}

void GridHands::choose(const PickItem& item) {
    if (item.label != look_.to_edit(state_.cursor.at)) write(state_.cursor.at, item.label);
    cancel();
}

void GridHands::go(const GridSpot& spot, bool extend) {
    commit();
    state_.cursor.go(spot, size(), extend);
}

void GridHands::open_list(std::string typed) {
    state_.list = {true, std::move(typed), 0};
    if (choices().empty()) state_.list = {};
}

void GridHands::take_keys() {
    if (state_.tab_waits) {
        state_.tab_waits = false;
        move_by_tab(state_.tab_goes_back);
        type_first(state_.letters_behind);
    }
    const bool alt = ImGui::GetIO().KeyAlt;
    if (alt && pressed(ImGuiKey_DownArrow) && !look_.cell(state_.cursor.at).locked) {
        return open_list({});
    }
    if (alt) return;
    if (state_.list.open) take_list_keys();
    if (pressed_enter()) return enter();
    if (pressed(ImGuiKey_Tab) && !ctrl()) return tab();
    if (state_.editing) {
        take_edit_keys();
    } else {
        take_ready_keys();
    }
}

void GridHands::take_list_keys() {
    const std::size_t count = choices().size();
    if (pressed(ImGuiKey_DownArrow) && state_.list.highlighted + 1 < count) {
        ++state_.list.highlighted;
    }
    if (pressed(ImGuiKey_UpArrow) && state_.list.highlighted > 0) --state_.list.highlighted;
}

void GridHands::enter() {
    const std::vector<PickItem> items = state_.list.open ? choices() : std::vector<PickItem>();
    if (state_.list.open && !state_.editing && !items.empty()) {
        return choose(items[std::min(state_.list.highlighted, items.size() - 1)]);
    }
    if (ctrl() && state_.editing && state_.cursor.is_range()) return fill_chosen();
    commit();
    if (ctrl()) {
        made_.submitted = true;
    } else {
        state_.cursor.enter(size(), shift());
    }
}

// Letters and Tab may come in one frame, and ImGui gives them apart: what was typed before the Tab
// belongs to this cell. (Enter comes in a frame of its own.)
void GridHands::tab() {
    ImVector<ImWchar>& letters = ImGui::GetIO().InputQueueCharacters;
    const int before = std::min(letters_before(ImGuiKey_Tab), letters.Size);
    if (before == 0) return move_by_tab(shift());
    state_.tab_waits = true;
    state_.tab_goes_back = shift();
    for (int i = before; i < letters.Size; ++i) {
        state_.letters_behind += static_cast<char32_t>(letters[i]);
    }
    letters.resize(before);
}

void GridHands::move_by_tab(bool back) {
    commit();
    if (!state_.cursor.tab(size(), back)) {
        made_.left = back ? GridTouch::Left::before : GridTouch::Left::behind;
    }
}

void GridHands::take_edit_keys() {
    if (pressed(ImGuiKey_Escape) || (ctrl() && pressed(ImGuiKey_Z))) return cancel();
    if (state_.list.open) return;
    for (const Arrow& arrow : arrows) {
        const bool sideways = arrow.way == GridWay::left || arrow.way == GridWay::right;
        if (sideways || !pressed(arrow.key)) continue;
        commit();
        state_.cursor.step(arrow.way, size());
    }
}

void GridHands::take_ready_keys() {
    if (pressed(ImGuiKey_Escape)) {
        if (state_.list.open) return cancel();
        if (state_.cursor.is_range()) return state_.cursor.go(state_.cursor.at, size());
        state_.on = false;
        return;
    }
    if (pressed(ImGuiKey_F2)) return begin(look_.to_edit(state_.cursor.at));
    if (pressed(ImGuiKey_Backspace)) return begin({});
    if (pressed(ImGuiKey_Delete)) {
        const GridRange range = state_.cursor.range();
        if (ctrl()) {
            made_.erased = {range.first_row, std::min(range.last_row, look_.rows - 1)};
        } else {
            clear();
        }
        return;
    }
    if (state_.list.open) return;
    take_moves();
    if (ctrl()) take_clipboard();
}

void GridHands::take_moves() {
    GridCursor& cursor = state_.cursor;
    const GridCursor::Filled filled = [this](const GridSpot& spot) {
        return spot.row < look_.rows && !look_.cell(spot).text.empty();
    };
    for (const Arrow& arrow : arrows) {
        if (!pressed(arrow.key)) continue;
        if (ctrl()) {
            cursor.jump(arrow.way, size(), filled, shift());
        } else {
            cursor.step(arrow.way, size(), shift());
        }
    }
    const std::size_t last_column = size().columns - 1;
    if (pressed(ImGuiKey_Home)) cursor.go({ctrl() ? 0 : cursor.at.row, 0}, size(), shift());
    if (pressed(ImGuiKey_End)) {
        const std::int64_t last_row = std::max<std::int64_t>(look_.rows - 1, 0);
        cursor.go({ctrl() ? last_row : cursor.at.row, last_column}, size(), shift());
    }
    if (pressed(ImGuiKey_PageDown)) {
        cursor.go({cursor.at.row + page_, cursor.at.column}, size(), shift());
    }
    if (pressed(ImGuiKey_PageUp)) {
        cursor.go({cursor.at.row - page_, cursor.at.column}, size(), shift());
    }
}

void GridHands::take_clipboard() {
    if (pressed(ImGuiKey_D)) fill(true);
    if (pressed(ImGuiKey_R)) fill(false);
    if (pressed(ImGuiKey_C)) copy();
    if (pressed(ImGuiKey_X)) {
        copy();
        clear();
    }
    if (pressed(ImGuiKey_V)) paste();
    if (pressed(ImGuiKey_Z)) made_.undo = true;
    if (pressed(ImGuiKey_Y)) made_.redo = true;
    if (pressed(ImGuiKey_A)) {
        state_.cursor.anchor = {0, 0};
        state_.cursor.at = {std::max<std::int64_t>(look_.rows - 1, 0), size().columns - 1};
    }
}

void GridHands::clear() {
    const GridRange range = state_.cursor.range();
    for (std::int64_t row = range.first_row; row <= range.last_row && row < look_.rows; ++row) {
        for (std::size_t column = range.first_column; column <= range.last_column; ++column) {
            if (!look_.to_edit({row, column}).empty()) write({row, column}, {});
        }
    }
}

void GridHands::copy() const {
    const GridRange range = state_.cursor.range();
    TextTable table;
    for (std::int64_t row = range.first_row; row <= range.last_row && row < look_.rows; ++row) {
        std::vector<std::string>& line = table.emplace_back();
        for (std::size_t column = range.first_column; column <= range.last_column; ++column) {
            line.push_back(look_.to_edit({row, column}));
        }
    }
    if (!table.empty()) ImGui::SetClipboardText(write_tsv(table).c_str());
}

void GridHands::paste() {
    const char* text = ImGui::GetClipboardText();
    if (text == nullptr) return;
    TextTable table = read_tsv(text);
    if (table.empty()) return;
    if (table.size() > 1 || table.front().size() > 1) {
        made_.pasted = std::move(table);
        return;
    }
    for (GridWrite& each : writes_of(table, state_.cursor.range(), size().columns)) {
        write(each.spot, std::move(each.text));
    }
}

// One row: from above. Several: the first one into the others. The same to the right.
void GridHands::fill(bool down) {
    GridRange range = state_.cursor.range();
    if (down && range.first_row == range.last_row) {
        if (range.first_row == 0) return;
        --range.first_row;
    }
    if (!down && range.first_column == range.last_column) {
        if (range.first_column == 0) return;
        --range.first_column;
    }
    const std::int64_t first_row = range.first_row + (down ? 1 : 0);
    const std::size_t first_column = range.first_column + (down ? 0 : 1);
    for (std::int64_t row = first_row; row <= range.last_row; ++row) {
        for (std::size_t column = first_column; column <= range.last_column; ++column) {
            const GridSpot from{down ? range.first_row : row, down ? column : range.first_column};
            std::string text = look_.to_edit(from);
            if (text != look_.to_edit({row, column})) write({row, column}, std::move(text));
        }
    }
}

void GridHands::fill_chosen() {
    const std::string text = state_.text;
    const GridRange range = state_.cursor.range();
    for (const GridWrite& each : writes_of({{text}}, range, size().columns)) {
        write(each.spot, each.text);
    }
    cancel();
}

std::optional<GridWrite> take_open_cell(GridState& state) {
    if (!state.editing) return std::nullopt;
    GridWrite write{state.cursor.at, std::move(state.text)};
    state.text.clear();
    state.editing = false;
    state.reload = true;
    state.list = {};
    return write;
}

std::vector<GridWrite> writes_of(const TextTable& table, const GridRange& range,
                                 std::size_t columns) {
    std::vector<GridWrite> writes;
    if (table.size() == 1 && table.front().size() == 1) {
        for (std::int64_t row = range.first_row; row <= range.last_row; ++row) {
            for (std::size_t column = range.first_column; column <= range.last_column; ++column) {
                writes.push_back({{row, column}, table.front().front()});
            }
        }
        return writes;
    }
    for (std::size_t row = 0; row < table.size(); ++row) {
        for (std::size_t i = 0; i < table[row].size(); ++i) {
            const std::size_t column = range.first_column + i;
            if (column >= columns) break;
            writes.push_back(
                {{range.first_row + static_cast<std::int64_t>(row), column}, table[row][i]});
        }
    }
    return writes;
}

}  // namespace branchline::ui
