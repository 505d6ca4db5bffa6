// attachment 附件: a file that hangs on a record and is read by whoever reads that. The row says
// what the file is; its bytes travel by themselves (store/depot.h), and the two meet by `hash`.
#pragma once

#include "domain/rights.h"

namespace branchline::domain::attachment {

inline constexpr std::int64_t max_size_bytes = std::int64_t{4} * 1024 * 1024 * 1024;

// Of a row that is there only the name may change: another content is another attachment.
inline constexpr RoleMask nobody_afterwards = roles(Role::hub);

inline constexpr auto about =
    any_ref(16, "about", {"关联记录", "About"}).required().writers(nobody_afterwards);
inline constexpr auto file_name =
    text(17, "file_name", {"文件名", "File name"}).max_length(255).required().searchable();
inline constexpr auto media_type =
    text(18, "media_type", {"文件类型", "Media type"}).max_length(127);
inline constexpr auto size_bytes = quantity(19, "size_bytes", {"大小", "Size"}, "B")
                                       .between(0, max_size_bytes)
                                       .required()
                                       .writers(nobody_afterwards);
inline constexpr auto hash = text(20, "hash", {"内容摘要", "Digest"})
                                 .max_length(64)
                                 .required()
                                 .keyed()
                                 .writers(nobody_afterwards);

inline constexpr auto all =
    fields(common::tags, common::archived, about, file_name, media_type, size_bytes, hash);

inline constexpr auto spec = entity(17, "attachment", {"附件", "Attachment"}, all)
                                 .title(file_name)
                                 .hangs_on(about)
                                 .rights(rights::office)
                                 .deletable();

}  // namespace branchline::domain::attachment
