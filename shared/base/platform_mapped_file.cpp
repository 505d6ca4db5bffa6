#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "base/mapped_file.h"

namespace branchline {

Result<MappedFile> MappedFile::open(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return refuse(Code::io_error, path);
    struct stat about{};
    void* data = MAP_FAILED;
    if (::fstat(file, &about) == 0 && about.st_size > 0) {
        data = ::mmap(nullptr, static_cast<std::size_t>(about.st_size), PROT_READ, MAP_PRIVATE,
                      file, 0);
    }
    ::close(file);  // the mapping stays
    if (data == MAP_FAILED) return refuse(Code::io_error, path);
    return MappedFile(data, static_cast<std::size_t>(about.st_size));
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

MappedFile::~MappedFile() {
    if (data_ != nullptr) ::munmap(data_, size_);
}

}  // namespace branchline
