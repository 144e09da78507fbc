// exec/base/slabs.h - memory for blocks of many sizes, in slabs that all sizes share.
//
// A slab is cut into blocks of one size. When none of them is in use any more, it is spare and is
// cut anew for the next size that is wanted: what one kind of traffic took is there for the next,
// and steady traffic asks the system for nothing. A block too long to share a slab has its own.
//
// Spare slabs are kept while all that was had from the system is no more than kKept. Beyond that
// they go back at once, and before more is asked for. What was spare for a while goes back when
// somebody says that a while has passed.
#pragma once

#include "base/size_class.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace baton {
class BufferPool;
}

namespace baton::detail {

struct Slab;

struct Block { // what stands before the bytes of every buffer
    Slab* slab;
    std::uint32_t references;
    SizeClass size_class;
    std::byte* bytes() { return reinterpret_cast<std::byte*>(this + 1); }
    [[nodiscard]] std::size_t capacity() const { return capacity_of(size_class); }
};

struct alignas(16) Slab { // what stands before its blocks
    BufferPool* pool;
    std::size_t bytes; // with this
    Slab* next;        // in the list that it is in
    Slab* previous;
    Block* free;          // given back; each names the next one where its bytes are
    std::uint32_t used;   // blocks
    std::uint32_t cut;    // so far, from the front: what was never used is not touched
    std::uint32_t places; // for blocks
    SizeClass size_class;
};

class Slabs {
public:
    explicit Slabs(BufferPool& pool) : pool_(pool) {}
    Slabs(const Slabs&) = delete;
    Slabs& operator=(const Slabs&) = delete;
    ~Slabs(); // when all blocks are back

    Block* take(SizeClass size_class);
    void give_back(Block* block) noexcept;
    // A while has passed: what was spare all the time since the last call goes back to the system.
    void give_back_unused();

    [[nodiscard]] std::size_t held() const { return held_; } // bytes, of the system's
    [[nodiscard]] std::uint64_t allocations() const { return allocations_; }

    // What a daemon at full load uses: a full send queue, two rotations of the largest window in
    // the stores, the areas of the receiver, and some that is on its way to clients.
    static constexpr std::size_t kKept = std::size_t{16} << 20U;
    static constexpr std::size_t kLargest = std::size_t{4} << 20U;

private:
    static constexpr SizeClass kLastShared = class_for(std::size_t{64} << 10U);
    static constexpr std::size_t kClasses = class_for(kLargest) + 1;
    static_assert(capacity_of(class_for(kLargest)) == kLargest);
    // Large enough that the system gives and takes whole pages for it, whatever lies beside.
    static constexpr std::size_t kSlab =
        sizeof(Slab) + 4 * (sizeof(Block) + capacity_of(kLastShared));

    class List {
    public:
        [[nodiscard]] Slab* first() const { return first_; }
        void add(Slab* slab);
        void remove(Slab* slab);

    private:
        Slab* first_ = nullptr;
    };

    Slab* open(SizeClass size_class);
    void close(Slab* slab) noexcept;
    Slab* ask_system(std::size_t bytes);
    void release_down_to(std::size_t held) noexcept;
    void release(Slab* slab) noexcept;
    // Those of all shared slabs are at the last class that has such.
    List& spares(SizeClass size_class) {
        return spare_[size_class < kLastShared ? kLastShared : size_class];
    }

    BufferPool& pool_;
    std::array<List, kClasses> open_;  // some blocks in use, some not
    std::array<List, kClasses> spare_; // none in use
    std::size_t held_ = 0;
    std::size_t spare_bytes_ = 0;
    std::size_t least_spare_ = 0; // since give_back_unused()
    std::uint64_t allocations_ = 0;
};

} // namespace baton::detail
