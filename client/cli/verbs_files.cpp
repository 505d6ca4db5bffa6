// attach, fetch, files: the contents of attachments.
#include <charconv>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/platform.h"
#include "cli/options.h"
#include "cli/session.h"
#include "cli/values.h"
#include "cli/verbs.h"
#include "desk/attachments.h"

namespace branchline::cli {

namespace {

constexpr std::int64_t default_timeout_s = 30;
constexpr std::chrono::milliseconds file_pause{50};
constexpr std::int64_t bytes_of_mb = 1'000'000;

desk::Attachments::Read reader_of(std::ifstream& in, const std::string& file) {
    return [&in, file](std::int64_t offset, std::size_t most) -> Result<Bytes> {
        Bytes bytes(most, '\0');
        in.clear();
        in.seekg(offset);
        in.read(bytes.data(), static_cast<std::streamsize>(most));
        if (in.bad() || (in.fail() && !in.eof())) return refuse(Code::io_error, file);
        bytes.resize(static_cast<std::size_t>(in.gcount()));
        return bytes;
    };
}

Result<desk::AttachedFile> find_file(Context& context, desk::Attachments& attachments,
                                     const std::string& text) {
    const schema::EntitySpec& entity = *context.catalogue().entity("attachment");
    auto key = context.desk().find(entity, text);
    if (!key) return refuse(key.error());
    return attachments.file_of(key->row);
}

// Ends when the file is here, or why it will not come now.
Status bring(Context& context, const desk::AttachedFile& file, std::int64_t timeout_ms) {
    Session& session = context.session();
    Online& online = session.online();
    const desk::ClientCore& core = online.core();
    store::Depot& depot = context.desk().replica().depot();
    const auto now = [&] { return session.clock().boot_time().ms; };
    online.renew();
    std::int64_t progress = core.progress();
    std::int64_t moved = now();
    for (;;) {
        const auto known = depot.find(file.digest);
        if (known && known->whole) return {};
        const Code trouble = core.file_trouble(file.digest);
        if (trouble != Code::none) return refuse(trouble, file.name);
        if (online.failure()) return refuse(*online.failure());
        if (core.progress() != progress) {
            progress = core.progress();
            moved = now();
            const std::int64_t done = known ? depot.first_missing(*known) : 0;
            context.show_progress(std::to_string(done) + " / " + std::to_string(file.size));
        }
        if (now() - moved > timeout_ms) return refuse(Code::timed_out, file.name);
        if (!session.pump(file_pause) || !context.go_on()) {
            return refuse(Code::timed_out, file.name, "interrupted");
        }
    }
}

Status save(Context& context, desk::Attachments& attachments, const desk::AttachedFile& file,
            const std::string& out_name) {
    const std::string path = context.path_of(out_name);
    const std::string beside = path + ".part";
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    if (!out) return refuse(Code::io_error, out_name);
    Status written = attachments.write(
        file,
        [&](BytesView bytes) -> Status {
            out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
            if (!out) return refuse(Code::io_error, out_name);
            return {};
        },
        [&] { return context.go_on(); });
    out.close();
    if (written && !out) written = refuse(Code::io_error, out_name);
    if (written) written = put_in_place(beside, path);
    if (!written) remove_file(beside);
    return written;
}

Json file_json(const schema::EntitySpec& entity, const desk::RowView& row,
               const desk::AttachedFile& file) {
    return {{"id", json_of(row.id)},
            {"about", json_of(*entity.field("about"), row.values.get(entity.field("about")->id))},
            {"file_name", file.name},
            {"size_bytes", file.size},
            {"here", file.here},
            {"present", file.present},
            {"pinned", file.pinned},
            {"uploaded", file.confirmed}};
}

int list_files(Context& context, desk::Attachments& attachments) {
    const schema::EntitySpec& entity = *context.catalogue().entity("attachment");
    Json rows = Json::array();
    desk::ListRequest request;
    for (;;) {
        auto page = context.desk().list(entity, request);
        if (!page) return context.fail(page.error());
        for (const desk::RowView& row : page->rows) {
            const auto file = attachments.file_of(row.id);
            if (file && file->present > 0) rows.push_back(file_json(entity, row, *file));
        }
        if (page->next.empty()) break;
        request.after = page->next;
    }
    const std::int64_t bytes = context.desk().replica().depot().bytes();
    const std::int64_t quota = attachments.keeper().quota_bytes();
    if (context.json()) {
        context.print({{"bytes", bytes}, {"quota_bytes", quota}, {"rows", rows}});
        return exit_done;
    }
    context.line(std::to_string(bytes) + " / " + std::to_string(quota));
    for (const Json& row : rows) {
        context.line(row["id"].get<std::string>() + "  " + row["file_name"].get<std::string>());
    }
    return exit_done;
}

int set_quota(Context& context, desk::Attachments& attachments, const std::string& text) {
    std::int64_t mb = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, mb);
    if (error != std::errc{} || rest != end || mb < 0 || mb > 1'000'000'000) {
        return context.fail({Code::bad_value, "quota", text, {}});
    }
    attachments.keeper().set_quota_bytes(mb * bytes_of_mb);
    attachments.keeper().make_room({});
    return list_files(context, attachments);
}

}  // namespace

int verb_attach(Context& context, const Arguments& arguments) {
    std::string name;
    std::string id;
    std::string file;
    Options options;
    options.required("ENTITY", name).required("ID", id).required("FILE", file);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    const schema::EntitySpec* entity = context.catalogue().entity(name);
    if (entity == nullptr) return context.fail({Code::unknown_entity, name, {}, {}});
    auto key = context.desk().find(*entity, id);
    if (!key) return context.fail(key.error());
    const std::filesystem::path path = context.path_of(file);
    std::error_code unknown;
    std::ifstream in(path, std::ios::binary);
    if (!in || !std::filesystem::is_regular_file(path, unknown)) {
        return context.fail({Code::io_error, file, {}, {}});
    }
    desk::Attachments attachments(context.desk());
    auto created = attachments.attach(*key, path.filename().string(), reader_of(in, file),
                                      [&] { return context.go_on(); });
    if (!created) return context.fail(created.error());
    if (context.json()) {
        context.print({{"id", json_of(created->id)}, {"group", json_of(created->group)}});
    } else {
        context.line(to_text(created->id));
    }
    return exit_done;
}

int verb_fetch(Context& context, const Arguments& arguments) {
    std::string id;
    std::string out;
    std::int64_t timeout_s = default_timeout_s;
    Options options;
    options.required("ATTACHMENT", id).value("--out", out).number("--timeout", timeout_s);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    if (out.empty()) return context.fail({Code::unknown_option, {}, "--out FILE", {}});
    if (timeout_s < 1) return context.fail({Code::limit, "timeout", std::to_string(timeout_s), {}});
    desk::Attachments attachments(context.desk());
    auto file = find_file(context, attachments, id);
    if (!file) return context.fail(file.error());
    if (!file->here) {
        attachments.want(*file, true);
        const Status brought = bring(context, *file, timeout_s * 1000);
        context.clear_progress();
        if (!brought) {
            attachments.want(*file, false);  // what has come stays, for the next time
            return context.fail(brought.error());
        }
    }
    if (Status saved = save(context, attachments, *file, out); !saved) {
        return context.fail(saved.error());
    }
    if (context.json()) {
        context.print({{"file_name", file->name}, {"size_bytes", file->size}, {"out", out}});
    } else {
        context.line(out);
    }
    return exit_done;
}

int verb_files(Context& context, const Arguments& arguments) {
    std::string what;
    std::string value;
    Options options;
    options.optional("WHAT", what).optional("VALUE", value);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    desk::Attachments attachments(context.desk());
    if (what.empty()) return list_files(context, attachments);
    if (what == "quota" && !value.empty()) return set_quota(context, attachments, value);
    const bool pins = what == "pin" || what == "unpin";
    if (!pins || value.empty()) return context.fail({Code::unknown_option, {}, what, {}});
    auto file = find_file(context, attachments, value);
    if (!file) return context.fail(file.error());
    attachments.pin(*file, what == "pin");
    return list_files(context, attachments);
}

}  // namespace branchline::cli
