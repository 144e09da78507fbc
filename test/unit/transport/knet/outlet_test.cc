// test/unit/transport/knet/outlet_test.cc - frames that wait for room in a socket.
#include "transport/knet/outlet.h"

#include "loop/descriptor.h"
#include "unit/cmocka.h"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <string>
#include <thread>

using namespace baton;
using namespace baton::transport;
using baton::transport::knet::Outlet;

namespace {

// A pair of sockets like libknet's: whole messages, in order.
struct Pair {
    Pair() {
        int both[2] = {-1, -1};
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, both);
        ours = loop::Descriptor(both[0]);
        theirs = loop::Descriptor(both[1]);
        const int small = 16384;
        setsockopt(ours.number(), SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    }
    Slice frame(std::size_t number, std::size_t size = 1000) {
        std::string text = std::to_string(number);
        text.resize(size, ' ');
        return pool.copy(std::as_bytes(std::span(text)));
    }
    int send() { return outlet.send(ours.number(), counters); }
    // The numbers of all that came.
    std::vector<std::size_t> read_all() {
        std::vector<std::size_t> all;
        std::string text(2000, ' ');
        while (recv(theirs.number(), text.data(), text.size(), 0) > 0)
            all.push_back(std::stoul(text));
        return all;
    }
    BufferPool pool;
    Outlet outlet;
    Counters counters;
    loop::Descriptor ours;
    loop::Descriptor theirs;
};

bool counts_up_from(std::size_t first, const std::vector<std::size_t>& numbers) {
    return std::ranges::all_of(numbers, [&](std::size_t each) { return each == first++; });
}

void what_was_added_leaves_in_order(void**) {
    Pair pair;
    for (std::size_t number = 0; number < 10; ++number) pair.outlet.add(pair.frame(number));
    const int error = pair.send();
    const auto came = pair.read_all();
    assert_int_equal(error, 0);
    assert_true(pair.outlet.empty());
    assert_int_equal(came.size(), 10);
    assert_true(counts_up_from(0, came));
    assert_int_equal(pair.counters.datagrams_sent, 10);
    assert_int_equal(pair.counters.bytes_sent, 10000);
}

void what_does_not_fit_waits_and_leaves_in_order(void**) {
    Pair pair;
    for (std::size_t number = 0; number < 300; ++number) pair.outlet.add(pair.frame(number));
    const int error = pair.send();
    const bool waits = !pair.outlet.empty();
    std::vector<std::size_t> came;
    for (int times = 0; times < 1000 && !pair.outlet.empty(); ++times) {
        for (const std::size_t each : pair.read_all()) came.push_back(each);
        pair.send();
    }
    for (const std::size_t each : pair.read_all()) came.push_back(each);
    assert_int_equal(error, 0);
    assert_true(waits);
    assert_int_equal(came.size(), 300);
    assert_true(counts_up_from(0, came));
    assert_int_equal(pair.counters.send_errors, 0);
}

void more_than_the_limit_is_not_taken(void**) {
    Pair pair;
    std::size_t taken = 0;
    for (std::size_t number = 0; number < Outlet::kFramesMax + 5; ++number)
        taken += pair.outlet.add(pair.frame(number)) ? 1 : 0;
    assert_int_equal(taken, Outlet::kFramesMax);
}

// The limit is for what waits, however much has left before. It is never empty here.
void what_has_left_makes_room(void**) {
    constexpr std::size_t kCount = 5 * Outlet::kFramesMax;
    Pair pair;
    bool all_taken = true;
    std::vector<std::size_t> came;
    const auto leave_behind = [&](std::size_t rest, std::size_t added) {
        for (int times = 0; times < 1000 && pair.counters.datagrams_sent + rest < added; ++times) {
            pair.send();
            for (const std::size_t each : pair.read_all()) came.push_back(each);
        }
    };
    for (std::size_t number = 0; number < kCount; ++number) {
        all_taken = pair.outlet.add(pair.frame(number)) && all_taken;
        if (number % 500 == 499) leave_behind(400, number + 1);
    }
    const bool some_wait = !pair.outlet.empty();
    leave_behind(0, kCount);
    assert_true(all_taken && some_wait);
    assert_true(pair.outlet.empty());
    assert_int_equal(came.size(), kCount);
    assert_true(counts_up_from(0, came));
}

void buffers_are_given_back_as_frames_leave(void**) {
    Pair pair;
    for (std::size_t number = 0; number < 5; ++number) pair.outlet.add(pair.frame(number));
    const std::size_t before = pair.pool.outstanding();
    pair.send();
    const std::size_t after = pair.pool.outstanding();
    assert_int_equal(before, 5);
    assert_int_equal(after, 0);
}

void a_frame_that_is_too_long_does_not_hold_up_the_next(void**) {
    Pair pair;
    pair.outlet.add(pair.frame(0));
    pair.outlet.add(pair.frame(1, 500000));
    pair.outlet.add(pair.frame(2));
    const int error = pair.send();
    const auto came = pair.read_all();
    assert_int_equal(error, EMSGSIZE);
    assert_true(pair.outlet.empty());
    assert_true((came == std::vector<std::size_t>{0, 2}));
    assert_int_equal(pair.counters.send_errors, 1);
    assert_int_equal(pair.counters.datagrams_sent, 2);
}

void the_last_words_wait_for_room(void**) {
    constexpr std::size_t kCount = 300;
    Pair pair;
    for (std::size_t number = 0; number < kCount; ++number) pair.outlet.add(pair.frame(number));
    const bool full = pair.send() == 0 && !pair.outlet.empty();
    std::vector<std::size_t> came;
    std::thread reader([&] {
        while (came.size() < kCount) {
            pollfd more{.fd = pair.theirs.number(), .events = POLLIN, .revents = 0};
            if (poll(&more, 1, 60'000) <= 0) break;
            for (const std::size_t each : pair.read_all()) came.push_back(each);
        }
    });
    const std::size_t left =
        pair.outlet.send_all(pair.ours.number(), pair.counters, milliseconds{60'000});
    reader.join();
    assert_true(full);
    assert_int_equal(left, 0);
    assert_int_equal(came.size(), kCount);
    assert_true(counts_up_from(0, came));
}

void the_last_words_do_not_wait_for_ever(void**) {
    Pair pair;
    for (std::size_t number = 0; number < 300; ++number) pair.outlet.add(pair.frame(number));
    const std::size_t left =
        pair.outlet.send_all(pair.ours.number(), pair.counters, milliseconds{5});
    assert_true(left > 0);
    assert_int_equal(left + pair.counters.datagrams_sent, 300);
}

void a_socket_that_is_gone_takes_nothing_and_ends(void**) {
    Pair pair;
    pair.theirs = {};
    for (std::size_t number = 0; number < 3; ++number) pair.outlet.add(pair.frame(number));
    const int error = pair.send();
    assert_int_equal(error, EPIPE);
    assert_true(pair.outlet.empty());
    assert_int_equal(pair.counters.send_errors, 3);
}

void what_waits_can_be_thrown_away(void**) {
    Pair pair;
    pair.outlet.add(pair.frame(0));
    pair.outlet.clear();
    const bool empty = pair.outlet.empty();
    pair.outlet.add(pair.frame(1));
    pair.send();
    assert_true(empty);
    assert_true((pair.read_all() == std::vector<std::size_t>{1}));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(what_was_added_leaves_in_order),
        cmocka_unit_test(what_does_not_fit_waits_and_leaves_in_order),
        cmocka_unit_test(more_than_the_limit_is_not_taken),
        cmocka_unit_test(what_has_left_makes_room),
        cmocka_unit_test(buffers_are_given_back_as_frames_leave),
        cmocka_unit_test(a_frame_that_is_too_long_does_not_hold_up_the_next),
        cmocka_unit_test(the_last_words_wait_for_room),
        cmocka_unit_test(the_last_words_do_not_wait_for_ever),
        cmocka_unit_test(a_socket_that_is_gone_takes_nothing_and_ends),
        cmocka_unit_test(what_waits_can_be_thrown_away),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
