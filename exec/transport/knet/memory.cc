// exec/transport/knet/memory.cc - private anonymous memory, page by page. Nothing allocates while
// the others stand still: one of them may hold the lock of the heap.
#include "transport/knet/memory.h"

#include "base/assert.h"
#include "loop/descriptor.h"
#include "transport/knet/standstill.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <string_view>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <vector>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define BATON_OWN_ALLOCATOR 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define BATON_OWN_ALLOCATOR 0
#endif
#endif
#ifndef BATON_OWN_ALLOCATOR
#define BATON_OWN_ALLOCATOR 1
#endif

#ifndef MADV_DONTNEED_LOCKED
#define MADV_DONTNEED_LOCKED 24 // Linux 5.18
#endif

namespace baton::transport::knet {

namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kSharedPages = 64; // 8192 equal pages make 128 mappings
constexpr std::size_t kFoldPagesMin = 16 * kSharedPages;
constexpr std::size_t kMapsMax = std::size_t{1} << 19U;

using Pages = std::span<std::byte>;

bool is_zero(const std::byte* page) {
    return page[0] == std::byte{} && std::memcmp(page, page + 1, kPage - 1) == 0;
}

bool equal(const std::byte* one, const std::byte* other) {
    return std::memcmp(one, other, kPage) == 0;
}

// Older kernels refuse it for locked memory.
bool drop(Pages pages) {
    if (madvise(pages.data(), pages.size(), MADV_DONTNEED_LOCKED) == 0 ||
        madvise(pages.data(), pages.size(), MADV_DONTNEED) == 0)
        return true;
    if (errno != EINVAL || munlock(pages.data(), pages.size()) != 0) return false;
    const bool dropped = madvise(pages.data(), pages.size(), MADV_DONTNEED) == 0;
    mlock2(pages.data(), pages.size(), MLOCK_ONFAULT); // it was allowed before
    return dropped;
}

// ---- equal pages

// A file in memory that holds the page again and again.
loop::Descriptor shared_copies(const std::byte* page) {
    loop::Descriptor file(memfd_create("knet", MFD_CLOEXEC));
    for (std::size_t index = 0; file && index < kSharedPages; ++index)
        if (pwrite(file.number(), page, kPage, static_cast<off_t>(index * kPage)) != kPage)
            return {};
    return file;
}

// A failed exchange may leave nothing at all where the pages were.
void restore(Pages pages, const loop::Descriptor& copies) {
    void* made = mmap(pages.data(), pages.size(), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    ASSERT(made == pages.data());
    ASSERT(pread(copies.number(), pages.data(), pages.size(), 0) ==
           static_cast<ssize_t>(pages.size()));
}

// The bytes that are folded.
std::size_t fold(Pages equal_pages) {
    const loop::Descriptor copies = shared_copies(equal_pages.data());
    if (!copies) return 0;
    std::size_t done = 0;
    while (done < equal_pages.size()) {
        const Pages some =
            equal_pages.subspan(done, std::min(kSharedPages * kPage, equal_pages.size() - done));
        if (mmap(some.data(), some.size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED,
                 copies.number(), 0) == MAP_FAILED) {
            restore(some, copies);
            break;
        }
        done += some.size();
    }
    return done;
}

// ---- pages one after the other

// Runs of pages of one kind, handled when they end.
class Walk {
public:
    explicit Walk(bool fold) : fold_(fold) {}
    void take(std::byte* page);
    void end_run();
    [[nodiscard]] const GivenBack& result() const { return result_; }

private:
    bool fold_;
    bool zero_ = false;
    Pages run_;
    GivenBack result_;
};

void Walk::take(std::byte* page) {
    const bool zero = is_zero(page);
    const bool goes_on = !run_.empty() && page == run_.data() + run_.size() &&
                         (zero ? zero_ : !zero_ && fold_ && equal(page, run_.data()));
    if (goes_on) {
        run_ = {run_.data(), run_.size() + kPage};
        return;
    }
    end_run();
    run_ = {page, kPage};
    zero_ = zero;
}

void Walk::end_run() {
    if (zero_ && !run_.empty() && drop(run_)) result_.zero += run_.size();
    if (!zero_ && fold_ && run_.size() >= kFoldPagesMin * kPage) result_.equal += fold(run_);
    run_ = {};
}

// ---- what the process has mapped

struct Mapping {
    Pages pages;
    bool heap = false; // brk() moves its end: it must stay one mapping
};

std::optional<std::uintptr_t> take_hexadecimal(std::string_view& text) {
    std::uintptr_t value = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (wrong != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

std::string_view take_word(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    return word;
}

// A line of /proc/self/maps, if it is private memory without a file: the heap, or without a name.
std::optional<Mapping> mapping_of(std::string_view line) {
    const auto begin = take_hexadecimal(line);
    if (!begin || line.empty()) return std::nullopt;
    line.remove_prefix(1); // '-'
    const auto end = take_hexadecimal(line);
    if (!end || *end < *begin) return std::nullopt;
    const std::string_view rights = take_word(line);
    take_word(line); // offset
    take_word(line); // device
    const std::string_view inode = take_word(line);
    const std::string_view name = take_word(line);
    const bool heap = name == "[heap]";
    if (rights != "rw-p" || inode != "0" || (!heap && !name.empty())) return std::nullopt;
    return Mapping{Pages(reinterpret_cast<std::byte*>(*begin), *end - *begin), heap};
}

// All of it or nothing.
std::string_view read_maps(std::span<char> space) {
    const loop::Descriptor file(open("/proc/self/maps", O_RDONLY | O_CLOEXEC));
    std::size_t size = 0;
    while (file && size < space.size()) {
        const ssize_t more = read(file.number(), space.data() + size, space.size() - size);
        if (more < 0) return {};
        if (more == 0) return {space.data(), size};
        size += static_cast<std::size_t>(more);
    }
    return {};
}

bool contains(Pages pages, const void* address) {
    const auto* place = static_cast<const std::byte*>(address);
    return place >= pages.data() && place < pages.data() + pages.size();
}

GivenBack give_back_each(std::string_view maps) {
    GivenBack all;
    while (!maps.empty()) {
        const std::size_t length = std::min(maps.find('\n'), maps.size());
        const auto mapping = mapping_of(maps.substr(0, length));
        maps.remove_prefix(std::min(length + 1, maps.size()));
        // Not our own stack: a page that the next call uses may be zero just now.
        if (!mapping || contains(mapping->pages, &mapping)) continue;
        const GivenBack some = give_back(mapping->pages, !mapping->heap);
        all.zero += some.zero;
        all.equal += some.equal;
    }
    return all;
}

// Why nothing was done, or null.
const char* give_back_all(std::span<char> space, GivenBack& given) {
    if (BATON_OWN_ALLOCATOR == 0) return "a sanitizer watches the memory";
    if (sysconf(_SC_PAGESIZE) != kPage) return "the pages have another size";
    const Standstill standstill;
    if (!standstill.complete()) return "a thread does not stop";
    const std::string_view maps = read_maps(space);
    if (maps.empty()) return "/proc/self/maps cannot be read";
    if (maps.find("/vgpreload_") != maps.npos) return "valgrind watches the memory";
    given = give_back_each(maps);
    return nullptr;
}

} // namespace

GivenBack give_back(Pages pages, bool fold) {
    std::array<unsigned char, 1024> present{};
    Walk walk(fold);
    while (!pages.empty()) {
        const Pages some = pages.first(std::min(present.size() * kPage, pages.size()));
        pages = pages.subspan(some.size());
        // A look at an absent page would make it present.
        if (mincore(some.data(), some.size(), present.data()) != 0) continue;
        for (std::size_t index = 0; index * kPage < some.size(); ++index)
            if ((present[index] & 1U) != 0) walk.take(some.data() + index * kPage);
    }
    walk.end_run();
    return walk.result();
}

Result<GivenBack> give_back_unused_memory() {
    GivenBack given;
    // Else the kernel may make huge pages of the rest, with zeros between.
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    std::vector<char> space(kMapsMax); // before nothing may be allocated any more
    if (const char* why = give_back_all(space, given)) return failure(Error::Kind::system, why);
    return given;
}

} // namespace baton::transport::knet
