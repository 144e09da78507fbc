// test/unit/transport/send_batch_test.cc - what leaves in one go, and what is done when the kernel
// refuses a train. The kernel's answers are given here.
#include "transport/send_batch.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::transport;

namespace {

struct Left { // one datagram or train
    std::uint16_t port;
    std::size_t frames;
    std::string text;
    friend bool operator==(const Left&, const Left&) = default;
};
std::vector<Left> sent;
int refusal = 0; // of trains
int calls = 0;

Left read(const msghdr& header) {
    Left one{ntohs(static_cast<const sockaddr_in*>(header.msg_name)->sin_port), header.msg_iovlen,
             ""};
    for (std::size_t i = 0; i < header.msg_iovlen; ++i)
        one.text.append(static_cast<const char*>(header.msg_iov[i].iov_base),
                        header.msg_iov[i].iov_len);
    return one;
}

} // namespace

extern "C" int sendmmsg(int, mmsghdr* messages, unsigned count, int) {
    ++calls;
    for (unsigned i = 0; i < count; ++i) {
        if (refusal != 0 && messages[i].msg_hdr.msg_controllen != 0) {
            errno = refusal;
            return i == 0 ? -1 : static_cast<int>(i);
        }
        sent.push_back(read(messages[i].msg_hdr));
    }
    return static_cast<int>(count);
}

extern "C" ssize_t sendto(int, const void* bytes, std::size_t size, int, const sockaddr* to,
                          socklen_t) {
    sent.push_back({ntohs(reinterpret_cast<const sockaddr_in*>(to)->sin_port), 1,
                    std::string(static_cast<const char*>(bytes), size)});
    return static_cast<ssize_t>(size);
}

namespace {

struct Bench {
    explicit Bench(int refuses = 0) {
        refusal = refuses;
        sent.clear();
        calls = 0;
        batch.use_trains(true);
    }
    ~Bench() { refusal = 0; }
    void multicast(const char* text) { batch.multicast(frame(text)); }
    Slice frame(const char* text) {
        return pool.copy(std::as_bytes(std::span(text, strlen(text))));
    }
    int send() { return batch.send(-1, targets, counters); }

    BufferPool pool;
    SendBatch batch;
    Counters counters;
    const IpAddress here = *IpAddress::from_text("127.0.0.1");
    std::vector<SocketAddress> targets{SocketAddress(here, 1), SocketAddress(here, 2)};
    const SocketAddress third{here, 3};
};

void equal_frames_leave_as_one_train_for_each_target(void**) {
    Bench bench;
    for (const char* each : {"aa", "bb", "c"}) bench.multicast(each);
    const int lost = bench.send();
    assert_int_equal(lost, 0);
    assert_true((sent == std::vector<Left>{{1, 3, "aabbc"}, {2, 3, "aabbc"}}));
    assert_int_equal(bench.counters.datagrams_sent, 6);
    assert_int_equal(calls, 1);
}

void each_train_goes_to_all_before_the_next(void**) {
    Bench bench;
    for (const char* each : {"a", "bb", "bb"}) bench.multicast(each);
    bench.send();
    assert_true(
        (sent == std::vector<Left>{{1, 1, "a"}, {2, 1, "a"}, {1, 2, "bbbb"}, {2, 2, "bbbb"}}));
}

void a_token_leaves_behind_what_came_before_it(void**) {
    Bench bench;
    bench.multicast("a");
    bench.batch.unicast(bench.third, bench.frame("token"));
    bench.multicast("b");
    bench.send();
    assert_true((sent == std::vector<Left>{
                             {1, 1, "a"}, {2, 1, "a"}, {3, 1, "token"}, {1, 1, "b"}, {2, 1, "b"}}));
}

void what_was_sent_is_held_no_longer(void**) {
    Bench bench;
    bench.multicast("a");
    bench.send();
    assert_true(bench.batch.empty());
    assert_int_equal(bench.pool.outstanding(), 0);
}

void a_refused_train_leaves_frame_by_frame_and_in_order(void**) {
    Bench bench(EIO);
    for (const char* each : {"a", "b"}) bench.multicast(each);
    const int lost = bench.send();
    assert_int_equal(lost, 0);
    assert_true((sent == std::vector<Left>{{1, 1, "a"}, {1, 1, "b"}, {2, 1, "a"}, {2, 1, "b"}}));
    assert_int_equal(bench.counters.datagrams_sent, 4);
    assert_int_equal(bench.counters.send_errors, 0);
}

void a_device_that_takes_no_trains_is_not_asked_again(void**) {
    Bench bench(EIO);
    for (int i = 0; i < 2; ++i) {
        for (const char* each : {"a", "b"}) bench.multicast(each);
        bench.send();
    }
    const std::string why = bench.batch.refusal();
    assert_int_equal(bench.batch.limits().segment, 0);
    assert_string_equal(why.c_str(),
                        "the network device does not take trains (Input/output error)");
    assert_int_equal(calls, 3); // each target's train, then all frames alone
}

void frames_too_long_for_the_way_travel_alone_and_shorter_ones_do_not(void**) {
    Bench bench(EINVAL);
    for (const char* each : {"long", "long"}) bench.multicast(each);
    bench.send();
    const std::string why = bench.batch.refusal();
    refusal = 0;
    sent.clear();
    for (const char* each : {"long", "long", "abc", "abc"}) bench.multicast(each);
    bench.targets.resize(1);
    bench.send();
    assert_string_equal(why.c_str(), "frames above 3 bytes travel alone, for the MTU on their way "
                                     "is too small (Invalid argument)");
    assert_true((sent == std::vector<Left>{{1, 1, "long"}, {1, 1, "long"}, {1, 2, "abcabc"}}));
}

void a_kernel_without_trains_is_told(void**) {
    Bench bench;
    bench.batch.use_trains(false);
    for (const char* each : {"a", "b"}) bench.multicast(each);
    bench.targets.resize(1);
    bench.send();
    assert_int_equal(sent.size(), 2);
    assert_string_equal(bench.batch.refusal().c_str(),
                        "this kernel does not cut trains into datagrams (UDP_SEGMENT)");
}

void a_new_socket_may_do_what_the_last_one_could_not(void**) {
    Bench bench(EIO);
    for (const char* each : {"a", "b"}) bench.multicast(each);
    bench.send();
    bench.batch.use_trains(true);
    assert_true(bench.batch.refusal().empty());
    assert_true(bench.batch.limits().segment > 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(equal_frames_leave_as_one_train_for_each_target),
        cmocka_unit_test(each_train_goes_to_all_before_the_next),
        cmocka_unit_test(a_token_leaves_behind_what_came_before_it),
        cmocka_unit_test(what_was_sent_is_held_no_longer),
        cmocka_unit_test(a_refused_train_leaves_frame_by_frame_and_in_order),
        cmocka_unit_test(a_device_that_takes_no_trains_is_not_asked_again),
        cmocka_unit_test(frames_too_long_for_the_way_travel_alone_and_shorter_ones_do_not),
        cmocka_unit_test(a_kernel_without_trains_is_told),
        cmocka_unit_test(a_new_socket_may_do_what_the_last_one_could_not),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
