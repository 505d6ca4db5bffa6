// Table files in and out: a file is chosen, tried first (what would come in, what would not and
// why, which columns nobody knows), and only then taken; a list is written to a file under a name.
#pragma once

#include <optional>
#include <string>

#include "screens/context.h"
#include "screens/file_dialog.h"
#include "screens/import_preview.h"

namespace branchline::screens {

class Transfer {
  public:
    // Offers import and export of the entity that is looked at; `where` is what its list shows.
    void offer(Context& context, const schema::EntitySpec& entity, const std::string& where);
    void draw(Context& context);

  private:
    void begin_import(Context& context, schema::EntityId entity);
    void take_path(Context& context, const std::string& path);
    void try_import(Context& context);
    void draw_preview(Context& context);

    FileDialog dialog_;
    bool importing_ = false;
    ImportMapping mapping_;
    ImportPreview look_;
    schema::EntityId entity_ = 0;
    std::string where_;
    std::string path_;
    live::Ticket trying_ = 0;
    std::optional<live::Outcome> preview_;
};

}  // namespace branchline::screens
