// exec/ipc/direct_memory.cc - a sealed memory file, and its mapping.
#include "ipc/direct_memory.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace baton::ipc {
namespace {

constexpr std::size_t size_of_file() {
    std::size_t size = kDirectPage;
    for (const std::size_t ring : kDirectSizes) size += ring;
    return size;
}

constexpr std::size_t size_of_mapping() { return 2 * size_of_file() - kDirectPage; }

bool map_part(std::byte* to, int file, std::size_t offset, std::size_t size) {
    return mmap(to, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file,
                static_cast<off_t>(offset)) != MAP_FAILED;
}

} // namespace

Result<DirectMemory> DirectMemory::create() {
    const auto refuse = [](const char* what) {
        return failure(Error::Kind::system, std::string(what) + ": " + std::strerror(errno));
    };
    DirectMemory made;
    made.descriptor_ = memfd_create("baton-client", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (made.descriptor_ < 0) return refuse("no shared memory for a client");
    if (ftruncate(made.descriptor_, size_of_file()) != 0 ||
        fcntl(made.descriptor_, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
        return refuse("cannot size the shared memory of a client");
    if (!made.map()) return refuse("cannot map the shared memory of a client");
    return made;
}

bool DirectMemory::map() {
    void* all = mmap(nullptr, size_of_mapping(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED) return false;
    begin_ = static_cast<std::byte*>(all);
    bool good = map_part(begin_, descriptor_, 0, kDirectPage);
    std::size_t offset = kDirectPage;
    for (const auto index : {kRequests, kReplies, kEvents}) {
        const std::size_t size = kDirectSizes.at(index);
        good = good && map_part(ring(index), descriptor_, offset, size) &&
               map_part(ring(index) + size, descriptor_, offset, size);
        offset += size;
    }
    return good;
}

std::byte* DirectMemory::ring(DirectRingIndex ring) const {
    std::byte* at = begin_ + kDirectPage;
    for (std::size_t before = 0; before < ring; ++before) at += 2 * kDirectSizes.at(before);
    return at;
}

DirectMemory& DirectMemory::operator=(DirectMemory&& other) noexcept {
    if (this == &other) return *this;
    release();
    descriptor_ = std::exchange(other.descriptor_, -1);
    begin_ = std::exchange(other.begin_, nullptr);
    return *this;
}

void DirectMemory::close_descriptor() {
    if (descriptor_ >= 0) close(std::exchange(descriptor_, -1));
}

void DirectMemory::release() {
    close_descriptor();
    if (begin_ != nullptr) munmap(std::exchange(begin_, nullptr), size_of_mapping());
}

} // namespace baton::ipc
