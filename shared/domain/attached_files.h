// Where files and rows meet: the entity that names files, and its fields.
#pragma once

#include "domain/attachment.h"
#include "schema/catalogue.h"

namespace branchline::domain {

// The numbers only, as in grants.h.
struct AttachmentNumbers {
    schema::EntityId entity = attachment::spec.spec.id;
    schema::FieldId about = attachment::about.spec.id;
    schema::FieldId file_name = attachment::file_name.spec.id;
    schema::FieldId media_type = attachment::media_type.spec.id;
    schema::FieldId size_bytes = attachment::size_bytes.spec.id;
    schema::FieldId hash = attachment::hash.spec.id;
};

inline constexpr AttachmentNumbers attachment_numbers;

}  // namespace branchline::domain
