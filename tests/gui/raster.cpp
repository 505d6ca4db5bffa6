#include "gui/raster.h"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace branchline::test {

namespace {

struct Texture {
    const std::uint8_t* pixels = nullptr;
    int width = 0;
    int height = 0;
    int bytes = 4;

    [[nodiscard]] std::array<float, 4> texel(int x, int y) const {
        x = std::clamp(x, 0, width - 1);
        y = std::clamp(y, 0, height - 1);
        const std::uint8_t* at = pixels + (y * width + x) * bytes;
        if (bytes == 1) return {1, 1, 1, static_cast<float>(at[0]) / 255.0F};
        return {static_cast<float>(at[0]) / 255.0F, static_cast<float>(at[1]) / 255.0F,
                static_cast<float>(at[2]) / 255.0F, static_cast<float>(at[3]) / 255.0F};
    }

    // What a vertex colour is multiplied by: between the four texels around, as ImGui's thin lines
    // expect it.
    [[nodiscard]] std::array<float, 4> at(float u, float v) const {
        const float x = u * static_cast<float>(width) - 0.5F;
        const float y = v * static_cast<float>(height) - 0.5F;
        const float left = std::floor(x);
        const float top = std::floor(y);
        const float right_part = x - left;
        const float bottom_part = y - top;
        const int column = static_cast<int>(left);
        const int row = static_cast<int>(top);
        std::array<float, 4> mixed{};
        const auto add = [&](int dx, int dy, float part) {
            if (part <= 0) return;
            const std::array<float, 4> each = texel(column + dx, row + dy);
            for (std::size_t channel = 0; channel < 4; ++channel)
                mixed[channel] += each[channel] * part;
        };
        add(0, 0, (1 - right_part) * (1 - bottom_part));
        add(1, 0, right_part * (1 - bottom_part));
        add(0, 1, (1 - right_part) * bottom_part);
        add(1, 1, right_part * bottom_part);
        return mixed;
    }
};

struct Clip {
    int left, top, right, bottom;
};

std::uint32_t blend(std::uint32_t under, const std::array<float, 4>& over) {
    std::uint32_t mixed = 0xFF000000U;
    for (unsigned channel = 0; channel < 3; ++channel) {
        const auto below = static_cast<float>((under >> (8 * channel)) & 0xFFU);
        const float value = below + (over[channel] * 255.0F - below) * over[3];
        mixed |= static_cast<std::uint32_t>(std::lround(std::clamp(value, 0.0F, 255.0F)))
                 << (8 * channel);
    }
    return mixed;
}

float edge(const ImVec2& a, const ImVec2& b, float x, float y) {
    return (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
}

// Pixels on an edge belong to the triangle at their right or below, so that two triangles that
// share one draw each pixel once.
bool owns(const ImVec2& a, const ImVec2& b) { return a.y == b.y ? b.x < a.x : b.y > a.y; }

void draw_triangle(Picture& picture, const Clip& clip, const Texture& texture, ImDrawVert a,
                   ImDrawVert b, ImDrawVert c) {
    float area = edge(a.pos, b.pos, c.pos.x, c.pos.y);
    if (area == 0) return;
    if (area < 0) {
        std::swap(b, c);
        area = -area;
    }
    const auto low = [](float x, float y, float z) {
        return static_cast<int>(std::floor(std::min({x, y, z})));
    };
    const auto high = [](float x, float y, float z) {
        return static_cast<int>(std::ceil(std::max({x, y, z})));
    };
    const int left = std::max(clip.left, low(a.pos.x, b.pos.x, c.pos.x));
    const int right = std::min(clip.right, high(a.pos.x, b.pos.x, c.pos.x));
    const int top = std::max(clip.top, low(a.pos.y, b.pos.y, c.pos.y));
    const int bottom = std::min(clip.bottom, high(a.pos.y, b.pos.y, c.pos.y));
    const bool owned[3] = {owns(b.pos, c.pos), owns(c.pos, a.pos), owns(a.pos, b.pos)};
    for (int y = top; y < bottom; ++y) {
        for (int x = left; x < right; ++x) {
            const float px = static_cast<float>(x) + 0.5F;
            const float py = static_cast<float>(y) + 0.5F;
            const float wa = edge(b.pos, c.pos, px, py);
            const float wb = edge(c.pos, a.pos, px, py);
            const float wc = edge(a.pos, b.pos, px, py);
            const bool inside = (wa > 0 || (wa == 0 && owned[0])) &&
                                (wb > 0 || (wb == 0 && owned[1])) &&
                                (wc > 0 || (wc == 0 && owned[2]));
            if (!inside) continue;
            const float ra = wa / area;
            const float rb = wb / area;
            const float rc = wc / area;
            std::array<float, 4> color = texture.at(a.uv.x * ra + b.uv.x * rb + c.uv.x * rc,
                                                    a.uv.y * ra + b.uv.y * rb + c.uv.y * rc);
            for (unsigned channel = 0; channel < 4; ++channel) {
                const auto part = [&](ImU32 of) {
                    return static_cast<float>((of >> (8 * channel)) & 0xFFU) / 255.0F;
                };
                color[channel] *= part(a.col) * ra + part(b.col) * rb + part(c.col) * rc;
            }
            auto& pixel = picture.pixels[static_cast<std::size_t>(y * picture.width + x)];
            pixel = blend(pixel, color);
        }
    }
}

Texture texture_of(const ImDrawCmd& command) {
    const ImTextureData* data = command.TexRef._TexData;
    if (data == nullptr) return {};
    return {static_cast<const std::uint8_t*>(data->Pixels), data->Width, data->Height,
            data->BytesPerPixel};
}

void draw_list(Picture& picture, const ImDrawList& list) {
    for (const ImDrawCmd& command : list.CmdBuffer) {
        if (command.UserCallback != nullptr) continue;
        const Texture texture = texture_of(command);
        if (texture.pixels == nullptr) continue;
        const ImVec4& rect = command.ClipRect;
        const Clip clip{std::max(0, static_cast<int>(rect.x)),
                        std::max(0, static_cast<int>(rect.y)),
                        std::min(picture.width, static_cast<int>(rect.z)),
                        std::min(picture.height, static_cast<int>(rect.w))};
        for (unsigned i = 0; i + 2 < command.ElemCount; i += 3) {
            const auto vertex = [&](unsigned which) {
                const ImDrawIdx at =
                    list.IdxBuffer[static_cast<int>(command.IdxOffset + i + which)];
                return list.VtxBuffer[static_cast<int>(command.VtxOffset + at)];
            };
            draw_triangle(picture, clip, texture, vertex(0), vertex(1), vertex(2));
        }
    }
}

// --- PNG ---

std::uint32_t crc_of(std::string_view bytes) {
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char each : bytes) {
        crc ^= static_cast<std::uint8_t>(each);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320U & (0U - (crc & 1U)));
    }
    return ~crc;
}

void put_big(std::string& out, std::uint32_t value) {
    for (const int shift : {24, 16, 8, 0}) out += static_cast<char>((value >> shift) & 0xFFU);
}

void put_chunk(std::string& out, std::string_view kind, std::string_view content) {
    put_big(out, static_cast<std::uint32_t>(content.size()));
    const std::string both = std::string(kind) + std::string(content);
    out += both;
    put_big(out, crc_of(both));
}

// Deflate without compression: pictures are small and few, and nothing else is linked for it.
std::string stored(std::string_view raw) {
    std::string out = "\x78\x01";
    std::uint32_t a = 1;
    std::uint32_t b = 0;
    for (const char each : raw) {
        a = (a + static_cast<std::uint8_t>(each)) % 65521;
        b = (b + a) % 65521;
    }
    do {
        const std::string_view block = raw.substr(0, 65535);
        raw.remove_prefix(block.size());
        out += static_cast<char>(raw.empty() ? 1 : 0);
        const auto size = static_cast<std::uint16_t>(block.size());
        for (const std::uint16_t each : {size, static_cast<std::uint16_t>(~size)}) {
            out += static_cast<char>(each & 0xFFU);
            out += static_cast<char>(each >> 8);
        }
        out += block;
    } while (!raw.empty());
    put_big(out, (b << 16) | a);
    return out;
}

}  // namespace

Picture Raster::draw(ImDrawData& data) {
    if (data.Textures != nullptr) {
        for (ImTextureData* texture : *data.Textures) {
            if (texture->Status == ImTextureStatus_WantCreate) texture->SetTexID(1);
            if (texture->Status == ImTextureStatus_WantDestroy) {
                texture->SetTexID(ImTextureID_Invalid);
                texture->SetStatus(ImTextureStatus_Destroyed);
            } else {
                texture->SetStatus(ImTextureStatus_OK);
            }
        }
    }
    Picture picture{static_cast<int>(data.DisplaySize.x), static_cast<int>(data.DisplaySize.y), {}};
    picture.pixels.assign(static_cast<std::size_t>(picture.width * picture.height), 0xFF000000U);
    for (const ImDrawList* list : data.CmdLists) draw_list(picture, *list);
    return picture;
}

std::string encode_png(const Picture& picture) {
    std::string raw;
    for (int y = 0; y < picture.height; ++y) {
        raw += '\0';
        for (int x = 0; x < picture.width; ++x) {
            const std::uint32_t pixel =
                picture.pixels[static_cast<std::size_t>(y * picture.width + x)];
            for (const int shift : {0, 8, 16}) raw += static_cast<char>((pixel >> shift) & 0xFFU);
        }
    }
    std::string head;
    put_big(head, static_cast<std::uint32_t>(picture.width));
    put_big(head, static_cast<std::uint32_t>(picture.height));
    head += std::string("\x08\x02\x00\x00\x00", 5);
    std::string out = "\x89PNG\r\n\x1a\n";
    put_chunk(out, "IHDR", head);
    put_chunk(out, "IDAT", stored(raw));
    put_chunk(out, "IEND", {});
    return out;
}

}  // namespace branchline::test
