// test/unit/daemon/watchdog_test.cc - a watchdog that is a file, and orders to it that are a list.
#include "unit/daemon/temporary_folder.h" // first: CMocka has a macro fail()

#include "daemon/watchdog.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <linux/watchdog.h>
#include <memory>
#include <sys/stat.h>
#include <vector>

#include "unit/cmocka.h"

using namespace baton;
using baton::test::TemporaryFolder;

namespace {

class Dog {
public:
    Dog() {
        folder.write("dog", "");
        folder.write("other", "");
        make();
    }
    void make() {
        watchdog = std::make_unique<Watchdog>(
            loop, [this](LogLine line) { logged.push_back(std::move(line)); },
            [this](int, unsigned long request, void* argument) { return told(request, argument); });
    }
    void keep(int seconds, bool feed = true, const char* name = "dog") {
        const bool is_path = *name == '\0' || *name == '/';
        watchdog->keep({is_path ? name : folder.file(name), std::chrono::seconds(seconds), feed});
    }
    void run(milliseconds duration) {
        loop::Timer end(loop, [this] { loop.stop(); });
        end.fire_in(duration);
        loop.run();
    }
    [[nodiscard]] long count(unsigned long request) const {
        return std::ranges::count(orders, request);
    }
    [[nodiscard]] bool says(std::string_view text) const {
        return std::ranges::any_of(
            logged, [&](const LogLine& line) { return line.text.find(text) != std::string::npos; });
    }

    TemporaryFolder folder;
    loop::Loop loop;
    bool is_watchdog = true;
    bool can_set = true;
    bool can_feed = true;
    int stops = ENOTTY; // what it says to that order; 0: it does
    std::uint32_t options = WDIOF_MAGICCLOSE | WDIOF_SETTIMEOUT;
    int timeout = 60;
    std::vector<unsigned long> orders;
    std::vector<LogLine> logged;
    std::unique_ptr<Watchdog> watchdog;

private:
    int told(unsigned long request, void* argument) {
        orders.push_back(request);
        if (request == WDIOC_GETSUPPORT) return support(static_cast<watchdog_info*>(argument));
        if (request == WDIOC_SETTIMEOUT && can_set) timeout = *static_cast<int*>(argument);
        if (request == WDIOC_GETTIMEOUT && timeout > 0) *static_cast<int*>(argument) = timeout;
        const bool refused = (request == WDIOC_SETTIMEOUT && !can_set) ||
                             (request == WDIOC_GETTIMEOUT && timeout == 0) ||
                             (request == WDIOC_KEEPALIVE && !can_feed);
        if (request == WDIOC_SETOPTIONS && *static_cast<int*>(argument) == WDIOS_DISABLECARD) {
            errno = stops;
            return stops == 0 ? 0 : -1;
        }
        errno = EIO;
        return refused ? -1 : 0;
    }
    int support(watchdog_info* info) const {
        errno = ENOTTY;
        if (!is_watchdog) return -1;
        *info = {};
        info->options = options;
        std::memset(info->identity, 'x', sizeof info->identity);
        return 0;
    }
};

void it_is_armed_with_its_timeout_and_fed_at_once(void**) {
    Dog dog;
    dog.keep(4);
    assert_true(dog.watchdog->armed());
    assert_int_equal(dog.timeout, 4);
    assert_int_equal(dog.count(WDIOC_KEEPALIVE), 1);
    assert_true(dog.watchdog->interval() == std::chrono::seconds(2));
    assert_true(dog.says("is armed: it resets this machine if it is not fed for 4 s"));
}

void it_is_fed_from_the_loop(void**) {
    Dog dog;
    dog.can_set = false;
    dog.timeout = 1;
    dog.keep(4);
    dog.run(milliseconds(1200));
    assert_int_equal(dog.count(WDIOC_KEEPALIVE), 3); // at once, after 500 and after 1000 ms
}

void while_it_is_not_to_be_fed_it_is_not(void**) {
    Dog dog;
    dog.can_set = false;
    dog.timeout = 1;
    dog.keep(4);
    dog.keep(4, false);
    dog.run(milliseconds(700));
    const long hungry = dog.count(WDIOC_KEEPALIVE);
    const bool armed = dog.watchdog->armed();
    dog.keep(4, true);
    assert_int_equal(hungry, 1);
    assert_true(dog.says("is not fed any more: it resets this machine within 1 s"));
    assert_true(dog.says("is fed again"));
    assert_true(armed);
    assert_int_equal(dog.count(WDIOC_KEEPALIVE), 2);
}

void without_one_the_log_says_that_nothing_resets_the_machine(void**) {
    for (const char* none : {"", "missing"}) {
        Dog dog;
        dog.keep(4, true, none);
        dog.keep(4, false, none);
        assert_true(dog.says("to reset this machine, but none is in use"));
        dog.logged.clear();
        dog.keep(4, true, none);
        assert_true(dog.logged.empty());
    }
}

void an_end_in_order_disarms_it(void**) {
    Dog dog;
    dog.keep(4);
    dog.watchdog->disarm();
    dog.watchdog->disarm();
    assert_false(dog.watchdog->armed());
    assert_string_equal(dog.folder.read("dog").c_str(), "V");
    assert_true(dog.watchdog->interval() == Duration::zero());
}

void any_other_end_does_not(void**) {
    Dog dog;
    dog.keep(4);
    dog.watchdog.reset();
    assert_string_equal(dog.folder.read("dog").c_str(), "");
}

void off_disarms_it(void**) {
    Dog dog;
    dog.keep(4);
    dog.keep(4, true, "");
    assert_false(dog.watchdog->armed());
    assert_string_equal(dog.folder.read("dog").c_str(), "V");
}

void another_device_takes_its_place(void**) {
    Dog dog;
    dog.keep(4);
    dog.keep(4, true, "other");
    assert_true(dog.watchdog->armed());
    assert_string_equal(dog.folder.read("dog").c_str(), "V");
    assert_string_equal(dog.folder.read("other").c_str(), "");
}

void a_new_timeout_is_set_without_arming_it_again(void**) {
    Dog dog;
    dog.keep(4);
    dog.keep(10);
    assert_int_equal(dog.timeout, 10);
    assert_int_equal(dog.count(WDIOC_GETSUPPORT), 1);
    assert_true(dog.watchdog->interval() == std::chrono::seconds(5));
}

void the_timeout_of_the_device_counts(void**) {
    Dog dog;
    dog.can_set = false;
    dog.timeout = 10;
    dog.keep(4);
    assert_true(dog.watchdog->interval() == std::chrono::seconds(5));
    assert_true(dog.says("has a time-out of 10 s and not of 4 s"));
}

void a_device_that_does_not_tell_it_is_fed_as_asked(void**) {
    Dog dog;
    dog.timeout = 0;
    dog.can_set = false;
    dog.keep(4);
    assert_true(dog.watchdog->interval() == std::chrono::seconds(2));
    assert_true(dog.says("takes none (Input/output error) and tells none"));
}

void one_that_is_not_there_is_named_and_tried_again(void**) {
    Dog dog;
    dog.keep(4, true, "missing");
    const bool armed = dog.watchdog->armed();
    const auto interval = dog.watchdog->interval();
    dog.folder.write("missing", "");
    dog.watchdog->try_again();
    dog.watchdog->try_again();
    assert_false(armed);
    assert_true(interval == Duration::zero());
    assert_true(dog.says("missing cannot be opened (No such file or directory)"));
    assert_true(dog.watchdog->armed());
    assert_int_equal(dog.count(WDIOC_GETSUPPORT), 1);
}

void without_a_device_nothing_is_tried(void**) {
    Dog dog;
    dog.watchdog->try_again();
    dog.keep(4, true, "");
    assert_true(dog.logged.empty());
    assert_false(dog.watchdog->armed());
}

void what_is_no_watchdog_is_left_alone(void**) {
    Dog dog;
    dog.is_watchdog = false;
    dog.keep(4);
    assert_false(dog.watchdog->armed());
    assert_string_equal(dog.folder.read("dog").c_str(), "");
    assert_true(dog.says("is no watchdog (Inappropriate ioctl"));
}

void a_pipe_that_nobody_reads_does_not_hold_it_up(void**) {
    Dog dog;
    const int made = mkfifo(dog.folder.file("pipe").c_str(), 0600);
    dog.keep(4, true, "pipe");
    assert_int_equal(made, 0);
    assert_false(dog.watchdog->armed());
}

void one_that_cannot_be_disarmed_is_told_of(void**) {
    Dog dog;
    dog.options = 0;
    dog.keep(4);
    const bool told = dog.says("cannot be disarmed");
    dog.watchdog->disarm();
    assert_true(told);
    assert_true(dog.says("was not disarmed (its driver cannot): it resets this machine within 4"));
    assert_false(dog.says("is disarmed"));
}

void one_without_a_way_out_is_told_of(void**) {
    Dog dog;
    dog.stops = EBUSY;
    dog.keep(4);
    dog.watchdog->disarm();
    assert_true(dog.says("was not disarmed (its driver allows no way out)"));
    assert_string_equal(dog.folder.read("dog").c_str(), "");
}

void one_that_knows_the_order_to_stop_needs_no_more(void**) {
    Dog dog;
    dog.options = 0;
    dog.stops = 0;
    dog.keep(4);
    dog.watchdog->disarm();
    assert_true(dog.says("the watchdog is disarmed"));
}

void one_that_cannot_be_written_to_is_told_of(void**) {
    Dog dog;
    dog.keep(4, true, "/dev/full");
    dog.watchdog->disarm();
    assert_true(dog.says("was not disarmed (No space left on device)"));
}

void one_that_cannot_be_fed_is_told_of_once(void**) {
    Dog dog;
    dog.can_feed = false;
    dog.keep(4);
    dog.keep(5);
    const auto said = std::ranges::count_if(dog.logged, [](const LogLine& line) {
        return line.text.find("could not be fed (Input/output error)") != std::string::npos;
    });
    assert_int_equal(said, 1);
}

void the_real_order_is_refused_by_a_file(void**) {
    const TemporaryFolder folder;
    folder.write("dog", "");
    loop::Loop loop;
    std::string said;
    Watchdog watchdog(loop, [&](const LogLine& line) { said += line.text; });
    watchdog.keep({folder.file("dog"), std::chrono::seconds(4), true});
    assert_false(watchdog.armed());
    assert_non_null(std::strstr(said.c_str(), "is no watchdog"));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(it_is_armed_with_its_timeout_and_fed_at_once),
        cmocka_unit_test(it_is_fed_from_the_loop),
        cmocka_unit_test(while_it_is_not_to_be_fed_it_is_not),
        cmocka_unit_test(without_one_the_log_says_that_nothing_resets_the_machine),
        cmocka_unit_test(an_end_in_order_disarms_it),
        cmocka_unit_test(any_other_end_does_not),
        cmocka_unit_test(off_disarms_it),
        cmocka_unit_test(another_device_takes_its_place),
        cmocka_unit_test(a_new_timeout_is_set_without_arming_it_again),
        cmocka_unit_test(the_timeout_of_the_device_counts),
        cmocka_unit_test(a_device_that_does_not_tell_it_is_fed_as_asked),
        cmocka_unit_test(one_that_is_not_there_is_named_and_tried_again),
        cmocka_unit_test(without_a_device_nothing_is_tried),
        cmocka_unit_test(what_is_no_watchdog_is_left_alone),
        cmocka_unit_test(a_pipe_that_nobody_reads_does_not_hold_it_up),
        cmocka_unit_test(one_that_cannot_be_disarmed_is_told_of),
        cmocka_unit_test(one_without_a_way_out_is_told_of),
        cmocka_unit_test(one_that_knows_the_order_to_stop_needs_no_more),
        cmocka_unit_test(one_that_cannot_be_written_to_is_told_of),
        cmocka_unit_test(one_that_cannot_be_fed_is_told_of_once),
        cmocka_unit_test(the_real_order_is_refused_by_a_file),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
