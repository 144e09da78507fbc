// test/unit/packing/round_trip_test.cc - whatever goes into packers comes out of unpackers.
//
// A story is drawn from a seed: messages of any size, token visits that take some frames, switches
// between synchronisation and ordinary traffic, receivers that join at any frame, frames that are
// filled for a while.
#include "unit/packing/frames.h"

#include <algorithm>
#include <deque>
#include <memory>

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace baton {
namespace {

using packing::Packer;
using packing::Unpacker;
using namespace test;

constexpr NodeId kNode{3};

std::size_t draw_size(Random& random) {
    const std::uint64_t kind = random.below(100);
    if (kind < 60) return 1 + random.below(300);
    if (kind < 85) return 1 + random.below(3000);
    if (kind < 98) return 1 + random.below(70000);
    return 1 + random.below(packing::kMessageMax);
}

// What tells messages apart, without keeping them: size and FNV-1a hash of the bytes.
struct Digest {
    std::size_t size = 0;
    std::uint64_t hash = 0xCBF29CE484222325U;
    friend bool operator==(const Digest&, const Digest&) = default;
};
Digest digest(Bytes bytes) {
    Digest result{.size = bytes.size()};
    for (const std::byte byte : bytes)
        result.hash = (result.hash ^ static_cast<std::uint64_t>(byte)) * 0x100000001B3U;
    return result;
}

using Digests = std::vector<Digest>;

class Receiver final : public packing::MessageSink {
public:
    explicit Receiver(bool synchronising) { unpacker.set_synchronising(synchronising); }
    void on_message(NodeId, Bytes message, const Slice&) override {
        received[unpacker.synchronising() ? 1 : 0].push_back(digest(message));
    }
    Unpacker unpacker;
    Digests received[2]; // ordinary, synchronisation
    std::size_t complete_at_join[2] = {0, 0};
};

class Story {
public:
    Story(std::uint64_t seed, std::size_t net_mtu)
        : random_(seed), net_mtu_(net_mtu), packer_(pool_, net_mtu) {
        receivers_.push_back(std::make_unique<Receiver>(true));
    }
    void run(int steps) {
        for (int i = 0; i < steps; ++i) step();
        for (const bool synchronising : {true, false}) {
            switch_to(synchronising);
            token_visit(~std::size_t{0});
        }
    }
    // Who was there from the beginning has everything, in order.
    [[nodiscard]] bool all_received() const {
        return receivers_[0]->received[0] == sent_[0] && receivers_[0]->received[1] == sent_[1];
    }
    // Who joined has all that began after that: one message of each queue may have been on its way.
    [[nodiscard]] bool joiners_lost_one_message_at_most() const {
        return std::all_of(receivers_.begin(), receivers_.end(), [&](const auto& receiver) {
            return lost_little(*receiver, 0) && lost_little(*receiver, 1);
        });
    }
    [[nodiscard]] bool frames_within_bounds() const { return within_bounds_; }
    [[nodiscard]] std::size_t receivers() const { return receivers_.size(); }

private:
    void step() {
        const std::uint64_t kind = random_.below(100);
        if (kind < 68) return send();
        if (kind < 71) return fill(random_.below(2) == 0);
        if (kind < 90) return token_visit(random_.below(40));
        if (kind < 96) return switch_to(random_.below(2) == 0);
        join();
    }
    void send() {
        const Message message = message_of(draw_size(random_), random_.next());
        const Bytes bytes = message;
        const std::size_t cut = random_.below(bytes.size() + 1);
        if (random_.below(10) == 0) {
            packer_.submit_apart({bytes}, false);
        } else {
            packer_.submit({bytes.first(cut), bytes.subspan(cut)}, random_.below(2) == 0);
        }
        sent_[packer_.synchronising() ? 1 : 0].push_back(digest(bytes));
    }
    void fill(bool yes) {
        packer_.fill_frames(yes);
        if (!yes) packer_.take_apart([](Bytes, bool) { return false; });
    }
    void token_visit(std::size_t frames) {
        for (; frames > 0 && packer_.backlog() > 0; --frames) {
            const auto frame = packer_.take();
            within_bounds_ = within_bounds_ && frame && frame->size <= net_mtu_;
            const Slice payload = frame->buffer.slice(frame->offset, frame->size);
            for (const auto& receiver : receivers_)
                receiver->unpacker.frame(kNode, payload, *receiver);
        }
    }
    void switch_to(bool synchronising) {
        packer_.set_synchronising(synchronising);
        for (const auto& receiver : receivers_) receiver->unpacker.set_synchronising(synchronising);
    }
    void join() {
        if (receivers_.size() == 6) return;
        receivers_.push_back(std::make_unique<Receiver>(packer_.synchronising()));
        for (const int queue : {0, 1})
            receivers_.back()->complete_at_join[queue] = receivers_[0]->received[queue].size();
    }
    [[nodiscard]] bool lost_little(const Receiver& receiver, int queue) const {
        const Digests& all = sent_[queue];
        const Digests& some = receiver.received[queue];
        const std::size_t missed = all.size() - std::min(all.size(), some.size());
        return some.size() <= all.size() && missed <= receiver.complete_at_join[queue] + 1 &&
               std::equal(some.begin(), some.end(), all.end() - static_cast<long>(some.size()));
    }

    Random random_;
    std::size_t net_mtu_;
    BufferPool pool_;
    Packer packer_;
    std::vector<std::unique_ptr<Receiver>> receivers_;
    Digests sent_[2];
    bool within_bounds_ = true;
};

void stories(std::size_t net_mtu) {
    bool received = true, joined = true, bounds = true;
    std::size_t receivers = 0;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        Story story(seed, net_mtu);
        story.run(300);
        received = received && story.all_received();
        joined = joined && story.joiners_lost_one_message_at_most();
        bounds = bounds && story.frames_within_bounds();
        receivers += story.receivers();
    }
    assert_true(received);
    assert_true(joined);
    assert_true(bounds);
    assert_true(receivers > 24); // some did join
}

void messages_survive_the_smallest_frames(void**) { stories(Packer::kNetMtuMin); }
void messages_survive_small_frames(void**) { stories(411); }
void messages_survive_the_frames_of_udp(void**) { stories(1410); }
void messages_survive_large_frames(void**) { stories(8910); }
void messages_survive_the_frames_of_knet(void**) { stories(65446); }
void messages_survive_a_net_mtu_beyond_any_datagram(void**) { stories(1000000); }

// Changed bytes anywhere: no crash, no growth, and good packs are understood again afterwards.
void damaged_packs_do_no_harm(void**) {
    BufferPool pool;
    bool recovered = true;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Random random(seed);
        Packer packer(pool, 1410);
        Receiver receiver(true);
        for (int i = 0; i < 200; ++i) {
            packer.submit({message_of(1 + random.below(6000), random.next())}, false);
            while (auto frame = packer.take()) {
                const auto bytes = frame->buffer.bytes().subspan(frame->offset, frame->size);
                const std::size_t reach = random.below(2) == 0 ? 12 : bytes.size();
                if (random.below(3) == 0)
                    bytes[random.below(reach)] = static_cast<std::byte>(random.below(256));
                const NodeId from{static_cast<std::uint32_t>(random.below(3))};
                const std::size_t size = random.below(20) == 0 ? random.below(20) : frame->size;
                receiver.unpacker.frame(
                    from, frame->buffer.slice(frame->offset, std::min(size, frame->size)),
                    receiver);
            }
        }
        const std::size_t before = receiver.received[1].size();
        receiver.unpacker.frame(kNode, pack_of(pool, 0, 0, {message_of(9)}), receiver);
        recovered =
            recovered && receiver.received[1].size() == before + 1 && pool.outstanding() <= 3;
    }
    assert_true(recovered);
    assert_int_equal(pool.outstanding(), 0);
}

} // namespace
} // namespace baton

int main() {
    using namespace baton;
    const CMUnitTest tests[] = {
        cmocka_unit_test(messages_survive_the_smallest_frames),
        cmocka_unit_test(messages_survive_small_frames),
        cmocka_unit_test(messages_survive_the_frames_of_udp),
        cmocka_unit_test(messages_survive_large_frames),
        cmocka_unit_test(messages_survive_the_frames_of_knet),
        cmocka_unit_test(messages_survive_a_net_mtu_beyond_any_datagram),
        cmocka_unit_test(damaged_packs_do_no_harm),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
