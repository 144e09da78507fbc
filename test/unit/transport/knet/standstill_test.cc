// test/unit/transport/knet/standstill_test.cc - threads that stop where they are and go on.
#include "transport/knet/standstill.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <pthread.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "unit/cmocka.h" // last: its fail() is a macro

using namespace baton::transport::knet;

namespace {

constexpr std::chrono::milliseconds kWhile{10};

// Threads that count as fast as they can; each that `begins` begins another one after each number.
class Counters {
public:
    explicit Counters(int count, bool begins = false) {
        for (int index = 0; index < count; ++index)
            threads_.emplace_back([this, begins] {
                while (!end_) {
                    ++counted;
                    if (begins) std::thread([this] { ++counted; }).join();
                }
            });
    }
    Counters(const Counters&) = delete;
    Counters& operator=(const Counters&) = delete;
    ~Counters() {
        end_ = true;
        for (std::thread& each : threads_) each.join();
    }
    void wait_for_more() const {
        for (const auto before = counted.load(); counted == before;) usleep(100);
    }

    std::atomic<std::uint64_t> counted{0};

private:
    std::atomic<bool> end_{false};
    std::vector<std::thread> threads_;
};

struct Outcome {
    int complete = 0;
    bool stood = true;
};

Outcome stop_often(const Counters& counters, int times) {
    Outcome outcome;
    for (int time = 0; time < times; ++time) {
        counters.wait_for_more();
        const Standstill standstill;
        if (!standstill.complete()) continue;
        ++outcome.complete;
        const auto before = counters.counted.load();
        std::this_thread::sleep_for(kWhile);
        outcome.stood = outcome.stood && counters.counted == before;
    }
    counters.wait_for_more();
    return outcome;
}

void a_single_thread_is_no_trouble(void**) {
    const Standstill standstill;
    assert_true(standstill.complete());
}

void all_threads_stand_still_and_go_on(void**) {
    const Counters counters(5);
    const Outcome outcome = stop_often(counters, 20);
    assert_true(outcome.complete > 0);
    assert_true(outcome.stood);
}

void threads_that_begin_and_end_stand_still(void**) {
    const Counters counters(2, true);
    const Outcome outcome = stop_often(counters, 20);
    assert_true(outcome.complete > 0);
    assert_true(outcome.stood);
}

void a_thread_that_blocks_the_signal_is_told_about(void**) {
    std::atomic<int> step{0};
    std::thread deaf([&] {
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, Standstill::kSignal);
        pthread_sigmask(SIG_BLOCK, &set, nullptr);
        for (step = 1; step == 1;) usleep(100);
    });
    while (step == 0) usleep(100);
    bool complete = true;
    {
        const Standstill standstill;
        complete = standstill.complete();
    }
    step = 2;
    deaf.join();
    assert_false(complete);
}

void more_threads_than_it_can_count_are_told_about(void**) {
    const Counters counters(100);
    bool complete = true;
    {
        const Standstill standstill;
        complete = standstill.complete();
    }
    counters.wait_for_more();
    assert_false(complete);
}

void a_read_that_waits_is_not_disturbed(void**) {
    int ends[2] = {-1, -1};
    const int made = pipe(ends);
    std::atomic<bool> begun{false};
    ssize_t got = 0;
    std::thread reader([&] {
        char byte = 0;
        begun = true;
        got = read(ends[0], &byte, 1);
    });
    while (!begun) usleep(100);
    bool complete = false;
    while (!complete) { // a busy machine may need more than one
        const Standstill standstill;
        complete = standstill.complete();
    }
    const ssize_t written = write(ends[1], "x", 1);
    reader.join();
    close(ends[0]);
    close(ends[1]);
    assert_int_equal(made, 0);
    assert_int_equal(written, 1);
    assert_int_equal(got, 1);
}

void a_signal_out_of_time_does_nothing(void**) {
    { const Standstill standstill; }
    assert_int_equal(raise(Standstill::kSignal), 0); // it would hang
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_single_thread_is_no_trouble),
        cmocka_unit_test(all_threads_stand_still_and_go_on),
        cmocka_unit_test(threads_that_begin_and_end_stand_still),
        cmocka_unit_test(a_thread_that_blocks_the_signal_is_told_about),
        cmocka_unit_test(more_threads_than_it_can_count_are_told_about),
        cmocka_unit_test(a_read_that_waits_is_not_disturbed),
        cmocka_unit_test(a_signal_out_of_time_does_nothing),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
