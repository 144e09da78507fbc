// test/fuzz/fuzz_engine.cc - one node, and an input that says what happens to it, step by step.
//
// The first four bytes are the setting: which node it is, timers and windows, what is on its disk.
// Then each step is a byte that says what happens, and what that wants to know. Formats of the
// steps are in kSteps below and in engine/peers.h; engine_steps.py writes stories in them. Whatever
// happens, each node's own promises hold (engine/bed.h, engine/witness.h).
#include "fuzz/cursor.h"
#include "fuzz/engine/bed.h"
#include "fuzz/engine/clients.h"
#include "fuzz/engine/peers.h"

#include <array>

namespace {

using namespace baton;
using fuzz::Bed;
using fuzz::Cursor;
using fuzz::Peers;

BufferPool pool;

// Steps of one input: what comes behind them would not be seen to have any effect.
constexpr int kStepsMax = 150;
constexpr std::array<int, 8> kMilliseconds{1, 10, 50, 200, 400, 1000, 1500, 6000};

fuzz::Setup setup_of(Cursor& input) {
    constexpr std::array<std::uint64_t, 4> kStored{0, 40, (std::uint64_t{1} << 61U) - 20,
                                                   0xFFFFFFFFFFFFFFF0U};
    const std::uint8_t who = input.u8();
    const std::uint8_t how = input.u8();
    const std::uint8_t windows = input.u8();
    const std::uint8_t disk = input.u8();
    ring::RingConfig config;
    config.self = {1U + who % 4U};
    config.token = milliseconds(1000);
    config.token_warning = milliseconds((how & 1U) != 0 ? 0 : 750);
    config.token_retransmit = milliseconds(238);
    config.hold = milliseconds(180);
    config.consensus = milliseconds(1200);
    config.send_join = milliseconds((how & 2U) != 0 ? 80 : 0);
    config.heartbeat_failures_allowed = (how & 4U) != 0 ? 2 : 0;
    config.cancel_token_hold_on_retransmit = (how & 8U) != 0;
    config.fail_recv_const = (how & 16U) != 0 ? 3 : 2500;
    config.seqno_unchanged_const = (how & 32U) != 0 ? 30 : 2;
    config.miss_count_const = (how & 64U) != 0 ? 5 : 1;
    config.window_size = (windows & 1U) != 0 ? 8 : 50;
    config.max_messages = (windows & 2U) != 0 ? 3 : 17;
    config.net_mtu = (windows & 4U) != 0 ? 300 : 1410;
    return {config, kStored.at(disk % kStored.size())};
}

struct Scene {
    Bed& bed;
    Peers& peers;
    Cursor& input;
    bool by_itself = true; // what the node sends to itself comes back without a step
};

void pass(Scene& scene) {
    scene.bed.pass(milliseconds(kMilliseconds.at(scene.input.u8() % kMilliseconds.size())));
}

void turns(Scene& scene) {
    for (unsigned count = 1 + scene.input.u8() % 8U; count > 0; --count) {
        scene.bed.deliver_own(8);
        scene.peers.answer();
    }
}

// Only what is meant: a node that has left does nothing any more.
void leave(Scene& scene) {
    if (scene.input.u8() == 0xEE) scene.bed.leave();
}

using Step = void (*)(Scene& scene);
constexpr std::array<Step, 24> kSteps{
    /*  0 */ [](Scene& scene) { scene.peers.answer(); },
    /*  1 */ turns, // u8: how often
    /*  2 */ [](Scene& scene) { scene.peers.propose(scene.input.u8()); },
    /*  3 */ [](Scene& scene) { scene.bed.next_deadline(); },
    /*  4 */ pass, // u8: which time
    /*  5 */ [](Scene& scene) { scene.bed.deliver_own(1); },
    /*  6 */ [](Scene& scene) { scene.bed.forget_own(); },
    /*  7 */ [](Scene& scene) { scene.by_itself = !scene.by_itself; },
    /*  8 */ [](Scene& scene) { scene.peers.multicast(); },
    /*  9 */ [](Scene& scene) { scene.peers.talk(scene.input.u8()); },
    /* 10 */ [](Scene& scene) { scene.peers.token(); },
    /* 11 */ [](Scene& scene) { scene.peers.join(); },
    /* 12 */ [](Scene& scene) { scene.peers.commit_token(); },
    /* 13 */ [](Scene& scene) { scene.peers.merge_detect(); },
    /* 14 */ [](Scene& scene) { scene.peers.hold_cancel(); },
    /* 15 */ [](Scene& scene) { scene.peers.exchange(); },
    /* 16 */ [](Scene& scene) { scene.peers.echo(); },
    /* 17 */ [](Scene& scene) { scene.peers.echo_damaged(); },
    /* 18 */ [](Scene& scene) { scene.peers.raw(); },
    /* 19 */ [](Scene& scene) { fuzz::client_step(scene.bed, scene.input); },
    /* 20 */ [](Scene& scene) { scene.bed.interface_changed(scene.input.flag()); },
    /* 21 */ [](Scene& scene) { scene.bed.gather(); },
    /* 22 */ leave,
    /* 23 */ [](Scene& scene) { scene.bed.restart(); },
};

void act(Cursor& input) {
    Bed bed(pool, setup_of(input));
    Peers peers(bed, input);
    Scene scene{bed, peers, input};
    for (int step = 0; step < kStepsMax && !input.at_end(); ++step) {
        if (scene.by_itself) bed.deliver_own(8);
        kSteps.at(input.u8() % kSteps.size())(scene);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Cursor input(fuzz::as_input(data, size));
    act(input);
    fuzz::require(pool.outstanding() == 0);
    return 0;
}
