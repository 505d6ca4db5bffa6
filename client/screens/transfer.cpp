#include "screens/transfer.h"

#include "base/civil.h"

namespace branchline::screens {

namespace {

// Settings of this desk: where files were taken from last, and what headings mean.
constexpr std::string_view import_folder = "import_folder";

std::string mapping_setting(const schema::EntitySpec& entity) {
    return "import/" + std::string(entity.name);
}

}  // namespace

void Transfer::offer(Context& context, const schema::EntitySpec& entity, const std::string& where) {
    const std::string name(entity.name);
    const schema::EntityId id = entity.id;
    context.offer({name + ".export",
                   {"导出到文件", "Export to a file"},
                   {},
                   ui::Icon::download,
                   {},
                   {},
                   [this, &context, id, where] {
                       importing_ = false;
                       entity_ = id;
                       where_ = where;
                       const std::string date = format_date(context.manner.today);
                       dialog_.open(
                           FileDialog::For::save, {"导出到文件", "Export to a file"}, {".csv"},
                           std::string(context.catalogue().at(id).name) + "-" + date + ".csv");
                   }});
    const bool may =
        ((entity.rights.write | entity.rights.write_assigned) & context.model.status().roles) != 0;
    if (entity.server_only) return;
    context.offer({name + ".import",
                   {"从文件导入", "Import a file"},
                   "Ctrl+I",
                   ui::Icon::upload,
                   may ? "" : std::string(context.say({"你的角色不能导入", "your role may not"})),
                   {},
                   [this, &context, id] { begin_import(context, id); }});
}

void Transfer::begin_import(Context& context, schema::EntityId entity) {
    importing_ = true;
    entity_ = entity;
    mapping_ =
        ImportMapping(context.model.setting(mapping_setting(context.catalogue().at(entity))));
    dialog_.open(FileDialog::For::open, {"从文件导入", "Import a file"}, {".csv", ".txt", ".tsv"},
                 {}, context.model.setting(import_folder));
}

void Transfer::take_path(Context& context, const std::string& path) {
    path_ = path;
    if (!importing_) {
        context.model.perform(live::ExportFile{entity_, path_, where_});
        return;
    }
    context.model.keep(import_folder, path_.substr(0, path_.rfind('/')));
    try_import(context);
}

void Transfer::try_import(Context& context) {
    trying_ = context.model.perform(live::ImportFile{entity_, path_, mapping_.pairs(), true});
}

void Transfer::draw(Context& context) {
    if (const auto path = dialog_.draw(context)) take_path(context, *path);
    if (trying_ != 0) {
        if (auto outcome = context.model.outcome_of(trying_)) {
            trying_ = 0;
            const bool can_be_told = !outcome->error || !outcome->columns.empty();
            if (can_be_told && !outcome->stopped) preview_ = std::move(*outcome);
        }
    }
    if (preview_) draw_preview(context);
}

// What would happen, before anything does.
void Transfer::draw_preview(Context& context) {
    const schema::EntitySpec& entity = context.catalogue().at(entity_);
    switch (look_.draw(context, entity, path_, *preview_, mapping_, trying_ != 0)) {
        case ImportAnswer::none:
            return;
        case ImportAnswer::told:
            return try_import(context);
        case ImportAnswer::take:
            context.model.keep(mapping_setting(entity), mapping_.to_keep());
            context.model.perform(live::ImportFile{entity_, path_, mapping_.pairs(), false});
            break;
        case ImportAnswer::leave:
            break;
    }
    preview_.reset();
    trying_ = 0;
}

}  // namespace branchline::screens
