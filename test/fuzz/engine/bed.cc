// test/fuzz/engine/bed.cc - see bed.h.
#include "fuzz/engine/bed.h"

#include "base/sequence_reserve.h"

#include <algorithm>
#include <iterator>

namespace baton::fuzz {

namespace {

// What a node holds besides multicasts: tokens to repeat, open frames, half messages of the others.
constexpr std::size_t kBuffersOfNode = 64;
constexpr std::size_t kRingsKept = 6;

} // namespace

Bed::Bed(BufferPool& pool, const Setup& setup)
    : pool_(pool), setup_(setup), witness_(setup.config.self), stored_seq_(setup.stored_seq) {
    start();
}

Bed::~Bed() { witness_.finish(); }

void Bed::start() {
    node_ = std::make_unique<Node>(NodeConfig{.ring = setup_.config}, pool_, Random(7 + life_++),
                                   outside_);
    node_->set_probe(&witness_);
    rings_.push_back(node_->status().ring);
    const std::uint64_t found = stored_seq_;
    if (!SequenceReserve::believable(found)) { // counts as nothing: damage, or a stranger's doing
        witness_.lost_disk();
        stored_seq_ = 0;
    }
    step([&] { node_->start(now_, found, actions_); });
}

void Bed::restart() {
    if (!left_) witness_.died();
    node_.reset();
    clients_.clear();
    own_.clear();
    view_ = {};
    left_ = false;
    start();
}

// ---- what happens to it

void Bed::receive(const Slice& datagram) {
    ++may_be_kept_;
    witness_.at(now_);
    step([&] { node_->receive(now_, datagram, actions_); });
}

void Bed::deliver_own(std::size_t most) {
    for (std::size_t count = std::min(most, own_.size()); count > 0 && !own_.empty(); --count) {
        const Slice frame = own_.front();
        own_.pop_front();
        receive(frame);
    }
}

void Bed::advance() {
    witness_.at(now_);
    step([&] { node_->advance(now_, actions_); });
    const auto deadline = node_->next_deadline();
    require(!deadline || *deadline > now_); // else the daemon's loop would never rest
}

void Bed::next_deadline() {
    const auto deadline = node_->next_deadline();
    if (!deadline || *deadline > now_ + kFar) return;
    now_ = std::max(now_, *deadline);
    advance();
}

void Bed::pass(Duration duration) {
    const TimePoint end = now_ + duration;
    // No timer is shorter than some milliseconds; several may be due at one time.
    auto most = 64 + 4 * std::chrono::duration_cast<milliseconds>(duration).count();
    for (auto due = node_->next_deadline(); due && *due <= end; due = node_->next_deadline()) {
        require(most-- > 0);
        now_ = std::max(now_, *due);
        advance();
    }
    now_ = end;
}

void Bed::interface_changed(bool up) {
    witness_.at(now_);
    step([&] { node_->interface_changed(now_, up, actions_); });
}

void Bed::gather() {
    witness_.at(now_);
    step([&] { node_->gather(now_, actions_); });
}

void Bed::leave() {
    witness_.at(now_);
    step([&] { node_->leave(now_, actions_); });
    left_ = true;
    own_.clear();
}

void Bed::connect() {
    if (!node_->serving() || clients_.size() >= kClientsMax) return;
    const ClientId client{++last_client_};
    clients_.insert(client);
    step([&] { node_->client_connected(now_, wire::ServiceId::cpg, client, actions_); });
}

void Bed::disconnect(std::size_t which) {
    if (clients_.empty()) return;
    const auto client = std::next(clients_.begin(), static_cast<long>(which % clients_.size()));
    const ClientId gone = *client;
    clients_.erase(client); // nothing may be sent to it from now on
    ++may_be_kept_;
    witness_.at(now_);
    step([&] { node_->client_disconnected(now_, wire::ServiceId::cpg, gone, actions_); });
}

void Bed::request(std::size_t which, const cpg::Request& request) {
    if (clients_.empty() || node_->send_queue_percent() >= Node::kSendQueueHigh) return;
    const auto client = std::next(clients_.begin(), static_cast<long>(which % clients_.size()));
    may_be_kept_ += 4; // frames of its message
    if (const auto* data = std::get_if<cpg::MulticastRequest>(&request))
        may_be_kept_ += data->data.size() / 32;
    witness_.at(now_);
    step([&] { node_->client_request(now_, *client, request, actions_); });
}

// ---- what it wants

void Bed::perform(ring::SendMulticast& send) {
    require(!left_);
    ++may_be_kept_;
    remember(send.frame);
    if (send.to_self) keep_for_self(send.frame);
}

void Bed::perform(ring::SendToken& send) {
    require(!left_ && send.to != NodeId{});
    remember(send.frame);
    if (send.to != self()) return;
    ++may_be_kept_; // alone or in quarantine it sends itself multicasts in this way, too
    keep_for_self(send.frame);
}

void Bed::perform(const ring::StoreRingSeq& store) {
    require(store.seq > stored_seq_); // a ring's number never comes again
    stored_seq_ = store.seq;
    witness_.stored(store.seq);
}

void Bed::perform(const MembershipChanged& change) {
    view_ = change.regular;
    require(std::ranges::is_sorted(view_.members));
    require(std::ranges::binary_search(view_.members, self()));
    rings_.push_back(view_.ring);
    if (rings_.size() > kRingsKept) rings_.erase(rings_.begin());
}

void Bed::perform(const Synchronised& synchronised) {
    require(synchronised.ring == view_.ring && synchronised.members == view_.members);
}

void Bed::remember(const Slice& frame) {
    const auto header = wire::decode_header(frame.bytes());
    require(header.has_value()); // it speaks its own language
    last_.at(static_cast<std::size_t>(header->type)) = frame;
    sent_.at(sent_count_++ % kKept) = frame;
}

void Bed::keep_for_self(const Slice& frame) {
    if (own_.size() < kOwnMost) own_.push_back(frame);
}

const Slice& Bed::sent(std::size_t back) const {
    const std::size_t there = std::min(sent_count_, kKept);
    return sent_.at(there == 0 ? 0 : (sent_count_ - 1 - back % there) % kKept);
}

void Bed::look() {
    require(pool_.outstanding() <= kBuffersOfNode + kKept + kOwnMost + last_.size() + may_be_kept_);
    witness_.require_good();
}

} // namespace baton::fuzz
