#include "window/draw_digest.h"

#include <imgui.h>

#include <algorithm>
#include <cstring>

namespace branchline::window {

namespace {

// Four lanes, so that the processor does not wait for one multiplication after another. No defence
// against anybody: a frame that is wrongly taken for the last one is put right by the next.
class Digest {
  public:
    void add(const void* data, std::size_t size) {
        const auto* bytes = static_cast<const unsigned char*>(data);
        for (; size >= sizeof lanes_; bytes += sizeof lanes_, size -= sizeof lanes_) {
            std::uint64_t words[4];
            std::memcpy(words, bytes, sizeof words);
            for (int i = 0; i < 4; ++i) mix(i, words[i]);
        }
        unsigned char rest[sizeof lanes_] = {};
        std::memcpy(rest, bytes, size);
        std::uint64_t words[4];
        std::memcpy(words, rest, sizeof words);
        for (int i = 0; i < 4; ++i) mix(i, words[i] + size);
    }

    template <class T>
    void add_value(const T& value) {
        add(&value, sizeof value);
    }

    [[nodiscard]] std::uint64_t value() const {
        std::uint64_t folded = 0;
        for (const std::uint64_t lane : lanes_) folded = (folded ^ lane ^ (lane >> 29)) * prime;
        return folded;
    }

  private:
    static constexpr std::uint64_t prime = 0x9E37'79B9'7F4A'7C15;

    void mix(int lane, std::uint64_t word) {
        std::uint64_t& value = lanes_[lane];
        value = (value ^ word) * prime;
        value ^= value >> 32;
    }

    std::uint64_t lanes_[4] = {1, 2, 3, 4};
};

}  // namespace

std::uint64_t digest_of(const ImDrawData& data) {
    Digest digest;
    digest.add_value(data.DisplaySize);
    digest.add_value(data.FramebufferScale);
    for (const ImDrawList* list : data.CmdLists) {
        digest.add(list->VtxBuffer.Data, static_cast<std::size_t>(list->VtxBuffer.size_in_bytes()));
        digest.add(list->IdxBuffer.Data, static_cast<std::size_t>(list->IdxBuffer.size_in_bytes()));
        for (const ImDrawCmd& command : list->CmdBuffer) {
            digest.add_value(command.ClipRect);
            digest.add_value(command.ElemCount);
            digest.add_value(command.TexRef._TexData != nullptr ? command.TexRef._TexData->UniqueID
                                                                : 0);
        }
    }
    return digest.value();
}

bool has_new_textures(const ImDrawData& data) {
    return data.Textures != nullptr &&
           std::any_of(data.Textures->begin(), data.Textures->end(), [](const ImTextureData* each) {
               return each->Status != ImTextureStatus_OK;
           });
}

}  // namespace branchline::window
