#include "exchange/encoding.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>

#include "base/text.h"

namespace branchline::exchange {

namespace {

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
constexpr std::string_view utf16_le_mark = "\xFF\xFE";
constexpr std::string_view utf16_be_mark = "\xFE\xFF";
constexpr std::string_view zip_mark("PK\x03\x04", 4);
constexpr std::string_view old_workbook_mark = "\xD0\xCF\x11\xE0";

tl::unexpected<Error> bad_byte(Encoding encoding, std::size_t offset) {
    return refuse(Code::bad_file, {},
                  std::string(encoding_name(encoding)) + ", byte " + std::to_string(offset));
}

unsigned byte_at(std::string_view bytes, std::size_t index) {
    return static_cast<unsigned char>(bytes[index]);
}

bool is_continuation(unsigned byte) { return (byte & 0xC0U) == 0x80U; }

// Size of the well-formed sequence at the front (Unicode table 3-7), 0 if there is none.
std::size_t sequence_size(std::string_view rest) {
    const unsigned first = byte_at(rest, 0);
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4) return 0;
    const std::size_t size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (rest.size() < size) return 0;
    // The second byte keeps out over-long forms, surrogates and what lies above U+10FFFF.
    const unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (byte_at(rest, 1) < low || byte_at(rest, 1) > high) return 0;
    for (std::size_t i = 2; i < size; ++i) {
        if (!is_continuation(byte_at(rest, i))) return 0;
    }
    return size;
}

struct Utf8Scan {
    std::size_t bad_bytes = 0;
    std::size_t first_bad = 0;
    std::size_t long_sequences = 0;  // of 3 or 4 bytes: Chinese
};

Utf8Scan scan_utf8(std::string_view bytes) {
    Utf8Scan scan;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t size = sequence_size(bytes.substr(at));
        if (size == 0 && scan.bad_bytes++ == 0) scan.first_bad = at;
        if (size >= 3) ++scan.long_sequences;
        at += std::max<std::size_t>(size, 1);
    }
    return scan;
}

// Without a mark, UTF-16 is known by the zero high bytes of separators, digits and line ends: all
// in the odd places (little endian) or all in the even ones, a few characters like U+4E00 apart.
// Latin text is half zeros; Chinese text is not, but it is no UTF-8 either. What remains is UTF-8
// with a stray NUL.
std::optional<Encoding> guess_utf16(std::string_view bytes, bool is_utf8) {
    constexpr std::size_t sample_size = 4096;
    const std::string_view sample = bytes.substr(0, sample_size);
    std::array<std::size_t, 2> zeros{};
    for (std::size_t i = 0; i < sample.size(); ++i) {
        if (sample[i] == '\0') ++zeros[i % 2];
    }
    const bool little = zeros[1] > zeros[0];
    const std::size_t many = zeros[little ? 1 : 0];
    const std::size_t few = zeros[little ? 0 : 1];
    if (many < 2 || many < sample.size() / 64 || few * 2 > many) return std::nullopt;
    if (is_utf8 && many < sample.size() / 5) return std::nullopt;
    return little ? Encoding::utf16_le : Encoding::utf16_be;
}

Result<DecodedText> decode_utf16(std::string_view bytes, Encoding encoding, std::size_t mark_size) {
    const std::size_t high = encoding == Encoding::utf16_le ? 1 : 0;
    const auto unit_at = [&](std::size_t at) {
        return static_cast<char32_t>(byte_at(bytes, at + high) << 8U |
                                     byte_at(bytes, at + 1 - high));
    };
    DecodedText decoded{{}, encoding, mark_size > 0};
    decoded.text.reserve(bytes.size());
    std::size_t at = mark_size;
    for (; at + 1 < bytes.size(); at += 2) {
        char32_t point = unit_at(at);
        if (point < 0x80) {
            decoded.text.push_back(static_cast<char>(point));
            continue;
        }
        if (point >= 0xD800 && point < 0xE000) {
            const bool has_low = point < 0xDC00 && at + 3 < bytes.size();
            const char32_t low = has_low ? unit_at(at + 2) : 0;
            if (low < 0xDC00 || low >= 0xE000) return bad_byte(encoding, at);
            point = 0x10000 + ((point - 0xD800) << 10U) + (low - 0xDC00);
            at += 2;
        }
        decoded.text += to_utf8(point);
    }
    if (at < bytes.size()) return bad_byte(encoding, at);  // half a character is left over
    return decoded;
}

class Gb18030Converter {
  public:
    Gb18030Converter() : handle_(iconv_open("UTF-8", "GB18030")) {}

    Gb18030Converter(const Gb18030Converter&) = delete;
    Gb18030Converter& operator=(const Gb18030Converter&) = delete;

    ~Gb18030Converter() {
        if (exists()) iconv_close(handle_);
    }

    [[nodiscard]] bool exists() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

    // Appends what fits into one block; false when a byte stops it. `in` moves on.
    bool step(std::string_view& in, std::string& out) {
        std::array<char, 65'536> block;
        // iconv does not write through its input; its signature is older than const.
        char* from = const_cast<char*>(in.data());
        char* to = block.data();
        std::size_t from_left = in.size();
        std::size_t to_left = block.size();
        const std::size_t result = iconv(handle_, &from, &from_left, &to, &to_left);
        const bool stopped = result == static_cast<std::size_t>(-1) && errno != E2BIG;
        out.append(block.data(), block.size() - to_left);
        in.remove_prefix(in.size() - from_left);
        return !stopped;
    }

  private:
    iconv_t handle_;
};

Result<DecodedText> decode_gb18030(std::string_view bytes) {
    Gb18030Converter converter;
    // The converters are files of their own; some distributions leave most of them out at first.
    if (!converter.exists()) return refuse(Code::bad_file, {}, "GB18030: iconv");
    DecodedText decoded{{}, Encoding::gb18030, false};
    decoded.text.reserve(bytes.size() + bytes.size() / 4);
    for (std::string_view rest = bytes; !rest.empty();) {
        if (!converter.step(rest, decoded.text)) {
            return bad_byte(Encoding::gb18030, bytes.size() - rest.size());
        }
    }
    return decoded;
}

}  // namespace

std::string_view encoding_name(Encoding encoding) {
    switch (encoding) {
        case Encoding::utf8:
            return "UTF-8";
        case Encoding::utf16_le:
            return "UTF-16LE";
        case Encoding::utf16_be:
            return "UTF-16BE";
        case Encoding::gb18030:
            return "GB18030";
    }
    return "";
}

Result<DecodedText> decode_text(std::string_view bytes) {
    if (bytes.size() > max_file_bytes) {
        return refuse(Code::too_large, {},
                      std::to_string(bytes.size()) + " > " + std::to_string(max_file_bytes));
    }
    // A workbook that somebody has renamed deserves a better answer than the number of a byte.
    if (bytes.starts_with(zip_mark)) return refuse(Code::bad_file, {}, "XLSX / ZIP");
    if (bytes.starts_with(old_workbook_mark)) return refuse(Code::bad_file, {}, "XLS");
    if (bytes.starts_with(utf16_le_mark)) return decode_utf16(bytes, Encoding::utf16_le, 2);
    if (bytes.starts_with(utf16_be_mark)) return decode_utf16(bytes, Encoding::utf16_be, 2);
    const bool has_mark = bytes.starts_with(utf8_mark);
    const Utf8Scan scan = scan_utf8(bytes);
    if (!has_mark) {
        const auto utf16 = guess_utf16(bytes, scan.bad_bytes == 0);
        if (utf16) return decode_utf16(bytes, *utf16, 0);
    }
    if (scan.bad_bytes == 0) {
        bytes.remove_prefix(has_mark ? utf8_mark.size() : 0);
        return DecodedText{std::string(bytes), Encoding::utf8, has_mark};
    }
    // More whole Chinese characters than wrong bytes: damaged UTF-8, or two encodings in one file.
    // Read as GB18030 it would "succeed" and give nonsense.
    if (has_mark || scan.long_sequences > scan.bad_bytes) {
        return bad_byte(Encoding::utf8, scan.first_bad);
    }
    return decode_gb18030(bytes);
}

}  // namespace branchline::exchange
