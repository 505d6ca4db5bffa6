// Writes the seeds of the wire fuzzer's corpus into the folder that is named:
//   build/clang/bin/wire_corpus tests/data/fuzz/wire
#include <fstream>
#include <iostream>
#include <string>

#include "support/random_values.h"
#include "sync/wire.h"

using namespace branchline;
using namespace branchline::sync;

namespace {

void write(const std::string& folder, const std::string& name, char decoder, const Bytes& bytes) {
    std::ofstream(folder + "/seed_" + name, std::ios::binary) << decoder << bytes;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "usage: wire_corpus FOLDER\n";
        return 2;
    }
    const std::string folder = arguments[1];
    for (std::size_t type = 0; type < std::variant_size_v<Message>; ++type) {
        support::RandomValues values(1000 + type);
        const Bytes frame = encode_frame(values.message(type));
        write(folder, "frame_" + std::to_string(type + 1), '\0', frame);
        write(folder, "stream_" + std::to_string(type + 1), '\5', frame + frame);
    }
    support::RandomValues values(1);
    write(folder, "group", '\1', encode_group(values.group()));
    write(folder, "effects", '\2', encode_effects({values.effect(), values.effect()}));
    write(folder, "entry", '\3', encode_entry(values.entry()));
    write(folder, "row", '\4', encode_row(values.row()));
    return 0;
}
