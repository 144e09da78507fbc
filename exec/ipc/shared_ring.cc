// exec/ipc/shared_ring.cc - reading and writing a ring whose other end may lie.
#include "ipc/shared_ring.h"

#include "ipc/local_protocol.h"

#include <atomic>
#include <bit>
#include <cstring>
#include <linux/futex.h>
#include <semaphore.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace baton::ipc {
namespace {

constexpr std::size_t kHeaderSize = 8252;
constexpr std::size_t kWriterAt = 0;
constexpr std::size_t kReaderAt = 4;
constexpr std::size_t kWordsAt = 8;
constexpr std::size_t kHeaderPathAt = 12;
constexpr std::size_t kDataPathAt = 4108;
constexpr std::size_t kUsersAt = 8204;
constexpr std::size_t kSemaphoreAt = 8208;
constexpr std::size_t kFlowControlAt = 8240;

constexpr std::uint32_t kBeingWritten = 0xA110CED0;
constexpr std::uint32_t kComplete = 0xA1A1A1A1;
constexpr std::uint32_t kConsumed = 0xD0D0D0D0;
constexpr std::size_t kMargin = 12; // bytes that stay free with a message

std::uint32_t load(std::uint32_t& shared) {
    return std::atomic_ref(shared).load(std::memory_order_acquire);
}
void store(std::uint32_t& shared, std::uint32_t value) {
    std::atomic_ref(shared).store(value, std::memory_order_release);
}

// The library's functions for semaphores end the process when a client has written into one. These
// do with glibc's layout (u64: how many there are, and in the upper half how many wait for one;
// then whether it is private) what those do with a good one, and nothing bad with any other.
static_assert(sizeof(sem_t) == 32 && sizeof(long) == 8, "the layout of glibc with 64 bits");
constexpr std::uint64_t kCountMask = 0xFFFFFFFF;
constexpr std::uint64_t kCountMax = 0x7FFFFFFF;

bool take_one(std::uint64_t& shared) {
    const std::atomic_ref count(shared);
    std::uint64_t before = count.load(std::memory_order_relaxed);
    // Who is changed under its hands again and again has time: the next turn comes.
    for (int i = 0; i < 100 && (before & kCountMask) > 0; ++i)
        if (count.compare_exchange_weak(before, before - 1, std::memory_order_acquire)) return true;
    return false;
}

bool add_one(std::uint64_t& shared) {
    const std::atomic_ref count(shared);
    if ((count.load(std::memory_order_relaxed) & kCountMask) >= kCountMax) return false;
    const std::uint64_t before = count.fetch_add(1, std::memory_order_release);
    constexpr std::size_t kLowerHalf = std::endian::native == std::endian::little ? 0 : 4;
    if (before > kCountMask)
        syscall(SYS_futex, reinterpret_cast<std::byte*>(&shared) + kLowerHalf, FUTEX_WAKE, 1,
                nullptr, nullptr, 0);
    return true;
}

} // namespace

std::uint32_t& SharedRing::word(std::size_t place) const {
    return *reinterpret_cast<std::uint32_t*>(data_.data() + place * 4);
}

std::uint32_t& SharedRing::field(std::size_t offset) const {
    return *reinterpret_cast<std::uint32_t*>(header_.data() + offset);
}

std::uint64_t& SharedRing::count() const {
    return *reinterpret_cast<std::uint64_t*>(header_.data() + kSemaphoreAt);
}

// Where the next message begins.
std::uint32_t SharedRing::behind(std::uint32_t place, std::size_t length) {
    return static_cast<std::uint32_t>((place + 2 + (length + 3) / 4) % kWords);
}

Result<SharedRing> SharedRing::create(ClientFolder& folder, const std::string& name) {
    SharedRing ring;
    const std::string header_name = name + "-header";
    const std::string data_name = name + "-data";
    auto header = SharedMemory::create(folder, header_name, kHeaderSize, SharedMemory::Copies::one);
    if (!header) return tl::make_unexpected(header.error());
    auto data = SharedMemory::create(folder, data_name, kDataSize, SharedMemory::Copies::two);
    if (!data) return tl::make_unexpected(data.error());
    ring.header_ = std::move(*header);
    ring.data_ = std::move(*data);
    ring.field(kWordsAt) = kWords;
    ring.field(kUsersAt) = 1;
    const auto put_path = [&](std::size_t offset, const std::string& file) {
        const std::string path = folder.path() + '/' + file;
        std::memcpy(ring.header_.data() + offset, path.c_str(), path.size() + 1);
    };
    put_path(kHeaderPathAt, header_name);
    put_path(kDataPathAt, data_name);
    sem_init(reinterpret_cast<sem_t*>(ring.header_.data() + kSemaphoreAt), 1, 0);
    return ring;
}

SharedRing& SharedRing::operator=(SharedRing&& other) noexcept {
    if (this == &other) return *this;
    let_go();
    header_ = std::move(other.header_);
    data_ = std::move(other.data_);
    place_ = other.place_;
    return *this;
}

// The client sees that nobody is there any more.
void SharedRing::let_go() {
    if (header_.data() == nullptr) return;
    std::atomic_ref(field(kUsersAt)).fetch_sub(1);
}

void SharedRing::set_flow_control(std::int32_t value) {
    store(field(kFlowControlAt), static_cast<std::uint32_t>(value));
}

bool SharedRing::has_message() const {
    return (std::atomic_ref(count()).load(std::memory_order_acquire) & kCountMask) > 0;
}

SharedRing::Outcome SharedRing::read(std::vector<std::byte>& out) {
    if (!take_one(count())) return torn() ? Outcome::broken : Outcome::not_now;
    if (load(word(place_ + 1)) != kComplete) return Outcome::broken;
    const std::size_t length = load(word(place_));
    if (length > kMessageMax) return Outcome::broken;
    out.resize(length);
    if (length > 0) std::memcpy(out.data(), data_.data() + (place_ + 2) * std::size_t{4}, length);
    word(place_) = 0;
    store(word(place_ + 1), kConsumed);
    place_ = behind(place_, length);
    store(field(kReaderAt), place_);
    return torn() ? Outcome::broken : Outcome::done;
}

SharedRing::Outcome SharedRing::write(Bytes head, const Pieces& tail) {
    const std::size_t length = head.size() + tail.size();
    const std::uint32_t reader = load(field(kReaderAt));
    if (torn() || reader >= kWords) return Outcome::broken;
    std::size_t free = (std::size_t{reader} + kWords - place_) % kWords;
    if (free > 0) --free;
    if (reader == place_ && !has_message()) free = kWords;
    if (free * 4 < length + kMargin) return Outcome::not_now;
    word(place_) = 0;
    store(word(place_ + 1), kBeingWritten);
    std::byte* to = data_.data() + (place_ + 2) * std::size_t{4};
    std::memcpy(to, head.data(), head.size());
    tail.copy_to(to + head.size());
    word(place_) = static_cast<std::uint32_t>(length);
    const std::uint32_t mark = place_ + 1;
    place_ = behind(place_, length);
    store(field(kWriterAt), place_);
    store(word(mark), kComplete);
    return add_one(count()) && !torn() ? Outcome::done : Outcome::broken;
}

} // namespace baton::ipc
