#include "gui/golden.h"

#include <zstd.h>

#include <algorithm>
#include <cstdlib>

#include "base/ensure.h"

namespace branchline::test {

namespace {

constexpr std::string_view magic = "BLGP";
constexpr std::size_t head_bytes = 8;
constexpr std::size_t channels = 3;
// Values are kept in steps of this many: the noise of smoothing would fill the file otherwise.
constexpr int step = 4;
// A channel of a cell may differ by so much: another version of FreeType smooths otherwise.
constexpr int passed_over = 20;
// And so many cells by more.
constexpr std::size_t cells_passed_over = 3;
constexpr int compression = 19;

std::uint8_t kept(std::uint32_t sum, std::uint32_t count) {
    const int mean = static_cast<int>((sum + count / 2) / count);
    return static_cast<std::uint8_t>(std::min(255, (mean + step / 2) / step * step));
}

std::size_t index_of(const Golden& golden, int x, int y) {
    return (static_cast<std::size_t>(y) * static_cast<std::size_t>(golden.width) +
            static_cast<std::size_t>(x)) *
           channels;
}

void fill_cell(const Picture& picture, Golden& golden, int x, int y) {
    std::uint32_t sums[channels] = {};
    std::uint32_t count = 0;
    for (int row = y * pixels_a_cell; row < std::min(picture.height, (y + 1) * pixels_a_cell);
         ++row) {
        for (int column = x * pixels_a_cell;
             column < std::min(picture.width, (x + 1) * pixels_a_cell); ++column) {
            const std::uint32_t pixel =
                picture.pixels[static_cast<std::size_t>(row * picture.width + column)];
            for (std::size_t i = 0; i < channels; ++i) sums[i] += pixel >> (8 * i) & 0xff;
            ++count;
        }
    }
    const std::size_t at = index_of(golden, x, y);
    for (std::size_t i = 0; i < channels; ++i) golden.cells[at + i] = kept(sums[i], count);
}

void write_u16(std::string& out, int value) {
    out.push_back(static_cast<char>(value & 0xff));
    out.push_back(static_cast<char>(value >> 8));
}

int read_u16(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]) | static_cast<unsigned char>(bytes[at + 1]) << 8;
}

}  // namespace

Golden golden_of(const Picture& picture) {
    Golden golden;
    golden.width = (picture.width + pixels_a_cell - 1) / pixels_a_cell;
    golden.height = (picture.height + pixels_a_cell - 1) / pixels_a_cell;
    golden.cells.resize(index_of(golden, 0, golden.height));
    for (int y = 0; y < golden.height; ++y) {
        for (int x = 0; x < golden.width; ++x) fill_cell(picture, golden, x, y);
    }
    return golden;
}

std::string encode_golden(const Golden& golden) {
    std::string plain;
    plain.reserve(golden.cells.size());
    for (std::size_t channel = 0; channel < channels; ++channel) {
        std::uint8_t before = 0;
        for (std::size_t i = channel; i < golden.cells.size(); i += channels) {
            plain.push_back(static_cast<char>(golden.cells[i] - before));
            before = golden.cells[i];
        }
    }
    std::string packed(ZSTD_compressBound(plain.size()), '\0');
    const std::size_t size =
        ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), compression);
    ENSURE(ZSTD_isError(size) == 0);
    packed.resize(size);
    std::string out(magic);
    write_u16(out, golden.width);
    write_u16(out, golden.height);
    return out + packed;
}

std::optional<Golden> decode_golden(std::string_view bytes) {
    if (!bytes.starts_with(magic) || bytes.size() < head_bytes) return std::nullopt;
    Golden golden;
    golden.width = read_u16(bytes, 4);
    golden.height = read_u16(bytes, 6);
    std::string plain(index_of(golden, 0, golden.height), '\0');
    const std::string_view packed = bytes.substr(head_bytes);
    if (ZSTD_decompress(plain.data(), plain.size(), packed.data(), packed.size()) != plain.size()) {
        return std::nullopt;
    }
    golden.cells.resize(plain.size());
    std::size_t next = 0;
    for (std::size_t channel = 0; channel < channels; ++channel) {
        std::uint8_t before = 0;
        for (std::size_t i = channel; i < golden.cells.size(); i += channels) {
            before = static_cast<std::uint8_t>(before + static_cast<std::uint8_t>(plain[next++]));
            golden.cells[i] = before;
        }
    }
    return golden;
}

bool Difference::is_seen() const { return cells > cells_passed_over; }

std::string Difference::words() const {
    return std::to_string(cells) + " cells differ, by " + std::to_string(worst) +
           " of 255 at most, within x " + std::to_string(left) + " … " + std::to_string(right) +
           ", y " + std::to_string(top) + " … " + std::to_string(bottom);
}

Difference compare(const Golden& expected, const Golden& actual) {
    Difference found;
    if (expected.width != actual.width || expected.height != actual.height) {
        found.cells = std::max(expected.cells.size(), actual.cells.size()) / channels;
        found.worst = 255;
        found.right = actual.width * pixels_a_cell;
        found.bottom = actual.height * pixels_a_cell;
        return found;
    }
    for (int y = 0; y < expected.height; ++y) {
        for (int x = 0; x < expected.width; ++x) {
            const std::size_t at = index_of(expected, x, y);
            int difference = 0;
            for (std::size_t i = 0; i < channels; ++i) {
                difference =
                    std::max(difference, std::abs(expected.cells[at + i] - actual.cells[at + i]));
            }
            found.worst = std::max(found.worst, difference);
            if (difference <= passed_over) continue;
            const bool first = found.cells++ == 0;
            found.left = first ? x * pixels_a_cell : std::min(found.left, x * pixels_a_cell);
            found.top = first ? y * pixels_a_cell : std::min(found.top, y * pixels_a_cell);
            found.right = std::max(found.right, (x + 1) * pixels_a_cell);
            found.bottom = std::max(found.bottom, (y + 1) * pixels_a_cell);
        }
    }
    return found;
}

}  // namespace branchline::test
