// exec/base/buffer.cc - the pool's free lists and the end of a reference.
#include "base/buffer.h"

#include <algorithm>
#include <bit>
#include <new>

namespace baton {

void Slice::give_back(detail::Block* block) noexcept { block->pool->give_back(block); }

Slice joined(std::span<const Slice> pieces) {
    std::size_t size = 0;
    BufferPool* pool = nullptr;
    for (const Slice& each : pieces) {
        size += each.size();
        if (each.block_ != nullptr) pool = each.block_->pool;
    }
    ASSERT(pool != nullptr);
    Buffer whole = pool->take(size);
    std::byte* to = whole.bytes().data();
    for (const Slice& each : pieces) to = std::copy_n(each.data(), each.size(), to);
    return whole.slice(0, size);
}

Buffer::~Buffer() {
    if (block_ != nullptr && --block_->references == 0) block_->pool->give_back(block_);
}

Slice Buffer::slice(std::size_t offset, std::size_t size) const {
    ASSERT(block_ != nullptr && offset <= size_ && size <= size_ - offset);
    return {block_, block_->bytes() + offset, size};
}

BufferPool::~BufferPool() {
    ASSERT(outstanding_ == 0);
    for (auto& list : free_)
        for (detail::Block* block : list) ::operator delete(block);
}

Buffer BufferPool::take(std::size_t size) {
    ASSERT(size <= kLargest);
    const auto width = static_cast<std::size_t>(std::bit_width(size == 0 ? 0 : size - 1));
    const std::size_t size_class = width <= kSmallestBits ? 0 : width - kSmallestBits;
    auto& list = free_.at(size_class);
    detail::Block* block = nullptr;
    if (list.empty()) {
        const std::size_t capacity = std::size_t{1} << (size_class + kSmallestBits);
        block = static_cast<detail::Block*>(::operator new(sizeof(detail::Block) + capacity));
        ++allocations_;
    } else {
        block = list.back();
        list.pop_back();
    }
    *block = {this, 0, static_cast<std::uint32_t>(size_class)};
    ++outstanding_;
    return {block, size};
}

Slice BufferPool::copy(Bytes bytes) {
    if (bytes.empty()) return {};
    Buffer buffer = take(bytes.size());
    std::memcpy(buffer.bytes().data(), bytes.data(), bytes.size());
    return buffer.slice(0, bytes.size());
}

void BufferPool::give_back(detail::Block* block) noexcept {
    --outstanding_;
    auto& list = free_[block->size_class];
    const std::size_t capacity = block->capacity();
    const std::size_t kept = list.size() * capacity;
    if (kept + capacity > kKeptBytesPerClass) {
        ::operator delete(block);
        return;
    }
    if (list.size() == list.capacity()) list.reserve(list.empty() ? 64 : list.size() * 2);
    list.push_back(block);
}

} // namespace baton
