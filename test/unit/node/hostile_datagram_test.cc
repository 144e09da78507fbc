// test/unit/node/hostile_datagram_test.cc - datagrams that stop or corrupt other daemons of this
// protocol. A node counts and drops them, or forms a new ring; afterwards all works as before.
#include "unit/node/trio.h"

#include <cstring>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::test;

namespace {

constexpr std::byte kPack[] = {std::byte{0}, std::byte{0}, std::byte{0},  std::byte{0},
                               std::byte{0}, std::byte{0}, std::byte{1},  std::byte{0},
                               std::byte{1}, std::byte{0}, std::byte{'x'}};

std::vector<std::byte> copy_of(const Slice& slice) {
    return {slice.bytes().begin(), slice.bytes().end()};
}

// ---- multicasts

void a_multicast_above_the_seq_of_the_next_token(void**) {
    Trio trio;
    const RingId ring = trio.ring();
    for (const std::uint32_t id : {1U, 2U, 3U})
        trio.inject_multicast(id, 2, trio.token().seq.value + 5, ring, kPack);
    const bool works = trio.works();
    assert_true(works);
    assert_true(trio.ring() == ring);
    assert_int_equal(trio.statistics(1).received_dropped, 1);
}

// The worst of them is the next number: it is delivered before the token shows that it is false.
void a_multicast_with_the_next_number(void**) {
    Trio trio;
    const RingId ring = trio.ring();
    trio.inject_multicast(2, 3, trio.token().seq.value + 1, ring, kPack);
    trio.world.run(std::chrono::seconds(1)); // a token comes
    const bool works = trio.works();
    assert_true(works);
    assert_true(trio.ring() != ring);
}

void a_multicast_far_outside_the_window(void**) {
    Trio trio;
    const auto buffers = trio.world.buffers(2);
    for (std::uint32_t i = 0; i < 100; ++i)
        trio.inject_multicast(2, 3, trio.token().seq.value + 20000 * i + 16500, trio.ring(), kPack);
    const auto kept = trio.world.buffers(2) - buffers;
    assert_int_equal(kept, 0);
    assert_true(trio.works());
}

void multicasts_that_fill_the_window(void**) {
    Trio trio;
    for (std::uint32_t i = 2; i < 17000; ++i)
        trio.inject_multicast(2, 3, trio.token().seq.value + i, trio.ring(), kPack);
    const auto kept = trio.world.buffers(2);
    trio.world.run(std::chrono::seconds(1)); // a token comes
    const bool works = trio.works();
    assert_in_range(kept, 1, 16384 + 100);
    assert_true(works);
    assert_in_range(trio.world.buffers(2), 1, 100);
}

void a_multicast_of_no_member_of_the_ring(void**) {
    Trio trio;
    trio.inject_multicast(2, 77, trio.token().seq.value + 3, trio.ring(), kPack);
    assert_true(trio.works());
}

// ---- regular tokens

void a_token_16384_above_the_aru(void**) {
    Trio trio;
    wire::Token token = trio.next_token();
    token.seq.value += 16384;
    for (const std::uint32_t id : {1U, 2U, 3U}) trio.inject(id, token);
    const auto dropped = trio.statistics(2).received_dropped;
    const bool works = trio.works();
    assert_int_equal(dropped, 1);
    assert_true(works);
}

// Numbers that nobody has: nobody can receive them, and no member is to blame.
void a_token_whose_numbers_nobody_has(void**) {
    Trio trio;
    wire::Token token = trio.next_token();
    token.token_seq.value += 1000;
    token.seq.value += 16000;
    trio.inject(2, token);
    trio.world.run(std::chrono::seconds(30));
    assert_true(trio.works());
}

void a_token_with_a_lower_seq_than_one_already_used(void**) {
    Trio trio;
    const RingId ring = trio.ring();
    wire::Token token = trio.next_token();
    token.seq.value -= 3;
    token.aru = token.seq;
    for (const std::uint32_t id : {1U, 2U, 3U}) trio.inject(id, token);
    const auto dropped = trio.statistics(3).received_dropped;
    const bool works = trio.works();
    assert_int_equal(dropped, 1);
    assert_true(works);
    assert_true(trio.ring() == ring);
}

void a_token_whose_numbers_lie_half_the_circle_away(void**) {
    Trio trio;
    for (const std::uint32_t away : {0x7FFFFFFFU, 0x80000000U, 0x80000001U, 0xF0000000U}) {
        wire::Token token = trio.next_token();
        token.seq.value += away;
        token.aru.value += away;
        for (const std::uint32_t id : {1U, 2U, 3U}) trio.inject(id, token);
    }
    assert_true(trio.works());
}

void a_token_that_says_all_have_what_nobody_has(void**) {
    Trio trio;
    wire::Token token = trio.next_token();
    token.aru.value += 10000;
    for (const std::uint32_t id : {1U, 2U, 3U}) trio.inject(id, token);
    assert_true(trio.works());
}

void a_token_with_wild_sums_of_flow_control(void**) {
    Trio trio;
    wire::Token token = trio.next_token();
    token.fcc = 0xFFFFFFF0U;
    token.backlog = 0x80000000U;
    trio.inject(2, token);
    assert_true(trio.works());
}

void a_token_with_more_than_30_requests(void**) {
    Trio trio;
    wire::Token token = trio.next_token();
    token.request_count = 30;
    BufferPool pool;
    std::vector<std::byte> bytes = copy_of(wire::encode(token, pool));
    const std::uint32_t count = 5000;
    std::memcpy(bytes.data() + 53, &count, sizeof count);
    trio.inject_bytes(2, bytes);
    bytes.resize(57 + std::size_t{16} * count);
    trio.inject_bytes(2, bytes);
    const auto dropped = trio.statistics(2).received_dropped;
    assert_int_equal(dropped, 2);
    assert_true(trio.works());
}

void a_token_longer_than_1500_bytes(void**) {
    Trio trio;
    BufferPool pool;
    std::vector<std::byte> bytes = copy_of(wire::encode(trio.next_token(), pool));
    bytes.resize(1501);
    trio.inject_bytes(2, bytes);
    const auto dropped = trio.statistics(2).received_dropped;
    assert_int_equal(dropped, 1);
    assert_true(trio.works());
}

void a_token_in_recovery_whose_seq_lies_before_all_numbers(void**) {
    Trio trio;
    trio.world.kill(3);
    while (trio.world.node(2)->status().state != ring::State::recovery)
        trio.world.run(std::chrono::microseconds(10));
    wire::Token token = trio.next_token();
    token.ring = trio.world.node(2)->status().ring;
    token.token_seq = {1000};
    token.seq = {0xFFFFFFF0U};
    trio.inject(2, token);
    const auto dropped = trio.statistics(2).received_dropped;
    trio.world.start(3);
    trio.world.settle();
    trio.world.join(3, "g");
    assert_int_equal(dropped, 1);
    assert_true(trio.works());
}

// ---- commit tokens

wire::CommitToken commit_token(std::uint64_t seq, std::uint32_t index) {
    wire::CommitToken commit;
    commit.sender = NodeId{1};
    commit.ring = {NodeId{1}, seq};
    commit.token_seq = {index};
    commit.index = index;
    commit.members = {NodeId{1}, NodeId{2}, NodeId{3}};
    commit.info.resize(3);
    return commit;
}

// Every member is in gather and proposes just these members.
void gather(Trio& trio) {
    for (const std::uint32_t id : {1U, 2U, 3U}) trio.world.gather(id);
}

void a_commit_token_in_gather_whose_index_is_its_count(void**) {
    Trio trio;
    gather(trio);
    for (const std::uint32_t id : {1U, 2U, 3U}) trio.inject(id, commit_token(500, 3));
    const auto state = trio.world.node(2)->status().state;
    assert_int_equal(state, ring::State::gather);
    assert_true(trio.works());
}

void a_commit_token_in_gather_at_the_wrong_member(void**) {
    Trio trio;
    gather(trio);
    for (std::uint32_t index = 0; index <= 2; ++index)
        trio.inject(index == 1 ? 3 : 2, commit_token(500, index));
    assert_true(trio.works());
}

void a_commit_token_whose_index_is_above_its_count(void**) {
    Trio trio;
    gather(trio);
    for (const std::uint32_t index : {4U, 400U, 0xFFFFFFFFU}) {
        BufferPool pool;
        std::vector<std::byte> bytes = copy_of(wire::encode(commit_token(500, 0), pool));
        std::memcpy(bytes.data() + 33, &index, sizeof index);
        for (const std::uint32_t id : {1U, 2U, 3U}) trio.inject_bytes(id, bytes);
    }
    assert_true(trio.works());
}

void a_commit_token_with_trailing_bytes_above_40000(void**) {
    Trio trio;
    gather(trio);
    BufferPool pool;
    std::vector<std::byte> bytes = copy_of(wire::encode(commit_token(500, 1), pool));
    bytes.resize(60000, std::byte{0xEE});
    for (const std::uint32_t id : {1U, 2U, 3U}) trio.inject_bytes(id, bytes);
    assert_true(trio.works());
}

void commit_tokens_outside_a_gather(void**) {
    Trio trio;
    const RingId ring = trio.ring();
    for (std::uint32_t index = 0; index <= 3; ++index)
        for (const std::uint32_t id : {1U, 2U, 3U}) trio.inject(id, commit_token(500, index));
    assert_true(trio.works());
    assert_true(trio.ring() == ring);
}

// ---- the rest

void datagrams_of_the_other_byte_order(void**) {
    Trio trio;
    const RingId ring = trio.ring();
    BufferPool pool;
    std::vector<std::byte> bytes = copy_of(wire::encode(trio.next_token(), pool));
    std::swap(bytes[0], bytes[1]);
    for (int type = 0; type < 6; ++type) {
        bytes[3] = static_cast<std::byte>(type);
        trio.inject_bytes(2, bytes);
    }
    const auto dropped = trio.statistics(2).received_dropped;
    assert_int_equal(dropped, 6);
    assert_true(trio.works());
    assert_true(trio.ring() == ring);
}

void joins_with_lists_of_any_length(void**) {
    Trio trio;
    std::vector<NodeId> nodes;
    for (std::uint32_t id = 1; id <= 384; ++id) nodes.push_back(NodeId{id});
    wire::Join join{.sender = NodeId{9},
                    .target = {},
                    .leave = false,
                    .ring_seq = 50,
                    .proc = nodes,
                    .fail = {}};
    trio.inject(2, join);
    for (std::uint32_t& value = join.sender.value; value < 30; ++value) {
        for (NodeId& node : join.proc) node.value += 384; // more and more strangers
        trio.inject(2, join);
    }
    trio.world.run(std::chrono::seconds(10));
    assert_true(trio.works());
}

void joins_that_put_everybody_out(void**) {
    Trio trio;
    const std::vector<NodeId> all{NodeId{1}, NodeId{2}, NodeId{3}};
    for (const std::uint32_t id : {1U, 2U, 3U})
        for (const std::uint32_t sender : {1U, 2U, 3U, 4U})
            trio.inject(id, wire::Join{.sender = NodeId{sender},
                                       .target = {},
                                       .leave = sender == 4,
                                       .ring_seq = 100,
                                       .proc = all,
                                       .fail = all});
    assert_true(trio.works());
}

// Adding to such a sequence would begin at zero again.
void a_join_with_the_highest_ring_sequence(void**) {
    Trio trio;
    trio.inject(2, wire::Join{.sender = NodeId{3},
                              .target = {},
                              .leave = false,
                              .ring_seq = 0xFFFFFFFFFFFFFFFFU,
                              .proc = {NodeId{3}},
                              .fail = {}});
    assert_true(trio.works());
}

void bytes_of_every_length_and_type(void**) {
    Trio trio;
    const RingId ring = trio.ring();
    Random random(5);
    trio.inject_bytes(2, {});
    for (std::size_t size = 1; size < 200; ++size)
        for (int type = 0; type < 8; ++type) {
            std::vector<std::byte> bytes(size);
            for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.below(256));
            constexpr std::byte kStart[] = {std::byte{0x70}, std::byte{0xC0}, std::byte{3}};
            std::memcpy(bytes.data(), kStart, std::min(size, sizeof kStart));
            if (size > 3) bytes[3] = static_cast<std::byte>(type);
            trio.inject_bytes(2, bytes);
        }
    trio.world.run(std::chrono::seconds(20));
    assert_true(trio.works());
    assert_true(trio.ring().seq > ring.seq); // some were multicasts of strangers
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_multicast_above_the_seq_of_the_next_token),
        cmocka_unit_test(a_multicast_with_the_next_number),
        cmocka_unit_test(a_multicast_far_outside_the_window),
        cmocka_unit_test(multicasts_that_fill_the_window),
        cmocka_unit_test(a_multicast_of_no_member_of_the_ring),
        cmocka_unit_test(a_token_16384_above_the_aru),
        cmocka_unit_test(a_token_whose_numbers_nobody_has),
        cmocka_unit_test(a_token_with_a_lower_seq_than_one_already_used),
        cmocka_unit_test(a_token_whose_numbers_lie_half_the_circle_away),
        cmocka_unit_test(a_token_that_says_all_have_what_nobody_has),
        cmocka_unit_test(a_token_with_wild_sums_of_flow_control),
        cmocka_unit_test(a_token_with_more_than_30_requests),
        cmocka_unit_test(a_token_longer_than_1500_bytes),
        cmocka_unit_test(a_token_in_recovery_whose_seq_lies_before_all_numbers),
        cmocka_unit_test(a_commit_token_in_gather_whose_index_is_its_count),
        cmocka_unit_test(a_commit_token_in_gather_at_the_wrong_member),
        cmocka_unit_test(a_commit_token_whose_index_is_above_its_count),
        cmocka_unit_test(a_commit_token_with_trailing_bytes_above_40000),
        cmocka_unit_test(commit_tokens_outside_a_gather),
        cmocka_unit_test(datagrams_of_the_other_byte_order),
        cmocka_unit_test(joins_with_lists_of_any_length),
        cmocka_unit_test(joins_that_put_everybody_out),
        cmocka_unit_test(a_join_with_the_highest_ring_sequence),
        cmocka_unit_test(bytes_of_every_length_and_type),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
