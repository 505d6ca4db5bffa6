#include "keys/sealed_file.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/ensure.h"
#include "keys/sodium_bytes.h"

namespace branchline::keys {

namespace {

constexpr BytesView sealed_file_magic = "BLCF";
constexpr std::uint8_t sealed_file_version = 1;
constexpr std::size_t piece_bytes = 64 * 1024;
constexpr std::size_t key_bytes = crypto_secretstream_xchacha20poly1305_KEYBYTES;
constexpr std::size_t sealed_key_bytes = key_bytes + crypto_box_SEALBYTES;
constexpr std::size_t header_bytes = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t overhead = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t ends_bytes = sealed_file_magic.size() + 1 + 16 + 16;
constexpr std::size_t least_bytes =
    ends_bytes + sealed_key_bytes + header_bytes + overhead + signature_bytes;

// The receiver's pair for sealing, made from his pair for signing; wiped when it goes.
class BoxPair {
  public:
    explicit BoxPair(const DeviceKey& key) {
        std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> sign_public;
        std::array<unsigned char, crypto_sign_SECRETKEYBYTES> sign_secret;
        ENSURE(sodium_init() >= 0);
        crypto_sign_seed_keypair(sign_public.data(), sign_secret.data(), key.secrets().data());
        ENSURE(crypto_sign_ed25519_sk_to_curve25519(secret_.data(), sign_secret.data()) == 0);
        ENSURE(crypto_sign_ed25519_pk_to_curve25519(public_.data(), sign_public.data()) == 0);
        sodium_memzero(sign_secret.data(), sign_secret.size());
    }

    BoxPair(const BoxPair&) = delete;
    BoxPair& operator=(const BoxPair&) = delete;

    ~BoxPair() { sodium_memzero(secret_.data(), secret_.size()); }

    bool open(Bytes& opened, BytesView sealed) const {
        opened.resize(sealed.size() - crypto_box_SEALBYTES);
        return crypto_box_seal_open(data_of(opened), data_of(sealed), sealed.size(), public_.data(),
                                    secret_.data()) == 0;
    }

  private:
    std::array<unsigned char, crypto_box_PUBLICKEYBYTES> public_{};
    std::array<unsigned char, crypto_box_SECRETKEYBYTES> secret_{};
};

Bytes sealed_for(BytesView receiver, const Bytes& key) {
    std::array<unsigned char, crypto_box_PUBLICKEYBYTES> box_public;
    ENSURE(receiver.size() == public_key_bytes);
    ENSURE(crypto_sign_ed25519_pk_to_curve25519(box_public.data(), data_of(receiver)) == 0);
    Bytes sealed(sealed_key_bytes, '\0');
    ENSURE(crypto_box_seal(data_of(sealed), data_of(key), key.size(), box_public.data()) == 0);
    return sealed;
}

Bytes statement_over(BytesView bytes) {
    ByteWriter out;
    out.string("branchline courier file");
    out.raw(view_of(digest_of(bytes)));
    return out.take();
}

void append_pieces(Bytes& file, BytesView content, const Bytes& key) {
    crypto_secretstream_xchacha20poly1305_state state;
    std::array<unsigned char, header_bytes> header;
    crypto_secretstream_xchacha20poly1305_init_push(&state, header.data(), data_of(key));
    file.append(reinterpret_cast<const char*>(header.data()), header.size());
    Bytes piece;
    for (bool last = false; !last;) {
        const BytesView part = content.substr(0, piece_bytes);
        content.remove_prefix(part.size());
        last = content.empty();
        piece.resize(part.size() + overhead);
        const unsigned char tag = last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                       : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
        crypto_secretstream_xchacha20poly1305_push(&state, data_of(piece), nullptr, data_of(part),
                                                   part.size(), nullptr, 0, tag);
        file += piece;
    }
}

Result<Bytes> take_pieces(BytesView pieces, const Bytes& key) {
    crypto_secretstream_xchacha20poly1305_state state;
    if (crypto_secretstream_xchacha20poly1305_init_pull(&state, data_of(pieces), data_of(key)) !=
        0) {
        return refuse(Code::damaged, "courier");
    }
    pieces.remove_prefix(header_bytes);
    Bytes content;
    Bytes piece;
    unsigned char tag = 0;
    while (!pieces.empty()) {
        const BytesView part = pieces.substr(0, piece_bytes + overhead);
        pieces.remove_prefix(part.size());
        if (part.size() < overhead) return refuse(Code::damaged, "courier");
        piece.resize(part.size() - overhead);
        const bool whole =
            crypto_secretstream_xchacha20poly1305_pull(&state, data_of(piece), nullptr, &tag,
                                                       data_of(part), part.size(), nullptr, 0) == 0;
        if (!whole) return refuse(Code::damaged, "courier");
        content += piece;
    }
    if (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
        return refuse(Code::damaged, "courier");
    }
    return content;
}

}  // namespace

Bytes seal_file(const SealedFile& ends, const DeviceKey& sender, BytesView receiver_public_key,
                BytesView content, Random& random) {
    ENSURE(sodium_init() >= 0);
    Bytes key(key_bytes, '\0');
    random.fill(key.data(), key.size());
    ByteWriter head;
    head.raw(sealed_file_magic);
    head.u8(sealed_file_version);
    write_id(head, ends.from);
    write_id(head, ends.to);
    head.raw(sealed_for(receiver_public_key, key));
    Bytes file = head.take();
    append_pieces(file, content, key);
    sodium_memzero(key.data(), key.size());
    file += sender.sign(statement_over(file));
    return file;
}

Result<SealedFile> ends_of_file(BytesView file) {
    if (!file.starts_with(sealed_file_magic)) return refuse(Code::foreign_file, "courier");
    if (file.size() < least_bytes) return refuse(Code::damaged, "courier", "cut off");
    ByteReader in(file.substr(sealed_file_magic.size()));
    if (in.u8() > sealed_file_version) return refuse(Code::newer_file, "courier");
    SealedFile ends;
    ends.from = read_id(in);
    ends.to = read_id(in);
    return ends;
}

Result<Bytes> open_file(BytesView file, BytesView sender_public_key, const DeviceKey& receiver) {
    if (auto ends = ends_of_file(file); !ends) return refuse(ends.error());
    const BytesView signed_part = file.substr(0, file.size() - signature_bytes);
    const BytesView signature = file.substr(signed_part.size());
    if (!is_signed_by(sender_public_key, statement_over(signed_part), signature)) {
        return refuse(Code::damaged, "courier", "signature");
    }
    Bytes key;
    if (!BoxPair(receiver).open(key, signed_part.substr(ends_bytes, sealed_key_bytes))) {
        return refuse(Code::damaged, "courier", "receiver");
    }
    auto content = take_pieces(signed_part.substr(ends_bytes + sealed_key_bytes), key);
    sodium_memzero(key.data(), key.size());
    return content;
}

}  // namespace branchline::keys
