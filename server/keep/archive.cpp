#include "keep/archive.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/digest.h"
#include "base/platform.h"

namespace branchline::keep {

namespace {

constexpr BytesView magic = "BLBK";
constexpr std::uint8_t version = 1;
constexpr std::size_t block_bytes = 1024 * 1024;
constexpr std::size_t head_bytes_max = 64 * 1024;
constexpr std::uintmax_t least_bytes = 4 + 1 + 1 + 32;

// The chain of digests over whatever passes, block by block.
class Check {
  public:
    void feed(BytesView bytes) {
        while (!bytes.empty()) {
            const std::size_t room = block_bytes - block_.size();
            block_.append(bytes.substr(0, room));
            bytes.remove_prefix(std::min(room, bytes.size()));
            if (block_.size() == block_bytes) close_block();
        }
    }

    Digest finish() {
        close_block();
        return chain_;
    }

  private:
    void close_block() {
        block_.append(view_of(chain_));
        chain_ = digest_of(block_);
        block_.clear();
    }

    Bytes block_;
    Digest chain_{};
};

Bytes encode_head(const ArchiveHead& head) {
    ByteWriter out;
    write_id(out, head.installation);
    out.string(head.company);
    out.zigzag(head.head_seq);
    out.zigzag(head.made_ms);
    out.varint(head.parts.size());
    for (const ArchivePart& part : head.parts) {
        out.string(part.name);
        out.fixed64(part.size);
    }
    return out.take();
}

// Names become files: none may lead out of the directory.
bool is_plain_name(BytesView name) {
    return !name.empty() && name.front() != '.' && name.find('/') == BytesView::npos &&
           name.find('\0') == BytesView::npos;
}

std::optional<ArchiveHead> decode_head(const Bytes& bytes) {
    ByteReader in(bytes);
    ArchiveHead head;
    head.installation = read_id(in);
    head.company = std::string(in.string());
    head.head_seq = in.zigzag();
    head.made_ms = in.zigzag();
    const std::size_t count = in.count(9);
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        ArchivePart part;
        part.name = std::string(in.string());
        part.size = in.fixed64();
        if (!is_plain_name(part.name)) in.fail();
        head.parts.push_back(std::move(part));
    }
    if (!in.done()) return std::nullopt;
    return head;
}

class Writer {
  public:
    explicit Writer(const std::string& path) : out_(path, std::ios::binary | std::ios::trunc) {}

    void put(BytesView bytes) {
        check_.feed(bytes);
        out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }

    // As many bytes as the file has by now; false: they could not be read.
    bool put_file(const std::string& path, std::uint64_t size) {
        std::ifstream in(path, std::ios::binary);
        Bytes block(block_bytes, '\0');
        while (size > 0 && in) {
            const auto most = std::min<std::uint64_t>(size, block.size());
            in.read(block.data(), static_cast<std::streamsize>(most));
            const auto got = static_cast<std::size_t>(in.gcount());
            put(BytesView(block).substr(0, got));
            size -= got;
        }
        return size == 0;
    }

    bool finish() {
        const Digest check = check_.finish();
        out_.write(view_of(check).data(), static_cast<std::streamsize>(check.size()));
        out_.close();
        return out_.good();
    }

  private:
    std::ofstream out_;
    Check check_;
};

class Reader {
  public:
    explicit Reader(const std::string& path) : in_(path, std::ios::binary) {}

    [[nodiscard]] bool is_open() const { return in_.is_open(); }

    Bytes take(std::size_t size) {
        Bytes bytes(size, '\0');
        in_.read(bytes.data(), static_cast<std::streamsize>(size));
        bytes.resize(static_cast<std::size_t>(in_.gcount()));
        check_.feed(bytes);
        return bytes;
    }

    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const Bytes byte = take(1);
            if (byte.empty()) return 0;
            const auto bits = static_cast<std::uint8_t>(byte[0]);
            value |= static_cast<std::uint64_t>(bits & 0x7f) << shift;
            if ((bits & 0x80) == 0) return value;
        }
        return 0;
    }

    bool ends_with_its_check() {
        const Digest due = check_.finish();
        Digest found{};
        in_.read(reinterpret_cast<char*>(found.data()), static_cast<std::streamsize>(found.size()));
        return in_.gcount() == static_cast<std::streamsize>(found.size()) && found == due &&
               in_.peek() == std::ifstream::traits_type::eof();
    }

  private:
    std::ifstream in_;
    Check check_;
};

Status take_part(Reader& reader, const ArchivePart& part, const std::string& path) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    std::error_code ignored;
    std::filesystem::permissions(
        path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ignored);
    for (std::uint64_t left = part.size; left > 0;) {
        const Bytes block = reader.take(std::min<std::uint64_t>(left, block_bytes));
        if (block.empty()) return refuse(Code::damaged, part.name, "cut off");
        out.write(block.data(), static_cast<std::streamsize>(block.size()));
        left -= block.size();
    }
    out.close();
    if (!out) return refuse(Code::disk_full, path);
    return {};
}

}  // namespace

Result<ArchiveHead> write_archive(const std::string& path, ArchiveHead head,
                                  const std::vector<std::string>& sources) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
        std::error_code failed;
        head.parts[i].size = std::filesystem::file_size(sources[i], failed);
        if (failed) return refuse(Code::io_error, sources[i], failed.message());
    }
    const std::string beside = path + ".unfinished";
    bool read = true;
    bool written = false;
    {
        Writer out(beside);
        ByteWriter start;
        start.raw(magic);
        start.u8(version);
        start.string(encode_head(head));
        out.put(start.bytes());
        for (std::size_t i = 0; i < sources.size() && read; ++i) {
            read = out.put_file(sources[i], head.parts[i].size);
        }
        written = out.finish();
    }
    std::error_code ignored;
    std::filesystem::permissions(
        beside, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ignored);
    Status placed = read && written ? put_in_place(beside, path)
                                    : Status(refuse(read ? Code::disk_full : Code::io_error, path));
    if (!placed) {
        remove_file(beside);
        return refuse(placed.error());
    }
    return head;
}

Result<ArchiveHead> read_archive(const std::string& path, const std::string& directory) {
    std::error_code failed;
    const auto size = std::filesystem::file_size(path, failed);
    if (failed) return refuse(Code::not_found, path, failed.message());
    Reader in(path);
    if (!in.is_open()) return refuse(Code::io_error, path);
    if (in.take(magic.size()) != magic) return refuse(Code::foreign_file, path);
    const Bytes numbered = in.take(1);
    if (size < least_bytes || numbered.empty()) return refuse(Code::damaged, path, "cut off");
    if (static_cast<std::uint8_t>(numbered[0]) > version) return refuse(Code::newer_file, path);
    const std::uint64_t head_size = in.varint();
    if (head_size == 0 || head_size > head_bytes_max) return refuse(Code::damaged, path, "head");
    const auto head = decode_head(in.take(static_cast<std::size_t>(head_size)));
    if (!head) return refuse(Code::damaged, path, "head");
    for (const ArchivePart& part : head->parts) {
        if (part.size > size) return refuse(Code::damaged, path, "cut off");
        Status taken = take_part(in, part, directory + "/" + part.name);
        if (!taken) {
            const bool cut = taken.error().code == Code::damaged;
            return cut ? refuse(Code::damaged, path, "cut off") : refuse(taken.error());
        }
    }
    if (!in.ends_with_its_check()) return refuse(Code::damaged, path, "check");
    return *head;
}

}  // namespace branchline::keep
