#include "main/request.h"

namespace branchline::server {

Bytes encode_request(const Request& request) {
    ByteWriter out;
    out.string(request.verb);
    out.varint(request.arguments.size());
    for (const std::string& argument : request.arguments) out.string(argument);
    out.u8(request.lang == Lang::zh ? 1 : 0);
    out.u8(request.json ? 1 : 0);
    out.u8(request.terminal ? 1 : 0);
    return out.take();
}

Result<Request> decode_request(BytesView bytes) {
    ByteReader in(bytes);
    Request request;
    request.verb = std::string(in.string());
    const std::size_t count = in.count();
    for (std::size_t i = 0; i < count; ++i) request.arguments.emplace_back(in.string());
    request.lang = in.u8() == 1 ? Lang::zh : Lang::en;
    request.json = in.u8() == 1;
    request.terminal = in.u8() == 1;
    if (!in.done()) return refuse(Code::bad_frame, "local socket");
    return request;
}

Bytes encode_answer(const Answer& answer) {
    ByteWriter out;
    out.varint(static_cast<std::uint64_t>(answer.exit_code));
    out.string(answer.out);
    out.string(answer.err);
    return out.take();
}

Result<Answer> decode_answer(BytesView bytes) {
    ByteReader in(bytes);
    Answer answer;
    answer.exit_code = static_cast<int>(in.varint());
    answer.out = std::string(in.string());
    answer.err = std::string(in.string());
    if (!in.done()) return refuse(Code::bad_frame, "local socket");
    return answer;
}

}  // namespace branchline::server
