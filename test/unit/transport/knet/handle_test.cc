// test/unit/transport/knet/handle_test.cc - one libknet: its descriptors, and where a message goes.
#include "transport/knet/handle.h"

#include "wire/totem.h"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

#include "unit/cmocka.h" // last: its fail() is a macro

using namespace baton;
using namespace baton::transport;
using namespace baton::transport::knet;

namespace {

using Bits = std::vector<std::byte>;

Bits message_to(NodeId target) {
    Bits bits(wire::kMulticastHeaderSize);
    wire::Multicast multicast;
    multicast.sender = {1};
    multicast.target = target;
    wire::write_multicast_header(multicast, std::span(bits).first<wire::kMulticastHeaderSize>());
    return bits;
}

void a_message_without_a_target_goes_to_all(void**) {
    const auto found = destination_of(message_to({}));
    assert_int_equal(found.to, Destination::To::all);
}

void a_message_with_a_target_goes_there(void**) {
    const auto found = destination_of(message_to({65535}));
    assert_int_equal(found.to, Destination::To::one);
    assert_int_equal(found.node, 65535);
}

// The lower half of such a number may be that of another node.
void a_target_that_knet_cannot_name_goes_nowhere(void**) {
    assert_int_equal(destination_of(message_to({65536})).to, Destination::To::nowhere);
    assert_int_equal(destination_of(message_to({65538})).to, Destination::To::nowhere);
}

void a_header_that_is_cut_short_goes_nowhere(void**) {
    const Bits bits = message_to({2});
    bool nowhere = true;
    for (std::size_t size = 0; size < wire::kTotemHeaderSize; ++size)
        nowhere = destination_of(Bytes(bits).first(size)).to == Destination::To::nowhere && nowhere;
    const auto whole = destination_of(Bytes(bits).first(wire::kTotemHeaderSize));
    assert_true(nowhere);
    assert_int_equal(whole.to, Destination::To::one);
}

void rubbish_goes_nowhere(void**) {
    assert_int_equal(destination_of(Bits(100, std::byte{0xff})).to, Destination::To::nowhere);
    assert_int_equal(destination_of(Bits(100)).to, Destination::To::nowhere);
}

void its_descriptors_do_not_block(void**) {
    const auto handle = Handle::open({1}, true);
    const int data = handle ? fcntl(handle->data(), F_GETFL) : -1;
    const int log = handle ? fcntl(handle->log(), F_GETFL) : -1;
    assert_true(data >= 0 && (data & O_NONBLOCK) != 0);
    assert_true(log >= 0 && (log & O_NONBLOCK) != 0);
}

void a_handle_that_was_moved_from_owns_nothing(void**) {
    auto opened = Handle::open({1}, true);
    Handle second = std::move(*opened);
    Handle third;
    third = std::move(second);
    assert_false(static_cast<bool>(*opened));
    assert_int_equal(opened->data(), -1);
    assert_false(static_cast<bool>(second));
    assert_true(static_cast<bool>(third));
}

// The signals of a daemon are for its loop.
void its_threads_take_no_signals(void**) {
    const auto handle = Handle::open({1}, true);
    const std::string own = std::to_string(getpid());
    std::size_t threads = 0;
    std::size_t deaf = 0;
    for (const auto& each : std::filesystem::directory_iterator("/proc/self/task")) {
        if (each.path().filename() == own) continue;
        std::ifstream status(each.path() / "status");
        for (std::string line; std::getline(status, line);) {
            if (!line.starts_with("SigBlk:")) continue;
            const auto blocked = std::stoull(line.substr(7), nullptr, 16);
            const auto wanted = (1ULL << (SIGTERM - 1)) | (1ULL << (SIGHUP - 1)) |
                                (1ULL << (SIGINT - 1)) | (1ULL << (SIGCHLD - 1));
            ++threads;
            deaf += (blocked & wanted) == wanted ? 1 : 0;
        }
    }
    sigset_t now;
    sigemptyset(&now);
    pthread_sigmask(SIG_SETMASK, nullptr, &now);
    assert_true(handle.has_value());
    assert_true(threads >= 4);
    assert_int_equal(deaf, threads);
    assert_false(sigismember(&now, SIGTERM));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_message_without_a_target_goes_to_all),
        cmocka_unit_test(a_message_with_a_target_goes_there),
        cmocka_unit_test(a_target_that_knet_cannot_name_goes_nowhere),
        cmocka_unit_test(a_header_that_is_cut_short_goes_nowhere),
        cmocka_unit_test(rubbish_goes_nowhere),
        cmocka_unit_test(its_descriptors_do_not_block),
        cmocka_unit_test(a_handle_that_was_moved_from_owns_nothing),
        cmocka_unit_test(its_threads_take_no_signals),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
