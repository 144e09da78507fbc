// test/unit/transport/interface_watch_test.cc - changes are seen, and only they are looked for.
#include "transport/interface_watch.h"

#include "unit/address.h"
#include "unit/cmocka.h"

#include <arpa/inet.h>
#include <cstring>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

using namespace baton;
using namespace baton::transport;

namespace {

// The network of this program alone: a loopback interface that is down.
int own_network(void** /*state*/) {
    return unshare(CLONE_NEWNET) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 ? 0 : -1;
}

ifreq loopback() {
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    return request;
}

void ask_kernel(unsigned long what, ifreq& request) {
    const loop::Descriptor any{socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    assert_int_equal(ioctl(any.number(), what, &request), 0);
}

void set_up(bool up) {
    ifreq request = loopback();
    request.ifr_flags = static_cast<short>(up ? IFF_UP : 0);
    ask_kernel(SIOCSIFFLAGS, request);
}

void set_address(const char* text) {
    ifreq request = loopback();
    sockaddr_in address{};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, text, &address.sin_addr);
    std::memcpy(&request.ifr_addr, &address, sizeof(address));
    ask_kernel(SIOCSIFADDR, request);
}

void an_interface_that_comes_and_goes_is_followed(void** /*state*/) {
    set_up(false);
    InterfaceWatch watch(address("127.0.0.1"));
    assert_false(watch.find().has_value());
    set_up(true);
    assert_true(watch.find().has_value());
    assert_string_equal(watch.find()->name.c_str(), "lo");
    assert_int_equal(watch.find()->index, if_nametoindex("lo"));
    set_up(false);
    assert_false(watch.find().has_value());
}

void an_address_that_comes_and_goes_is_followed(void** /*state*/) {
    set_up(true);
    InterfaceWatch watch(address("192.0.2.1"));
    assert_false(watch.find().has_value());
    set_address("192.0.2.1");
    assert_true(watch.find().has_value());
    set_address("127.0.0.1");
    assert_false(watch.find().has_value());
}

void nothing_is_walked_while_nothing_changes(void** /*state*/) {
    set_up(true);
    InterfaceWatch watch(address("127.0.0.1"));
    for (int question = 0; question < 10; ++question) assert_true(watch.find().has_value());
    assert_int_equal(watch.walks(), 1);
    set_up(false);
    set_up(true);
    for (int question = 0; question < 10; ++question) assert_true(watch.find().has_value());
    assert_int_equal(watch.walks(), 2);
}

void one_that_is_missed_is_looked_for_each_time(void** /*state*/) {
    InterfaceWatch watch(address("192.0.2.1"));
    for (int question = 0; question < 3; ++question) assert_false(watch.find().has_value());
    assert_int_equal(watch.walks(), 3);
}

void news_that_was_lost_is_a_change(void** /*state*/) {
    set_up(true);
    InterfaceWatch watch(address("127.0.0.1"));
    assert_true(watch.find().has_value());
    for (int times = 0; times < 2000; ++times) set_up(times % 2 != 0); // more than a socket holds
    set_up(false);
    assert_false(watch.find().has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(an_interface_that_comes_and_goes_is_followed),
        cmocka_unit_test(an_address_that_comes_and_goes_is_followed),
        cmocka_unit_test(nothing_is_walked_while_nothing_changes),
        cmocka_unit_test(one_that_is_missed_is_looked_for_each_time),
        cmocka_unit_test(news_that_was_lost_is_a_change),
    };
    return cmocka_run_group_tests(tests, own_network, nullptr);
}
