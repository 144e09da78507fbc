// exec/base/slabs.cc - cutting slabs, and how long those without use are kept.
#include "base/slabs.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace baton::detail {

namespace {

std::size_t stride(SizeClass size_class) { return sizeof(Block) + capacity_of(size_class); }

Block* next_of(Block* block) {
    Block* next = nullptr;
    std::memcpy(&next, block->bytes(), sizeof next);
    return next;
}

Block* cut(Slab* slab) {
    auto* begin = reinterpret_cast<std::byte*>(slab + 1);
    auto* block = reinterpret_cast<Block*>(begin + slab->cut++ * stride(slab->size_class));
    *block = {.slab = slab, .references = 0, .size_class = slab->size_class};
    return block;
}

} // namespace

void Slabs::List::add(Slab* slab) {
    slab->previous = nullptr;
    slab->next = first_;
    if (first_ != nullptr) first_->previous = slab;
    first_ = slab;
}

void Slabs::List::remove(Slab* slab) {
    (slab->previous != nullptr ? slab->previous->next : first_) = slab->next;
    if (slab->next != nullptr) slab->next->previous = slab->previous;
}

Slabs::~Slabs() { release_down_to(0); }

Block* Slabs::take(SizeClass size_class) {
    List& list = open_[size_class];
    Slab* slab = list.first();
    if (slab == nullptr) slab = open(size_class);
    Block* block = slab->free;
    if (block != nullptr)
        slab->free = next_of(block);
    else
        block = cut(slab);
    if (++slab->used == slab->places) list.remove(slab);
    return block;
}

// A slab that was full is the first to be used again: it is the fullest, and others become spare.
void Slabs::give_back(Block* block) noexcept {
    Slab* slab = block->slab;
    std::memcpy(block->bytes(), &slab->free, sizeof slab->free);
    slab->free = block;
    if (slab->used == slab->places) open_[slab->size_class].add(slab);
    if (--slab->used == 0) close(slab);
}

Slab* Slabs::open(SizeClass size_class) {
    List& list = spares(size_class);
    Slab* slab = list.first();
    if (slab != nullptr) {
        list.remove(slab);
        spare_bytes_ -= slab->bytes;
        least_spare_ = std::min(least_spare_, spare_bytes_);
    } else {
        slab = ask_system(size_class > kLastShared ? sizeof(Slab) + stride(size_class) : kSlab);
    }
    slab->free = nullptr;
    slab->used = slab->cut = 0;
    slab->places = static_cast<std::uint32_t>((slab->bytes - sizeof(Slab)) / stride(size_class));
    slab->size_class = size_class;
    open_[size_class].add(slab);
    return slab;
}

void Slabs::close(Slab* slab) noexcept {
    open_[slab->size_class].remove(slab);
    spares(slab->size_class).add(slab);
    spare_bytes_ += slab->bytes;
    if (held_ > kKept) release_down_to(kKept);
}

Slab* Slabs::ask_system(std::size_t bytes) {
    release_down_to(kKept - std::min(kKept, bytes));
    auto* slab = static_cast<Slab*>(::operator new(bytes));
    slab->pool = &pool_;
    slab->bytes = bytes;
    held_ += bytes;
    ++allocations_;
    return slab;
}

// As far as spare ones go; the longest first, as fewest can use them.
void Slabs::release_down_to(std::size_t held) noexcept {
    for (auto list = spare_.rbegin(); list != spare_.rend(); ++list)
        while (held_ > held && list->first() != nullptr) {
            Slab* slab = list->first();
            list->remove(slab);
            release(slab);
        }
}

void Slabs::release(Slab* slab) noexcept {
    held_ -= slab->bytes;
    spare_bytes_ -= slab->bytes;
    least_spare_ = std::min(least_spare_, spare_bytes_);
    ::operator delete(slab);
}

void Slabs::give_back_unused() {
    release_down_to(held_ - least_spare_);
    least_spare_ = spare_bytes_;
}

} // namespace baton::detail
