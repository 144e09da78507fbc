// test/oracle/order.h - B, D, E and F: what is delivered, in which order, and that those who go on
// together have the same.
#pragma once

#include "oracle/ring_checker.h"

namespace oracle {

class Order final : public RingChecker {
public:
    // `alone`: one process. Then nothing is known of what others originated.
    Order(Report& report, Track& track, bool alone);

    void take(const Event& event) override;
    void originate(Time time, Node node, const Originate& event) override;
    void deliver(Time time, Node node, const Deliver& event) override;
    void retire(RingRecord& ring, Time time) override;
    void finish(bool quiescent) override;

private:
    struct Note {
        // Alone: numbers that it was given and has not delivered, from `next` on.
        std::vector<Seq> own;
        std::size_t next = 0;
        std::vector<Node> obliged; // those whose messages it promised to deliver
    };

    void on(Process& process, const Token& event);
    void on(Process& process, const Exchanged& event);
    void on(Process& process, const Transitional& event);
    void on(Process& process, const Regular& event);
    template <class Other>
    void on(Process&, const Other&) {}

    // On a delivery.
    [[nodiscard]] bool in_its_place(const Process& process, const Deliver& event);
    [[nodiscard]] bool in_order(const Process& process, const Deliver& event);
    void created(const Process& process, const Deliver& event);
    void behind_gap(const Process& process, const Deliver& event);
    void own_delivered(const Process& process, Seq seq);
    // On an origination.
    void owned(const Process& process, RingRecord& ring, const Originate& event);
    void causal(const Process& process, const RingRecord& ring, const Originate& event);
    void drop_delivered(RingRecord& ring);
    void unresolved(const RingRecord& ring, Seq before);
    // When a configuration ends.
    void same_film(const Process& process, const Ring& from, const Ring& to, const Film& first,
                   Node first_node);
    void all_of_companions(const Process& process);
    void own_complete(const Stay& stay);
    void same_at_the_end(const RingRecord& ring);

    const bool alone_;
    Time now_ = 0;
    PerProcess<Note> notes_;
};

} // namespace oracle
