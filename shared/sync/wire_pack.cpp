// Compression. The compressed form of a body:
//   varint size of the random lane · that lane · one zstd frame without its magic number, which
//   holds: varint count of lanes · varint size of each but the random one · the lanes
// zstd's frame declares the size of what it holds; that is charged before it is allocated.
#include <zstd.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/ensure.h"
#include "sync/wire_streams.h"

namespace branchline::sync::wire {

namespace {

constexpr std::size_t worth_a_try = 200;  // bytes that are not random
constexpr std::size_t worth_a_try_with_recent = 48;
constexpr std::size_t plain_bytes_max = 4 * 1024 * 1024;
constexpr std::size_t max_sizes = 10 * (1 + lanes);  // of the varints before the lanes
constexpr std::size_t worth_a_block = 500;
constexpr std::size_t worth_a_context = 64 * 1024;
constexpr int level = 6;  // 3 % smaller than 3, and still faster than the judge
constexpr std::string_view magic = "\x28\xb5\x2f\xfd";

struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }

    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

using Sorted = std::array<Bytes, lanes>;

constexpr auto random_lane = static_cast<std::size_t>(Lane::random);

Sorted sort(const Sink& body) {
    Sorted sorted;
    const BytesView bytes = body.bytes();
    Sink::Turn last{0, Lane::structure};
    const auto close = [&](std::size_t end) {
        sorted[static_cast<std::size_t>(last.lane)].append(bytes.substr(last.at, end - last.at));
    };
    for (const Sink::Turn& turn : body.turns()) {
        close(turn.at);
        last = turn;
    }
    close(bytes.size());
    return sorted;
}

// The pieces of what is compressed: lanes, small ones together. Each piece becomes blocks of its
// own with its own statistics.
std::vector<Bytes> pieces_of(const Sorted& sorted) {
    std::size_t used = lanes;
    while (used > 0 && sorted[used - 1].empty()) --used;
    ByteWriter sizes;
    sizes.varint(used);
    for (std::size_t i = 0; i < used; ++i) {
        if (i != random_lane) sizes.varint(sorted[i].size());
    }
    std::vector<Bytes> pieces{sizes.take()};
    bool open = true;
    for (std::size_t i = 0; i < used; ++i) {
        if (i == random_lane || sorted[i].empty()) continue;
        const bool large = sorted[i].size() >= worth_a_block;
        if (large || !open) pieces.emplace_back();
        pieces.back() += sorted[i];
        open = !large;
    }
    return pieces;
}

std::size_t random_bytes(const Sink& body) {
    std::size_t bytes = 0;
    const auto& turns = body.turns();
    for (std::size_t i = 0; i < turns.size(); ++i) {
        const std::size_t end = i + 1 < turns.size() ? turns[i + 1].at : body.bytes().size();
        if (turns[i].lane == Lane::random) bytes += end - turns[i].at;
    }
    return bytes;
}

// Making a context costs more than compressing one order with it, so each thread keeps one. A large
// frame gets its own, because contexts never shrink.
template <class Context, class Make>
Context* kept_context(Make make) {
    thread_local std::unique_ptr<Context, Free> context(make());
    return context.get();
}

Bytes compress(const std::vector<Bytes>& pieces, std::size_t size, BytesView recent) {
    std::unique_ptr<ZSTD_CCtx, Free> own;
    if (size > worth_a_context) own.reset(ZSTD_createCCtx());
    ZSTD_CCtx* context = own ? own.get() : kept_context<ZSTD_CCtx>(ZSTD_createCCtx);
    ENSURE(context != nullptr);
    ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters);
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setPledgedSrcSize(context, size);
    if (!recent.empty()) ZSTD_CCtx_refPrefix(context, recent.data(), recent.size());
    Bytes frame(ZSTD_compressBound(size) + 16 * pieces.size(), '\0');
    ZSTD_outBuffer out{frame.data(), frame.size(), 0};
    for (const Bytes& piece : pieces) {
        ZSTD_inBuffer in{piece.data(), piece.size(), 0};
        const auto end = &piece == &pieces.back() ? ZSTD_e_end : ZSTD_e_flush;
        ENSURE(ZSTD_compressStream2(context, &out, &in, end) == 0);
    }
    ENSURE(BytesView(frame).starts_with(magic));
    return frame.substr(magic.size(), out.pos - magic.size());
}

// Whether one frame with a declared size is all there is.
std::size_t declared_size(BytesView frame) {
    const auto size = ZSTD_getFrameContentSize(frame.data(), frame.size());
    const bool known = size != ZSTD_CONTENTSIZE_UNKNOWN && size != ZSTD_CONTENTSIZE_ERROR;
    const bool alone = ZSTD_findFrameCompressedSize(frame.data(), frame.size()) == frame.size();
    return known && alone && size <= plain_bytes_max ? static_cast<std::size_t>(size) : SIZE_MAX;
}

bool decompress(BytesView frame, BytesView recent, Bytes& plain) {
    ZSTD_DCtx* context = kept_context<ZSTD_DCtx>(ZSTD_createDCtx);
    ENSURE(context != nullptr);
    ZSTD_DCtx_reset(context, ZSTD_reset_session_and_parameters);
    if (!recent.empty()) ZSTD_DCtx_refPrefix(context, recent.data(), recent.size());
    const std::size_t size =
        ZSTD_decompressDCtx(context, plain.data(), plain.size(), frame.data(), frame.size());
    return ZSTD_isError(size) == 0 && size == plain.size();
}

}  // namespace

Packed pack(const Sink& body, BytesView recent) {
    Packed packed{body.bytes(), body.bytes(), false};
    const std::size_t worth = packed.plain.size() - random_bytes(body);
    if (worth < (recent.empty() ? worth_a_try : worth_a_try_with_recent)) return packed;
    if (worth + max_sizes > plain_bytes_max) return packed;
    const Sorted sorted = sort(body);
    const std::vector<Bytes> pieces = pieces_of(sorted);
    Bytes plain;
    for (const Bytes& piece : pieces) plain += piece;
    ByteWriter out;
    out.string(sorted[random_lane]);
    out.raw(compress(pieces, plain.size(), recent));
    if (out.bytes().size() >= packed.bytes.size()) return packed;
    return {out.take(), std::move(plain), true};
}

Unpacked unpack(BytesView packed, BytesView recent, Meter& meter) {
    Unpacked parts;
    ByteReader in(packed);
    parts.random = in.string();
    const BytesView rest = in.raw(in.left());
    if (!in.ok() || !meter.charge(rest.size() + magic.size())) {
        parts.why = "it ends too early";
        return parts;
    }
    Bytes frame(magic);
    frame.append(rest);
    const std::size_t size = declared_size(frame);
    if (size > plain_bytes_max || !meter.charge(size)) {
        parts.why = "it declares too large a size";
        return parts;
    }
    parts.plain.resize(size);
    if (!decompress(frame, recent, parts.plain)) {
        parts.why = "compressed bytes that are damaged";
        return parts;
    }
    ByteReader plain(parts.plain);
    const std::uint64_t used = plain.varint();
    for (std::size_t i = 0; i < used && i < lanes; ++i) {
        if (i != random_lane) parts.sizes[i] = plain.varint();
    }
    std::size_t left = plain.left();
    for (const std::size_t lane : parts.sizes) {
        if (lane > left) plain.fail();
        left -= std::min(lane, left);
    }
    if (!plain.ok() || used > lanes || left > 0) parts.why = "compressed bytes that are damaged";
    return parts;
}

Lanes Unpacked::sorted() const {
    Lanes views;
    std::size_t at = plain.size();
    for (std::size_t i = lanes; i-- > 0;) {
        at -= sizes[i];
        views[i] = BytesView(plain).substr(at, sizes[i]);
    }
    views[random_lane] = random;
    return views;
}

}  // namespace branchline::sync::wire
