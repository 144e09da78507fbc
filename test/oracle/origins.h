// test/oracle/origins.h - what is known of the messages of one ring, by number.
//
// Pieces of a fixed size, so that nothing moves when it grows and the front can be dropped: in
// steady state a dropped piece is used again at the end.
#pragma once

#include "oracle/event.h"

#include <array>
#include <deque>
#include <memory>

namespace oracle {

struct Origin {
    Digest digest = 0;
    Seq delivered = 0;        // what its sender had delivered when it got its number
    std::uint32_t place = 0;  // it is the sender's so many-th on this ring, from 1
    std::uint16_t sender = 0; // its place among the members
    Service service = Service::agreed;
    bool known = false;      // of an origination or a delivery
    bool originated = false; // its origination was seen
};

class Origins {
public:
    static constexpr Seq kPiece = 1024;
    // No ring has so many numbers in use at once: a number so far ahead is wrong.
    static constexpr Seq kAhead = 1U << 20U;

    // Null if it lies far ahead of all others, or was dropped.
    Origin* at(Seq seq) {
        if (seq < first_ || seq - first_ >= kAhead) return nullptr;
        const std::size_t piece = (seq - first_) / kPiece;
        while (piece >= pieces_.size()) append();
        return &(*pieces_[piece])[(seq - first_) % kPiece];
    }
    // As `at`, but does not make room.
    [[nodiscard]] const Origin* find(Seq seq) const {
        if (seq < first_ || seq >= end()) return nullptr;
        return &(*pieces_[(seq - first_) / kPiece])[(seq - first_) % kPiece];
    }
    [[nodiscard]] Seq first() const { return first_; }
    [[nodiscard]] Seq end() const { return first_ + static_cast<Seq>(pieces_.size()) * kPiece; }
    // Forgets the first piece. The one after it stays.
    void drop_piece() {
        spare_ = std::move(pieces_.front());
        pieces_.pop_front();
        first_ += kPiece;
    }
    void clear() {
        pieces_.clear();
        spare_.reset();
    }

private:
    using Piece = std::array<Origin, kPiece>;

    void append() {
        if (spare_ == nullptr) spare_ = std::make_unique<Piece>();
        spare_->fill({});
        pieces_.push_back(std::move(spare_));
    }

    std::deque<std::unique_ptr<Piece>> pieces_;
    std::unique_ptr<Piece> spare_;
    Seq first_ = 0;
};

} // namespace oracle
