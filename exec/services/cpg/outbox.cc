// exec/services/cpg/outbox.cc - sent at once, or kept until the synchronisation has ended.
#include "services/cpg/outbox.h"

#include "services/cpg/limits.h"

#include <utility>

namespace baton::cpg {

bool Outbox::room_for(std::size_t bytes, const Effects& effects) const {
    if (!effects.room_for(bytes)) return false;
    if (!must_wait(effects)) return true;
    return kept_bytes_ + bytes <= kKeptBytesMax && kept_.size() < kKeptMessagesMax;
}

void Outbox::send(Pieces pieces, bool safe, Effects& effects) {
    if (!must_wait(effects)) {
        effects.multicast(pieces, safe);
        return;
    }
    Kept& kept = kept_.emplace_back(Kept{{}, safe});
    for (const Bytes piece : pieces)
        kept.bytes.insert(kept.bytes.end(), piece.begin(), piece.end());
    kept_bytes_ += kept.bytes.size();
}

void Outbox::flush(Effects& effects) {
    for (const Kept& kept : kept_) effects.multicast({Bytes(kept.bytes)}, kept.safe);
    kept_.clear();
    kept_bytes_ = 0;
}

} // namespace baton::cpg
