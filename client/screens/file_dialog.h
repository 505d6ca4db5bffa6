// Choosing a file to read, or a name to write under: places at the left, the folder at the right, a
// name below. It asks for folders like for any other answer, so a slow disk stops nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "screens/context.h"
#include "ui/list.h"

namespace branchline::screens {

class FileDialog {
  public:
    enum class For : std::uint8_t { open, save };

    // `folder`: where to begin; empty or gone: where files usually are. A file to be read is mostly
    // the one that has come last: the cursor stands on it.
    void open(For what, Label title, std::vector<std::string> endings, std::string name = {},
              std::string folder = {});

    [[nodiscard]] bool is_open() const { return open_; }

    // Draws it while it is open. The path that was chosen, once.
    std::optional<std::string> draw(Context& context);

  private:
    void draw_spots(Context& context, ui::Rect area, const live::FolderAnswer& folder);
    std::optional<std::string> draw_entries(Context& context, const ui::Rect& area,
                                            const live::FolderAnswer& folder);
    void enter(std::string path);
    void take_newest(const live::FolderAnswer& folder);

    bool open_ = false;
    bool first_ = true;
    bool arrived_ = false;     // in the folder that is shown
    bool remembered_ = false;  // that folder, from another day
    For for_ = For::open;
    Label title_;
    std::vector<std::string> endings_;
    std::string folder_;
    std::string name_;
    std::int64_t turn_ = 0;
    ui::ListState list_;
};

}  // namespace branchline::screens
