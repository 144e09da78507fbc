// exec/ipc/shared_memory.cc - files, mappings, and what happens when one is cut short.
#include "ipc/shared_memory.h"

#include "loop/descriptor.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/mman.h>
#include <utility>

namespace baton::ipc {

SharedMemory* SharedMemory::first = nullptr;

namespace {

// An address range of `copies` times the file; none if there is no room.
std::byte* map_copies(int file, std::size_t size, std::size_t copies) {
    void* all = mmap(nullptr, size * copies, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED) return nullptr;
    auto* begin = static_cast<std::byte*>(all);
    for (std::size_t i = 0; i < copies; ++i)
        if (mmap(begin + i * size, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0) ==
            MAP_FAILED) {
            munmap(all, size * copies);
            return nullptr;
        }
    return begin;
}

} // namespace

// What was done about the signal before there were mappings.
struct sigaction& SharedMemory::before() {
    static struct sigaction action {};
    return action;
}

// Runs in the middle of an access to the mapping, which then goes on with memory of our own.
void SharedMemory::on_fault(int number, siginfo_t* about, void*) {
    const auto* where = static_cast<const std::byte*>(about->si_addr);
    for (SharedMemory* each = first; each != nullptr; each = each->next_) {
        if (where < each->begin_ || where >= each->begin_ + each->mapped_) continue;
        each->torn_ = true;
        if (mmap(each->begin_, each->mapped_, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED)
            return;
    }
    sigaction(number, &before(), nullptr);  // not ours: whose it is sees it happen again
    if (about->si_code <= 0) raise(number); // unless somebody sent it
}

void SharedMemory::enlist() {
    static const bool handled = [] {
        struct sigaction action {};
        action.sa_sigaction = on_fault;
        action.sa_flags = SA_SIGINFO;
        return sigaction(SIGBUS, &action, &before()) == 0;
    }();
    static_cast<void>(handled);
    next_ = first;
    first = this;
}

void SharedMemory::strike() {
    for (SharedMemory** each = &first; *each != nullptr; each = &(*each)->next_)
        if (*each == this) {
            *each = next_;
            return;
        }
}

SharedMemory::SharedMemory(SharedMemory&& other) noexcept { *this = std::move(other); }

SharedMemory& SharedMemory::operator=(SharedMemory&& other) noexcept {
    if (this == &other) return *this;
    release();
    other.strike();
    begin_ = std::exchange(other.begin_, nullptr);
    size_ = other.size_;
    mapped_ = other.mapped_;
    torn_ = other.torn_;
    if (begin_ != nullptr) enlist();
    return *this;
}

void SharedMemory::release() {
    if (begin_ == nullptr) return;
    strike();
    munmap(begin_, mapped_);
    begin_ = nullptr;
}

Result<SharedMemory> SharedMemory::create(ClientFolder& folder, const std::string& name,
                                          std::size_t size, Copies copies) {
    const auto made = folder.make_file(name, size);
    if (!made) return tl::make_unexpected(made.error());
    const loop::Descriptor file(*made);
    const std::size_t count = copies == Copies::two ? 2 : 1;
    SharedMemory memory;
    memory.begin_ = map_copies(file.number(), size, count);
    if (memory.begin_ == nullptr)
        return failure(Error::Kind::system,
                       "cannot map " + folder.path() + '/' + name + ": " + std::strerror(errno));
    memory.size_ = size;
    memory.mapped_ = size * count;
    memory.enlist();
    return memory;
}

} // namespace baton::ipc
