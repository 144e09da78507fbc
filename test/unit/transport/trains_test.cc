// test/unit/transport/trains_test.cc - which frames travel together.
#include "transport/trains.h"
#include "unit/cmocka.h"

using namespace baton;
using namespace baton::transport;

namespace {

std::vector<Train> trains_of(const std::vector<std::size_t>& sizes, TrainLimits limits = {}) {
    BufferPool pool;
    const std::vector<std::byte> bytes(70000);
    std::vector<Slice> frames;
    for (const std::size_t size : sizes) frames.push_back(pool.copy(Bytes(bytes).first(size)));
    std::vector<Train> trains;
    make_up_trains(frames, limits, trains);
    return trains;
}

void equal_frames_are_one_train(void** /*state*/) {
    const auto trains = trains_of({100, 100, 100});
    assert_int_equal(trains.size(), 1);
    assert_true((trains[0] == Train{0, 3, 300, 100}));
}

void a_shorter_frame_ends_a_train(void** /*state*/) {
    const auto trains = trains_of({100, 100, 60, 60, 100});
    assert_int_equal(trains.size(), 3);
    assert_true((trains[0] == Train{0, 3, 260, 100}));
    assert_true((trains[1] == Train{3, 1, 60, 60}));
    assert_true((trains[2] == Train{4, 1, 100, 100}));
}

void a_longer_frame_begins_a_train(void** /*state*/) {
    const auto trains = trains_of({60, 100, 100});
    assert_int_equal(trains.size(), 2);
    assert_true((trains[1] == Train{1, 2, 200, 100}));
}

void a_train_has_no_more_frames_than_the_kernel_takes(void** /*state*/) {
    const auto trains = trains_of(std::vector<std::size_t>(100, 10));
    assert_int_equal(trains.size(), 2);
    assert_int_equal(trains[0].count, 64);
    assert_int_equal(trains[1].count, 36);
}

void a_train_is_no_longer_than_a_datagram_can_be(void** /*state*/) {
    const auto trains = trains_of(std::vector<std::size_t>(50, 1455));
    assert_int_equal(trains.size(), 2);
    assert_int_equal(trains[0].count, 45); // 65475 bytes; one more would be above 65507
    assert_int_equal(trains[1].first, 45);
}

void frames_above_the_segment_limit_travel_alone(void** /*state*/) {
    const auto trains = trains_of({1500, 1500, 400, 400}, {.segment = 1472});
    assert_int_equal(trains.size(), 3);
    assert_int_equal(trains[0].count, 1);
    assert_int_equal(trains[1].count, 1);
    assert_int_equal(trains[2].count, 2);
}

void without_trains_every_frame_travels_alone(void** /*state*/) {
    assert_int_equal(trains_of({10, 10, 10}, {.segment = 0}).size(), 3);
}

void every_frame_travels_once_and_in_its_order(void** /*state*/) {
    const auto trains = trains_of({5, 5, 7, 7, 7, 1, 2, 60000, 60000, 3, 3, 2});
    std::size_t expected = 0;
    bool good = true;
    for (const Train& train : trains) {
        good = good && train.first == expected;
        expected += train.count;
    }
    assert_true(good);
    assert_int_equal(expected, 12);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(equal_frames_are_one_train),
        cmocka_unit_test(a_shorter_frame_ends_a_train),
        cmocka_unit_test(a_longer_frame_begins_a_train),
        cmocka_unit_test(a_train_has_no_more_frames_than_the_kernel_takes),
        cmocka_unit_test(a_train_is_no_longer_than_a_datagram_can_be),
        cmocka_unit_test(frames_above_the_segment_limit_travel_alone),
        cmocka_unit_test(without_trains_every_frame_travels_alone),
        cmocka_unit_test(every_frame_travels_once_and_in_its_order),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
