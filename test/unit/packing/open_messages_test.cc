// test/unit/packing/open_messages_test.cc - messages that are added to while they wait, and taken
// apart again.
#include "unit/packing/frames.h"

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace baton {
namespace {

using packing::Packer;
using namespace test;
using Lengths = std::vector<std::size_t>;

constexpr std::size_t kNetMtu = 1410;
constexpr std::size_t kWhole = kNetMtu - 10; // data of a frame with one part

Packer::Ticket open(Packer& packer, const Message& message, bool safe = false) {
    const Bytes piece(message);
    return packer.submit_open({}, {&piece, 1}, safe);
}

void what_is_added_stands_behind_the_message(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    packer.set_synchronising(false);
    submit(packer, 50);
    const auto ticket = open(packer, message_of(100));
    assert_true(packer.extend(ticket, {message_of(30, 2), message_of(40, 3)}));
    const auto frames = take_all(packer);
    assert_int_equal(frames.size(), 1);
    assert_true((frames[0].lengths == Lengths{50, 170}));
    const Bytes data = frames[0].payload.bytes().last(70);
    assert_memory_equal(data.data(), message_of(30, 2).data(), 30);
    assert_memory_equal(data.data() + 30, message_of(40, 3).data(), 40);
}

void nothing_is_added_behind_another_message(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    packer.set_synchronising(false);
    const auto ticket = open(packer, message_of(100));
    submit(packer, 50);
    assert_false(packer.extend(ticket, {message_of(30)}));
    const auto second = open(packer, message_of(100));
    assert_false(packer.extend(ticket, {message_of(30)}));
    assert_true(packer.extend(second, {message_of(30)}));
    assert_true((take_all(packer)[0].lengths == Lengths{100, 50, 130}));
}

void a_frame_that_has_left_is_not_added_to(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    packer.set_synchronising(false);
    const auto ticket = open(packer, message_of(100));
    assert_int_equal(take_all(packer).size(), 1);
    assert_false(packer.extend(ticket, {message_of(30)}));
    submit(packer, 10);
    assert_false(packer.extend(ticket, {message_of(30)}));
    assert_false(packer.extend(0, {message_of(30)}));
}

void a_frame_is_filled_to_its_last_byte_and_no_further(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    packer.set_synchronising(false);
    const auto ticket = open(packer, message_of(kWhole - 20));
    assert_false(packer.extend(ticket, {message_of(21)}));
    assert_true(packer.extend(ticket, {message_of(20)}));
    assert_false(packer.extend(ticket, {message_of(1)}));
    assert_int_equal(take_all(packer)[0].size, kNetMtu);
}

void what_does_not_fit_into_a_frame_cannot_be_open(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    packer.set_synchronising(false);
    assert_true(open(packer, message_of(kWhole + 1)) == 0);
    assert_int_equal(packer.backlog(), 0);
    assert_true(open(packer, message_of(kWhole)) != 0);
}

void what_is_added_counts_in_the_queue(void**) {
    BufferPool pool;
    Packer packer(pool, 65446);
    packer.set_synchronising(false);
    const auto ticket = open(packer, message_of(10));
    const unsigned before = packer.percent_used();
    assert_true(packer.extend(ticket, {message_of(60000)}));
    assert_true(packer.percent_used() > before);
    static_cast<void>(take_all(packer));
    assert_int_equal(packer.percent_used(), 0);
}

// ---- taken apart

// Messages of 7 bytes become two of 3 and 4, all others stay.
struct Halves {
    Packer& packer;
    int asked = 0;
    bool operator()(Bytes message, bool safe) {
        ++asked;
        if (message.size() % 7 != 0 || message.size() > 700) return false;
        packer.submit({message.first(message.size() / 7 * 3)}, safe);
        packer.submit({message.subspan(message.size() / 7 * 3)}, safe);
        return true;
    }
};

std::vector<Message> received(const std::vector<Frame>& frames) {
    BufferPool pool;
    packing::Unpacker unpacker;
    unpacker.set_synchronising(false);
    Collector collector;
    for (const Frame& frame : frames) unpacker.frame(NodeId{1}, frame.payload, collector);
    return collector.messages;
}

void a_message_taken_apart_leaves_its_neighbours_where_they_are(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    packer.set_synchronising(false);
    submit(packer, 50);
    static_cast<void>(open(packer, message_of(70, 2)));
    packer.submit({message_of(60, 3)}, false);
    packer.take_apart(Halves{packer});
    const auto frames = take_all(packer);
    assert_int_equal(frames.size(), 1);
    assert_true((frames[0].lengths == Lengths{50, 30, 40, 60}));
}

void a_queue_without_open_messages_stays_as_it_is(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    packer.set_synchronising(false);
    submit(packer, 700);
    submit(packer, 5000);
    submit(packer, 70);
    Halves halves{packer};
    packer.take_apart(std::ref(halves));
    assert_int_equal(halves.asked, 0);
    const auto messages = received(take_all(packer));
    assert_int_equal(messages.size(), 3);
    assert_int_equal(messages[1].size(), 5000);
}

// Every mixture of open, plain and cut messages comes out whole, in order, the open ones in two.
void whatever_waits_comes_out_in_order(void**) {
    Random random(11);
    for (int round = 0; round < 300; ++round) {
        BufferPool pool;
        Packer packer(pool, 300 + random.below(1200));
        packer.set_synchronising(false);
        std::vector<Message> expected;
        for (std::uint64_t i = 0, count = 1 + random.below(60); i < count; ++i) {
            const bool is_open = random.below(2) == 0;
            const std::size_t most = random.below(2) == 0 ? 40 : 4000;
            const std::size_t other = 1 + random.below(most);
            const std::size_t size =
                is_open ? 7 * (1 + random.below(36)) : other + (other % 7 == 0 ? 1 : 0);
            const Message message = message_of(size, i + 1);
            if (is_open && open(packer, message) != 0) {
                const auto half = message.begin() + static_cast<std::ptrdiff_t>(size / 7 * 3);
                expected.emplace_back(message.begin(), half);
                expected.emplace_back(half, message.end());
                continue;
            }
            packer.submit({message}, false);
            expected.push_back(message);
        }
        std::vector<Frame> frames;
        for (std::uint64_t left = random.below(4); left > 0; --left) {
            // What was sent before stays as it was.
            if (auto out = packer.take()) frames.push_back(read_frame(*out));
        }
        const std::size_t sent = received(frames).size();
        packer.take_apart([&](Bytes message, bool safe) {
            if (message.size() % 7 != 0 || message.size() > 252) return false;
            packer.submit({message.first(message.size() / 7 * 3)}, safe);
            packer.submit({message.subspan(message.size() / 7 * 3)}, safe);
            return true;
        });
        const auto rest = take_all(packer);
        for (const Frame& frame : rest) assert_true(frame.size <= packer.net_mtu());
        frames.insert(frames.end(), rest.begin(), rest.end());
        std::vector<Message> whole;
        for (const Message& message : received(frames)) whole.push_back(message);
        // The first `sent` messages went out undivided.
        std::size_t at = 0;
        for (std::size_t i = 0; i < whole.size(); ++i) {
            Message next = expected.at(at++);
            if (i < sent && whole[i].size() > next.size()) {
                const Message& more = expected.at(at++);
                next.insert(next.end(), more.begin(), more.end());
            }
            assert_true(whole[i] == next);
        }
        assert_int_equal(at, expected.size());
    }
}

void what_was_safe_stays_safe(void**) {
    BufferPool pool;
    Packer packer(pool, kNetMtu);
    packer.set_synchronising(false);
    static_cast<void>(open(packer, message_of(70), true));
    packer.take_apart(Halves{packer});
    assert_true(take_all(packer)[0].safe);
}

} // namespace
} // namespace baton

int main() {
    using namespace baton;
    const CMUnitTest tests[] = {
        cmocka_unit_test(what_is_added_stands_behind_the_message),
        cmocka_unit_test(nothing_is_added_behind_another_message),
        cmocka_unit_test(a_frame_that_has_left_is_not_added_to),
        cmocka_unit_test(a_frame_is_filled_to_its_last_byte_and_no_further),
        cmocka_unit_test(what_does_not_fit_into_a_frame_cannot_be_open),
        cmocka_unit_test(what_is_added_counts_in_the_queue),
        cmocka_unit_test(a_message_taken_apart_leaves_its_neighbours_where_they_are),
        cmocka_unit_test(a_queue_without_open_messages_stays_as_it_is),
        cmocka_unit_test(whatever_waits_comes_out_in_order),
        cmocka_unit_test(what_was_safe_stays_safe),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
