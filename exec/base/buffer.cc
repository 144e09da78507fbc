// exec/base/buffer.cc - what the pool hands out, and the end of a reference.
#include "base/buffer.h"

#include <algorithm>

namespace baton {

void Slice::give_back(detail::Block* block) noexcept { block->slab->pool->give_back(block); }

Slice joined(std::span<const Slice> pieces) {
    std::size_t size = 0;
    BufferPool* pool = nullptr;
    for (const Slice& each : pieces) {
        size += each.size();
        if (each.block_ != nullptr) pool = each.block_->slab->pool;
    }
    ASSERT(pool != nullptr);
    Buffer whole = pool->take(size);
    std::byte* to = whole.bytes().data();
    for (const Slice& each : pieces) to = std::copy_n(each.data(), each.size(), to);
    return whole.slice(0, size);
}

Buffer::~Buffer() {
    if (block_ != nullptr && --block_->references == 0) block_->slab->pool->give_back(block_);
}

Slice Buffer::slice(std::size_t offset, std::size_t size) const {
    ASSERT(block_ != nullptr && offset <= size_ && size <= size_ - offset);
    return {block_, block_->bytes() + offset, size};
}

BufferPool::~BufferPool() { ASSERT(outstanding_ == 0); }

Buffer BufferPool::take(std::size_t size) {
    ASSERT(size <= kLargest);
    ++outstanding_;
    return {slabs_.take(detail::class_for(size)), size};
}

Slice BufferPool::copy(Bytes bytes) {
    if (bytes.empty()) return {};
    Buffer buffer = take(bytes.size());
    std::memcpy(buffer.bytes().data(), bytes.data(), bytes.size());
    return buffer.slice(0, bytes.size());
}

} // namespace baton
