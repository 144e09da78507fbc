// exec/services/cpg/delivery_run.h - messages of process groups for local clients, one behind the
// other. A node delivers most of what it delivers in such runs, so one costs little: who gets it
// and under which name is kept once for the group, and the memory of a run is used again.
#pragma once

#include "base/shared.h"
#include "services/cpg/messages.h"
#include "wire/cpg_batch.h"

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
    Slice data;
};

// What one client is told of it, if it is not several.
inline Event event_of(const Delivery& delivery) {
    const GroupName& group = delivery.audience->group;
    if (delivery.part == 0) return DeliverEvent{group, delivery.node, delivery.pid, delivery.data};
    return PartialDeliverEvent{group,         delivery.node, delivery.pid, delivery.total_length,
                               delivery.part, delivery.data};
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
    using List = std::vector<Delivery>;

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

    [[nodiscard]] const Delivery* begin() const { return list_ ? list_->data() : nullptr; }
    [[nodiscard]] const Delivery* end() const {
        return list_ ? list_->data() + list_->size() : nullptr;
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
                const Event event = event_of(message);
                for (const ClientId client : message.audience->clients) tell(client, event);
            });
    }

private:
    Shared<List> list_;
};

} // namespace baton::cpg
