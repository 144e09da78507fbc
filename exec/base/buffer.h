// exec/base/buffer.h - bytes that several stations hold at once without copying them.
//
// BufferPool hands out Buffers whose memory is used again (slabs.h), so steady traffic allocates
// nothing. A Slice is a counted reference to a part of a Buffer: copying one costs an
// increment. Counts are plain integers: a pool, its buffers and slices belong to one thread.
// The pool must outlive every Slice of it.
#pragma once

#include "base/assert.h"
#include "base/slabs.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>

namespace baton {

using Bytes = std::span<const std::byte>;

class BufferPool;

// A counted, read-only view of a part of a buffer. An empty Slice holds no buffer.
class Slice {
public:
    Slice() = default;
    Slice(const Slice& other) noexcept
        : block_(other.block_), data_(other.data_), size_(other.size_) {
        if (block_ != nullptr) ++block_->references;
    }
    Slice(Slice&& other) noexcept
        : block_(std::exchange(other.block_, nullptr)), data_(std::exchange(other.data_, nullptr)),
          size_(std::exchange(other.size_, 0)) {}
    Slice& operator=(const Slice& other) noexcept {
        Slice copy(other);
        swap(copy);
        return *this;
    }
    Slice& operator=(Slice&& other) noexcept {
        Slice moved(std::move(other));
        swap(moved);
        return *this;
    }
    ~Slice() { release(); }

    [[nodiscard]] Bytes bytes() const { return {data_, size_}; }
    [[nodiscard]] const std::byte* data() const { return data_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }

    // A part of this slice; it must lie inside.
    [[nodiscard]] Slice part(std::size_t offset, std::size_t size) const {
        ASSERT(offset <= size_ && size <= size_ - offset);
        return block_ == nullptr ? Slice() : Slice(block_, data_ + offset, size);
    }
    // The part of this slice that these bytes are, which must lie inside. None, if they are none.
    [[nodiscard]] Slice around(Bytes bytes) const {
        if (bytes.empty()) return {};
        return part(static_cast<std::size_t>(bytes.data() - data_), bytes.size());
    }
    [[nodiscard]] Slice from(std::size_t offset) const { return part(offset, size_ - offset); }

    // Bytes of the buffer that is there because of this slice, and others of it.
    [[nodiscard]] std::size_t held() const { return block_ == nullptr ? 0 : block_->capacity(); }
    [[nodiscard]] bool shares_buffer(const Slice& other) const { return block_ == other.block_; }
    void reset() noexcept {
        release();
        block_ = nullptr;
        data_ = nullptr;
        size_ = 0;
    }

private:
    friend class Buffer;
    friend Slice joined(std::span<const Slice> pieces);
    Slice(detail::Block* block, const std::byte* data, std::size_t size) noexcept
        : block_(block), data_(data), size_(size) {
        ++block_->references;
    }
    void swap(Slice& other) noexcept {
        std::swap(block_, other.block_);
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
    }
    void release() noexcept {
        if (block_ != nullptr && --block_->references == 0) give_back(block_);
    }
    static void give_back(detail::Block* block) noexcept;

    detail::Block* block_ = nullptr;
    const std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

// A copy of all of them in one piece, in a buffer of the pool that theirs are of. They must not all
// be empty.
Slice joined(std::span<const Slice> pieces);

// A buffer being filled: the one owner that may write. Writing after a Slice of it was handed out
// is allowed only into bytes that the slice does not cover.
class Buffer {
public:
    Buffer() = default;
    Buffer(Buffer&& other) noexcept
        : block_(std::exchange(other.block_, nullptr)), size_(std::exchange(other.size_, 0)) {}
    Buffer& operator=(Buffer&& other) noexcept {
        std::swap(block_, other.block_);
        std::swap(size_, other.size_);
        return *this;
    }
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    ~Buffer();

    explicit operator bool() const { return block_ != nullptr; }
    [[nodiscard]] std::span<std::byte> bytes() { return {block_->bytes(), size_}; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] Slice slice(std::size_t offset, std::size_t size) const;

private:
    friend class BufferPool;
    Buffer(detail::Block* block, std::size_t size) : block_(block), size_(size) {
        ++block_->references;
    }
    detail::Block* block_ = nullptr;
    std::size_t size_ = 0;
};

class BufferPool {
public:
    BufferPool() = default;
    BufferPool(const BufferPool&) = delete;
    BufferPool& operator=(const BufferPool&) = delete;
    ~BufferPool();

    // A buffer of `size` bytes, contents undefined. At most kLargest; more is a bug of the caller.
    Buffer take(std::size_t size);
    // A slice of its own buffer that holds a copy.
    Slice copy(Bytes bytes);

    static constexpr std::size_t kLargest = detail::Slabs::kLargest;

    // To be called now and then: memory that nobody needed since the last time goes back to the
    // system.
    void give_back_unused() { slabs_.give_back_unused(); }

    [[nodiscard]] std::size_t outstanding() const { return outstanding_; } // buffers in use
    [[nodiscard]] std::size_t held() const { return slabs_.held(); } // bytes had from the system
    [[nodiscard]] std::uint64_t allocations() const { return slabs_.allocations(); }

private:
    friend class Slice;
    friend class Buffer;
    void give_back(detail::Block* block) noexcept {
        --outstanding_;
        slabs_.give_back(block);
    }

    detail::Slabs slabs_{*this};
    std::size_t outstanding_ = 0;
};

} // namespace baton
