#include "cli/forward.h"

#include <charconv>

namespace branchline::cli {

namespace {
constexpr std::uint8_t call_version = 1;
constexpr std::uint8_t with_json = 1;
constexpr std::uint8_t with_color = 2;
constexpr std::uint8_t with_terminal = 4;
constexpr std::uint8_t in_english = 8;
}  // namespace

Bytes encode_call(const Call& call) {
    ByteWriter out;
    out.u8(call_version);
    out.string(call.verb);
    out.varint(call.arguments.size());
    for (const std::string& argument : call.arguments) out.string(argument);
    out.string(call.directory);
    out.string(call.password);
    out.string(call.new_password);
    out.u8(static_cast<std::uint8_t>((call.json ? with_json : 0) | (call.color ? with_color : 0) |
                                     (call.terminal ? with_terminal : 0) |
                                     (call.lang == Lang::en ? in_english : 0)));
    out.varint(static_cast<std::uint64_t>(call.width));
    return out.take();
}

Result<Call> decode_call(BytesView bytes) {
    ByteReader in(bytes);
    if (in.u8() != call_version) return refuse(Code::protocol_version, "socket");
    Call call;
    call.verb = in.string();
    const std::size_t count = in.count();
    for (std::size_t i = 0; i < count && in.ok(); ++i) call.arguments.emplace_back(in.string());
    call.directory = in.string();
    call.password = in.string();
    call.new_password = in.string();
    const std::uint8_t flags = in.u8();
    call.json = (flags & with_json) != 0;
    call.color = (flags & with_color) != 0;
    call.terminal = (flags & with_terminal) != 0;
    call.lang = (flags & in_english) != 0 ? Lang::en : Lang::zh;
    call.width = static_cast<int>(in.varint());
    if (!in.done()) return refuse(Code::bad_frame, "socket");
    return call;
}

Forwarded forward(local::LocalClient& holder, const Call& call, const Context::Write& out,
                  const Context::Write& err) {
    Forwarded forwarded;
    const auto on_part = [&](const Bytes& part) {
        forwarded.begun = true;
        const BytesView text = BytesView(part).substr(part.empty() ? 0 : 1);
        if (part.starts_with('o')) out(text);
        if (part.starts_with('e')) err(text);
    };
    auto last = holder.ask(encode_call(call), {}, on_part);
    if (!last) {
        forwarded.error = last.error();
        return forwarded;
    }
    forwarded.begun = true;
    const char* begin = last->data() + (last->empty() ? 0 : 1);
    std::from_chars(begin, last->data() + last->size(), forwarded.exit_code);
    return forwarded;
}

}  // namespace branchline::cli
