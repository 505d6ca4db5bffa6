// What the headings of other people's files mean, where they do not say it themselves: told once,
// remembered on this desk for every file with such a heading. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/catalogue.h"

namespace branchline::screens {

class ImportMapping {
  public:
    ImportMapping() = default;
    explicit ImportMapping(std::string_view kept);

    // An empty field: it is left out from now on.
    void set(const std::string& heading, std::string field);
    [[nodiscard]] std::string field_of(std::string_view heading) const;

    // Field and heading, what was told last first; as live::ImportFile takes them.
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& pairs() const {
        return pairs_;
    }

    [[nodiscard]] std::string to_keep() const;

  private:
    std::vector<std::pair<std::string, std::string>> pairs_;
};

// What a column can be read into: fields of the record, and of its children.
struct ImportTarget {
    std::string name;  // as a mapping names it
    Label label;
    Label of;  // the child it belongs to; empty: the record itself
};

std::vector<ImportTarget> import_targets(const schema::Catalogue& catalogue,
                                         const schema::EntitySpec& entity);

}  // namespace branchline::screens
