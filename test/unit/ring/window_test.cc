// test/unit/ring/window_test.cc - how much may be sent, as configured and as the ring carries it.
#include "ring/window.h"

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using ring::RingConfig;
using ring::Window;

Window adaptive() {
    Window window;
    window.set_adaptive(true);
    return window;
}

void visit(Window& window, const RingConfig& config, int times, bool loss = false) {
    for (int i = 0; i < times; ++i) window.visited(config, true, loss);
}

void without_agreement_the_configured_numbers_hold(void**) {
    const RingConfig config;
    Window window;
    visit(window, config, 100);
    assert_int_equal(window.frames(config), 50);
    assert_int_equal(window.burst(config), 17);
}

// Other implementations count so, and all must come to the same.
void without_agreement_more_than_the_window_limits_nobody(void**) {
    const RingConfig config;
    const Window window;
    assert_int_equal(window.left(config, 20), 30);
    assert_int_equal(window.left(config, 51), 0xFFFFFFFFU);
}

void an_adaptive_window_that_is_full_has_nothing_left(void**) {
    const RingConfig config;
    const Window window = adaptive();
    assert_int_equal(window.left(config, 20), 30);
    assert_int_equal(window.left(config, 51), 0);
}

void an_impossible_count_stops_nobody(void**) {
    RingConfig config;
    const Window window = adaptive();
    assert_int_equal(window.left(config, 0xFFFFFFF0U), 17);
    config.window_is_bound = true; // and the others' windows are not
    assert_int_equal(window.left(config, 500), 17);
}

void it_grows_while_more_would_be_sent(void**) {
    const RingConfig config;
    Window window = adaptive();
    visit(window, config, 2);
    assert_int_equal(window.frames(config), 200);
    assert_int_equal(window.burst(config), 100);
    for (int i = 0; i < 10; ++i) window.visited(config, false, false);
    assert_int_equal(window.frames(config), 200);
}

void it_grows_to_two_mebibytes_and_no_further(void**) {
    for (const std::size_t net_mtu : {410U, 1410U, 8910U, 65446U}) {
        RingConfig config;
        config.net_mtu = net_mtu;
        Window window = adaptive();
        visit(window, config, 100);
        const std::size_t bytes = window.frames(config) * net_mtu;
        if (window.frames(config) > config.window_size)
            assert_in_range(bytes, 1U << 20U, 2U << 20U);
        assert_true(window.frames(config) >= config.window_size);
    }
}

void what_is_configured_is_not_exceeded(void**) {
    RingConfig config;
    config.window_is_bound = config.max_messages_is_bound = true;
    Window window = adaptive();
    visit(window, config, 100);
    assert_int_equal(window.frames(config), 50);
    assert_int_equal(window.burst(config), 17);
    config.window_is_bound = false;
    visit(window, config, 100);
    assert_true(window.frames(config) > 50);
    assert_int_equal(window.burst(config), 17);
}

void a_loss_cuts_it_once(void**) {
    const RingConfig config;
    Window window = adaptive();
    visit(window, config, 4);
    assert_int_equal(window.frames(config), 800);
    visit(window, config, 10, true); // asked for again until it is there
    assert_int_equal(window.frames(config), 600);
    visit(window, config, 1, true);
    assert_int_equal(window.frames(config), 450);
}

void after_a_loss_it_grows_slowly(void**) {
    const RingConfig config;
    Window window = adaptive();
    visit(window, config, 4);
    visit(window, config, 1, true);
    visit(window, config, 1);
    assert_int_equal(window.frames(config), 610);
}

void it_never_falls_below_what_is_configured(void**) {
    const RingConfig config;
    Window window = adaptive();
    visit(window, config, 4);
    visit(window, config, 1000, true);
    assert_int_equal(window.frames(config), 50);
}

// A new ring begins anew.
void it_forgets_when_it_is_switched(void**) {
    const RingConfig config;
    Window window = adaptive();
    visit(window, config, 4);
    window.set_adaptive(false);
    assert_int_equal(window.frames(config), 50);
    window.set_adaptive(true);
    assert_int_equal(window.frames(config), 50);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(without_agreement_the_configured_numbers_hold),
        cmocka_unit_test(without_agreement_more_than_the_window_limits_nobody),
        cmocka_unit_test(an_adaptive_window_that_is_full_has_nothing_left),
        cmocka_unit_test(an_impossible_count_stops_nobody),
        cmocka_unit_test(it_grows_while_more_would_be_sent),
        cmocka_unit_test(it_grows_to_two_mebibytes_and_no_further),
        cmocka_unit_test(what_is_configured_is_not_exceeded),
        cmocka_unit_test(a_loss_cuts_it_once),
        cmocka_unit_test(after_a_loss_it_grows_slowly),
        cmocka_unit_test(it_never_falls_below_what_is_configured),
        cmocka_unit_test(it_forgets_when_it_is_switched),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
