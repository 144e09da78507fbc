// test/unit/packing/packer_test.cc - which message goes into which frame, and what is written
// there.
#include "unit/packing/frames.h"
#include "wire/totem.h"

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace baton {
namespace {

using packing::Packer;
using namespace test;
using Lengths = std::vector<std::size_t>;

constexpr std::size_t kNetMtu = 1410;
constexpr std::size_t kWhole = kNetMtu - 10; // data of a frame with one part

void small_messages_share_a_frame(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    submit(packer, 100);
    submit(packer, 200);
    submit(packer, 300);
    const auto frames = take_all(packer);
    assert_int_equal(frames.size(), 1);
    assert_true((frames[0].lengths == Lengths{100, 200, 300}));
    assert_int_equal(frames[0].fragmented, 0);
    assert_int_equal(frames[0].continuation, 0);
}

void the_pieces_of_a_message_are_joined(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    const Message whole = message_of(60);
    const Bytes bytes = whole;
    packer.submit({bytes.first(5), Bytes{}, bytes.subspan(5, 30), bytes.subspan(35)}, false);
    const auto frames = take_all(packer);
    const Bytes data = frames[0].payload.bytes().subspan(10);
    assert_int_equal(data.size(), 60);
    assert_memory_equal(data.data(), whole.data(), 60);
}

void a_prefix_comes_before_the_pieces(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    const Message whole = message_of(60);
    const Bytes bytes = whole;
    const std::array<Bytes, 2> rest{bytes.subspan(5, 30), bytes.subspan(35)};
    packer.submit(bytes.first(5), rest, false);
    const auto frames = take_all(packer);
    const Bytes data = frames[0].payload.bytes().subspan(10);
    assert_int_equal(data.size(), 60);
    assert_memory_equal(data.data(), whole.data(), 60);
}

void a_frame_has_room_for_the_multicast_header_before_its_payload(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    for (int i = 0; i < 200; ++i) submit(packer, 3); // as many parts as a frame takes
    bool room = true;
    for (const Frame& frame : take_all(packer))
        room = room && frame.offset >= wire::kMulticastHeaderSize;
    assert_true(room);
}

void a_frame_is_never_larger_than_net_mtu(void**) {
    bool within = true;
    for (const std::size_t net_mtu : {64U, 410U, 1410U, 8910U, 65446U}) {
        BufferPool pool;
        Packer packer(pool, net_mtu);
        for (std::size_t size = 1; size < 4000; size += 7) submit(packer, size);
        submit(packer, 300000);
        for (const Frame& frame : take_all(packer)) within = within && frame.size <= net_mtu;
    }
    assert_true(within);
}

void a_message_that_fills_a_frame_is_not_cut(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    submit(packer, kWhole);
    const auto frames = take_all(packer);
    assert_int_equal(frames.size(), 1);
    assert_int_equal(frames[0].size, kNetMtu);
    assert_int_equal(frames[0].fragmented, 0);
}

void a_message_that_does_not_fit_the_rest_begins_a_new_frame(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    submit(packer, 1000);
    submit(packer, 1000);
    const auto frames = take_all(packer);
    assert_int_equal(frames.size(), 2);
    assert_int_equal(frames[0].fragmented, 0);
    assert_int_equal(frames[1].continuation, 0);
}

void a_long_message_is_cut_and_each_frame_continues_the_one_before(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    submit(packer, 3 * kWhole + 1);
    const auto frames = take_all(packer);
    assert_int_equal(frames.size(), 4);
    assert_int_equal(frames[0].continuation, 0);
    for (std::size_t i = 1; i < frames.size(); ++i) {
        assert_int_not_equal(frames[i].continuation, 0);
        assert_int_equal(frames[i].continuation, frames[i - 1].fragmented);
    }
    assert_int_equal(frames[3].fragmented, 0);
    assert_true((frames[3].lengths == Lengths{1}));
}

void after_fragment_number_255_comes_1(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    submit(packer, 300 * kWhole);
    const auto frames = take_all(packer);
    assert_int_equal(frames.size(), 300);
    assert_int_equal(frames[254].fragmented, 255);
    assert_int_equal(frames[255].fragmented, 1);
}

void a_long_message_begins_in_an_open_frame_with_a_quarter_free(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    submit(packer, kWhole * 3 / 4 - 10);
    submit(packer, kWhole * 2);
    const auto frames = take_all(packer);
    assert_int_equal(frames[0].lengths.size(), 2);
    assert_int_equal(frames[0].size, kNetMtu);
    assert_int_not_equal(frames[0].fragmented, 0);
}

void a_long_message_leaves_an_open_frame_with_less_than_a_quarter_free(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    submit(packer, kWhole * 3 / 4 + 10);
    submit(packer, kWhole * 2);
    const auto frames = take_all(packer);
    assert_int_equal(frames[0].lengths.size(), 1);
    assert_int_equal(frames[0].fragmented, 0);
}

void whole_messages_follow_the_tail_of_a_cut_one(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    submit(packer, kWhole + 100);
    submit(packer, 200);
    submit(packer, 300);
    const auto frames = take_all(packer);
    assert_int_equal(frames.size(), 2);
    assert_true((frames[1].lengths == Lengths{100, 200, 300}));
}

void a_frame_that_begins_with_a_tail_ends_with_a_message(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    submit(packer, kWhole + 10);
    submit(packer, kWhole + 10); // nearly a whole frame is free behind the tail
    const auto frames = take_all(packer);
    assert_int_equal(frames.size(), 4);
    assert_int_equal(frames[1].fragmented, 0);
    assert_true((frames[1].lengths == Lengths{10}));
    assert_int_equal(frames[2].continuation, 0);
}

// ---- frames that are filled

std::vector<Frame> filled(Packer& packer, std::initializer_list<std::size_t> sizes) {
    packer.set_synchronising(false);
    packer.fill_frames(true);
    for (const std::size_t size : sizes) submit(packer, size);
    return take_all(packer);
}

void filled_frames_are_equally_long(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    const auto frames = filled(packer, {8000, 8000, 8000, 8000, 8000, 8000, 8000});
    for (std::size_t i = 0; i + 1 < frames.size(); ++i) assert_int_equal(frames[i].size, kNetMtu);
    assert_int_equal(frames.size(), 7 * 8000 / kWhole + 1);
}

void a_filled_frame_ends_one_message_and_begins_the_next(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    const auto frames = filled(packer, {kWhole + 10, kWhole + 10});
    assert_int_equal(frames.size(), 3);
    assert_true((frames[1].lengths == Lengths{10, kWhole - 12}));
    assert_int_equal(frames[1].continuation, frames[0].fragmented);
    assert_int_equal(frames[2].continuation, frames[1].fragmented);
    assert_true((frames[2].lengths == Lengths{22}));
}

void a_message_that_fits_into_a_frame_is_not_cut_to_fill_one(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    const auto frames = filled(packer, {1000, 1000});
    assert_int_equal(frames.size(), 2);
    assert_int_equal(frames[0].fragmented, 0);
}

void synchronisation_does_not_fill_frames(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    packer.fill_frames(true);
    submit(packer, kWhole + 10); // a packer begins with synchronisation
    submit(packer, kWhole + 10);
    assert_int_equal(take_all(packer).size(), 4);
}

// As before anybody filled them, but for the rest of a message that was begun on the network.
void what_waits_in_filled_frames_is_cut_with_care_again(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    packer.set_synchronising(false);
    packer.fill_frames(true);
    for (int i = 0; i < 3; ++i) submit(packer, 2 * kWhole + 10);
    std::vector<Frame> sent;
    for (int i = 0; i < 3; ++i) sent.push_back(read_frame(*packer.take()));
    packer.fill_frames(false);
    packer.take_apart([](Bytes, bool) { return false; });
    const auto rest = take_all(packer);
    assert_int_equal(sent[2].lengths.size(), 2); // it ends the first message and begins the second
    assert_int_equal(rest[0].continuation, sent[2].fragmented);
    assert_int_equal(rest[1].fragmented, 0); // the end of the second
    assert_int_equal(rest[2].continuation, 0);
    assert_int_equal(rest.size(), 5);
    assert_true((rest[2].lengths == Lengths{kWhole}));
    assert_true((rest[4].lengths == Lengths{10}));
    assert_int_equal(packer.percent_used(), 0);
}

void a_safe_message_marks_every_frame_that_has_a_part_of_it(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    submit(packer, 1200);
    submit(packer, 1200);
    submit(packer, kWhole + 500, true);
    submit(packer, 1200);
    const auto frames = take_all(packer);
    assert_int_equal(frames.size(), 5);
    assert_false(frames[0].safe || frames[1].safe || frames[4].safe);
    assert_true(frames[2].safe && frames[3].safe);
}

void one_safe_message_among_others_makes_its_frame_safe(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    submit(packer, 100);
    submit(packer, 100, true);
    submit(packer, 100);
    const auto frames = take_all(packer);
    assert_int_equal(frames.size(), 1);
    assert_true(frames[0].safe);
}

void the_open_frame_counts_in_the_backlog(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    const std::size_t nothing = packer.backlog();
    submit(packer, 100);
    const std::size_t open = packer.backlog();
    submit(packer, kWhole);
    const std::size_t closed_and_open = packer.backlog();
    assert_int_equal(nothing, 0);
    assert_int_equal(open, 1);
    assert_int_equal(closed_and_open, 2);
    assert_int_equal(take_all(packer).size(), 2);
    assert_int_equal(packer.backlog(), 0);
    assert_false(packer.take().has_value());
}

void ordinary_messages_wait_while_synchronisation_runs(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    packer.set_synchronising(false);
    submit(packer, 3 * kWhole); // and stays cut where it was
    const Frame first = read_frame(*packer.take());
    packer.set_synchronising(true);
    const std::size_t backlog = packer.backlog();
    submit(packer, 40);
    const auto synchronising = take_all(packer);
    packer.set_synchronising(false);
    const auto rest = take_all(packer);
    assert_int_equal(backlog, 0);
    assert_int_equal(synchronising.size(), 1);
    assert_int_equal(synchronising[0].continuation, 0);
    assert_int_equal(rest.size(), 2);
    assert_int_equal(rest[0].continuation, first.fragmented);
}

void what_an_ended_synchronisation_left_is_sent_first_in_the_next(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    submit(packer, 41);
    packer.set_synchronising(false);
    const std::size_t ordinary = packer.backlog();
    packer.set_synchronising(true);
    packer.submit_apart({message_of(42)}, false);
    const auto frames = take_all(packer);
    assert_int_equal(ordinary, 0);
    assert_int_equal(frames.size(), 2);
    assert_true((frames[0].lengths == Lengths{41}));
}

void a_message_apart_begins_its_frame(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    submit(packer, kWhole + 5);
    packer.submit_apart({message_of(50)}, false);
    submit(packer, 60);
    const auto frames = take_all(packer);
    assert_int_equal(frames.size(), 3);
    assert_int_equal(frames[2].continuation, 0);
    assert_true((frames[2].lengths == Lengths{50, 60}));
}

void the_ordinary_queue_has_a_limit_in_bytes(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    packer.set_synchronising(false);
    for (int i = 0; i < 3; ++i) submit(packer, packing::kMessageMax);
    const bool one_fits = packer.room_for(packing::kMessageMax);
    const unsigned three = packer.percent_used();
    submit(packer, 1);
    const bool none_fits = packer.room_for(packing::kMessageMax);
    const unsigned above = packer.percent_used();
    take_all(packer);
    assert_true(one_fits);
    assert_int_equal(three, 75);
    assert_false(none_fits);
    assert_int_equal(above, 76);
    assert_int_equal(packer.percent_used(), 0);
}

void there_is_never_room_for_a_message_that_peers_cannot_take(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    assert_true(packer.room_for(packing::kMessageMax));
    assert_false(packer.room_for(packing::kMessageMax + 1));
}

void a_full_frame_for_the_largest_net_mtu_fits_64_KiB(void**) {
    BufferPool pool;
    Packer packer(pool, 65446);
    submit(packer, 200000);
    std::size_t largest = 0;
    while (auto frame = packer.take()) largest = std::max(largest, frame->buffer.size());
    assert_int_equal(largest, 65536);
}

// A token visit takes what is there; the ring keeps some frames for retransmission.
void round(Packer& packer, std::vector<ring::OutgoingFrame>& kept) {
    for (std::size_t size : {189U, 1189U, 253U, 8189U, 60U}) submit(packer, size);
    while (auto frame = packer.take()) {
        kept.push_back(std::move(*frame));
        if (kept.size() == 64) kept.clear();
    }
}

void steady_traffic_allocates_nothing(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    std::vector<ring::OutgoingFrame> kept;
    for (int i = 0; i < 100; ++i) round(packer, kept);
    const std::uint64_t warm = pool.allocations();
    for (int i = 0; i < 1000; ++i) round(packer, kept);
    const std::uint64_t after = pool.allocations();
    kept.clear();
    assert_int_equal(after, warm);
}

void so_has_the_one_for_synchronisation(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    for (int i = 0; i < 4; ++i) submit(packer, packing::kMessageMax);
    const bool fits = packer.room_for(1);
    take_all(packer);
    assert_false(fits);
    assert_true(packer.room_for(1));
}

} // namespace
} // namespace baton

int main() {
    using namespace baton;
    const CMUnitTest tests[] = {
        cmocka_unit_test(small_messages_share_a_frame),
        cmocka_unit_test(the_pieces_of_a_message_are_joined),
        cmocka_unit_test(a_prefix_comes_before_the_pieces),
        cmocka_unit_test(a_frame_has_room_for_the_multicast_header_before_its_payload),
        cmocka_unit_test(a_frame_is_never_larger_than_net_mtu),
        cmocka_unit_test(a_message_that_fills_a_frame_is_not_cut),
        cmocka_unit_test(a_message_that_does_not_fit_the_rest_begins_a_new_frame),
        cmocka_unit_test(a_long_message_is_cut_and_each_frame_continues_the_one_before),
        cmocka_unit_test(after_fragment_number_255_comes_1),
        cmocka_unit_test(a_long_message_begins_in_an_open_frame_with_a_quarter_free),
        cmocka_unit_test(a_long_message_leaves_an_open_frame_with_less_than_a_quarter_free),
        cmocka_unit_test(whole_messages_follow_the_tail_of_a_cut_one),
        cmocka_unit_test(a_frame_that_begins_with_a_tail_ends_with_a_message),
        cmocka_unit_test(filled_frames_are_equally_long),
        cmocka_unit_test(a_filled_frame_ends_one_message_and_begins_the_next),
        cmocka_unit_test(a_message_that_fits_into_a_frame_is_not_cut_to_fill_one),
        cmocka_unit_test(synchronisation_does_not_fill_frames),
        cmocka_unit_test(what_waits_in_filled_frames_is_cut_with_care_again),
        cmocka_unit_test(a_safe_message_marks_every_frame_that_has_a_part_of_it),
        cmocka_unit_test(one_safe_message_among_others_makes_its_frame_safe),
        cmocka_unit_test(the_open_frame_counts_in_the_backlog),
        cmocka_unit_test(ordinary_messages_wait_while_synchronisation_runs),
        cmocka_unit_test(what_an_ended_synchronisation_left_is_sent_first_in_the_next),
        cmocka_unit_test(a_message_apart_begins_its_frame),
        cmocka_unit_test(the_ordinary_queue_has_a_limit_in_bytes),
        cmocka_unit_test(there_is_never_room_for_a_message_that_peers_cannot_take),
        cmocka_unit_test(a_full_frame_for_the_largest_net_mtu_fits_64_KiB),
        cmocka_unit_test(steady_traffic_allocates_nothing),
        cmocka_unit_test(so_has_the_one_for_synchronisation),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
