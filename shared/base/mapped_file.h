// A file in memory without reading it: pages come when they are looked at. For large read-only
// files of the system (fonts), which must not change while they are mapped.
#pragma once

#include <cstddef>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace branchline {

class MappedFile {
  public:
    static Result<MappedFile> open(const std::string& path);  // io_error; empty files are none
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();

    [[nodiscard]] BytesView bytes() const { return {static_cast<const char*>(data_), size_}; }

  private:
    MappedFile(void* data, std::size_t size) : data_(data), size_(size) {}

    void* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace branchline
