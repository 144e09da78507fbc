// exec/services/cpg/delivery_run.h - messages of process groups for local clients, one behind the
// other. A node delivers most of what it delivers in such runs, so one costs little: who gets it
// and under which name is kept once for the group, and the memory of a run is used again.
#pragma once

#include "base/pieces.h"
#include "base/shared.h"
#include "services/cpg/messages.h"
#include "wire/cpg_batch.h"

#include <span>
#include <utility>
#include <vector>

namespace baton::cpg {

// The clients of this node that hear a group, as they are at one moment.
struct Audience {
    GroupName group;
    std::vector<ClientId> clients; // in the order in which they came
};

// A message, a part of one, or several messages of one sender, for all of an audience.
struct Delivery {
    Shared<const Audience> audience;
    NodeId node; // the sender
    std::uint32_t pid = 0;
    std::uint32_t total_length = 0; // of a message in parts
    std::uint32_t part = 0;         // 0: a whole message; else 1 first, 2 continued, 3 last
    std::uint32_t records = 0;      // not 0: so many messages, `data` are their records
    Slice data;                     // all of it, or as much as stands in one piece
    std::uint32_t rest = 0;         // pieces that follow, and where they are in the run
    std::uint32_t rest_from = 0;
    std::size_t rest_size = 0;

    [[nodiscard]] std::size_t size() const { return data.size() + rest_size; }
};

// What one client is told of it, if it is not several. `rest`: what follows the first piece.
inline Event event_of(const Delivery& delivery, std::span<const Slice> rest) {
    const GroupName& group = delivery.audience->group;
    const auto whole = [&] {
        std::vector<Slice> pieces{delivery.data};
        pieces.insert(pieces.end(), rest.begin(), rest.end());
        return joined(pieces);
    };
    Slice data = rest.empty() ? delivery.data : whole();
    if (delivery.part == 0)
        return DeliverEvent{group, delivery.node, delivery.pid, std::move(data)};
    return PartialDeliverEvent{group,         delivery.node,  delivery.pid, delivery.total_length,
                               delivery.part, std::move(data)};
}

// Each message of it, as a delivery of its own.
template <class Take>
void for_each_message(const Delivery& delivery, Take take) {
    if (delivery.records == 0) return take(delivery);
    wire::CpgRecords records(delivery.data.bytes());
    while (const auto data = records.next())
        take(Delivery{.audience = delivery.audience,
                      .node = delivery.node,
                      .pid = delivery.pid,
                      .data = delivery.data.around(*data)});
}

// Deliveries in order. They end with the run, whoever keeps its memory.
class DeliveryRun {
public:
    class List {
    public:
        // `rest`: what follows the first piece of its data.
        void add(Delivery&& delivery, std::span<const Slice> rest) {
            delivery.rest = static_cast<std::uint32_t>(rest.size());
            delivery.rest_from = static_cast<std::uint32_t>(pieces_.size());
            delivery.rest_size = Pieces({}, rest).size();
            deliveries_.push_back(std::move(delivery));
            pieces_.insert(pieces_.end(), rest.begin(), rest.end());
        }
        void clear() {
            deliveries_.clear();
            pieces_.clear();
        }

    private:
        friend class DeliveryRun;
        std::vector<Delivery> deliveries_;
        std::vector<Slice> pieces_; // of those that have more than one
    };

    DeliveryRun() = default;
    explicit DeliveryRun(Shared<List> list) : list_(std::move(list)) {}
    DeliveryRun(DeliveryRun&&) noexcept = default;
    DeliveryRun& operator=(DeliveryRun&& other) noexcept {
        std::swap(list_, other.list_);
        return *this;
    }
    DeliveryRun(const DeliveryRun&) = delete;
    DeliveryRun& operator=(const DeliveryRun&) = delete;
    ~DeliveryRun() {
        if (list_) list_->clear();
    }

    [[nodiscard]] const Delivery* begin() const {
        return list_ ? list_->deliveries_.data() : nullptr;
    }
    [[nodiscard]] const Delivery* end() const {
        return list_ ? list_->deliveries_.data() + list_->deliveries_.size() : nullptr;
    }
    // The bytes of one of them.
    [[nodiscard]] Pieces data_of(const Delivery& delivery) const {
        if (delivery.rest == 0) return delivery.data.bytes();
        return {delivery.data.bytes(), rest_of(delivery)};
    }
    [[nodiscard]] std::size_t messages() const {
        std::size_t count = 0;
        for (const Delivery& delivery : *this)
            count += delivery.records == 0 ? 1 : delivery.records;
        return count;
    }
    [[nodiscard]] bool is(const Shared<List>& list) const { return list_ == list; }

    // Each event with the client that is told, in order.
    template <class Tell>
    void for_each_event(Tell tell) const {
        for (const Delivery& delivery : *this)
            for_each_message(delivery, [&](const Delivery& message) {
                const Event event = event_of(message, rest_of(message));
                for (const ClientId client : message.audience->clients) tell(client, event);
            });
    }

private:
    [[nodiscard]] std::span<const Slice> rest_of(const Delivery& delivery) const {
        return std::span<const Slice>(list_->pieces_).subspan(delivery.rest_from, delivery.rest);
    }
    Shared<List> list_;
};

} // namespace baton::cpg
