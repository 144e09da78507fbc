// test/unit/services/cpg/limits_test.cc - rubbish from other nodes, more than there is room for,
// and the way of a message without a single allocation.
#include "services/cpg/limits.h"
#include "unit/services/cpg/cluster.h"
#include "unit/services/silent_effects.h"

#include "base/random.h"

#include <cstdlib>
#include <cstring>
#include <new>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::cpg;
using namespace baton::cpg::testing;

namespace {
std::size_t allocations = 0;
}

void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

// What a cpg service sends here goes nowhere; what clients would hear is looked at.
class Listener final : public baton::testing::SilentEffects {
public:
    void reply(ClientId, ClientReply reply) override { last_reply = std::move(reply); }
    void event(ClientId, ClientEvent event) override {
        ++events;
        const auto* change = std::get_if<ConfigurationEvent>(&std::get<Event>(event));
        if (change == nullptr) return;
        members.push_back(change->members.size());
        changed.push_back(change->left.size() + change->joined.size());
    }
    void log(LogLine) override { ++lines; }

    ClientReply last_reply;
    std::size_t events = 0;
    std::size_t lines = 0;
    std::vector<std::size_t> members; // of each configuration change
    std::vector<std::size_t> changed;
};

// One node, 1, with a member of "g", and node 2 in its ring, of which we play the part.
struct Fixture {
    explicit Fixture(std::size_t clients = 1) : service(NodeId{1}) {
        view = {RingId{NodeId{1}, 4}, {NodeId{1}, NodeId{2}}, {NodeId{1}, NodeId{2}}};
        change({});
        for (std::uint32_t client = 1; client <= clients; ++client) {
            service.on_connected(ClientId{client});
            service.on_request(ClientId{client}, JoinRequest{GroupName("g"), false, client, 0},
                               listener);
            hear(1, wire::encode(wire::CpgProcessJoin{GroupName("g"), client}));
        }
        listener.members.clear();
        listener.changed.clear();
    }
    void hear(std::uint32_t from, Bytes message) {
        service.on_message(NodeId{from}, pool.copy(message), listener);
    }
    void change(const wire::CpgJoinList& list) {
        service.sync_begin(view, listener);
        if (!list.entries.empty()) hear(2, wire::encode(list));
        service.sync_activate(listener);
        service.sync_complete(listener);
    }
    [[nodiscard]] wire::CpgJoinList many(std::uint32_t count) const {
        wire::CpgJoinList list;
        for (std::uint32_t pid = 1; pid <= count; ++pid)
            list.entries.push_back({pid, GroupName("g")});
        return list;
    }

    BufferPool pool;
    Listener listener;
    CpgService service;
    SyncView view;
};

void no_list_of_an_event_is_longer_than_clients_have_room_for(void**) {
    Fixture node;
    node.change(node.many(300));
    const std::vector<std::size_t> joined_members = node.listener.members;
    const std::vector<std::size_t> joined_each = node.listener.changed;
    const bool warned = node.listener.lines > 0;
    node.listener.members.clear();
    node.listener.changed.clear();
    node.view.trans = {NodeId{1}};
    node.view.members = {NodeId{1}};
    node.change({});
    const bool split_joins = joined_each == std::vector<std::size_t>{128, 128, 44};
    const bool capped = joined_members == std::vector<std::size_t>{128, 128, 128};
    const bool split_leaves = node.listener.changed == std::vector<std::size_t>{128, 128, 44};
    const bool shrinking = node.listener.members == std::vector<std::size_t>{128, 45, 1};
    assert_true(split_joins);
    assert_true(capped);
    assert_true(warned);
    assert_true(split_leaves);
    assert_true(shrinking);
}

void the_processes_that_are_known_are_bounded(void**) {
    Fixture node;
    wire::CpgJoinList list;
    for (std::uint32_t pid = 1; pid <= 7000; ++pid) list.entries.push_back({pid, GroupName("h")});
    node.service.sync_begin(node.view, node.listener);
    for (std::uint32_t round = 0; round < 20; ++round) {
        for (auto& entry : list.entries) entry.pid += 10000;
        node.hear(2, wire::encode(list));
    }
    node.service.sync_activate(node.listener);
    node.service.on_request(ClientId{1}, MembershipRequest{GroupName("h")}, node.listener);
    const std::size_t known =
        std::get<MembershipReply>(std::get<Reply>(node.listener.last_reply)).members.size();
    assert_int_equal(known, kProcessesMax - 1); // the member of "g" is one
    assert_true(node.listener.lines > 0);
}

void local_processes_are_bounded(void**) {
    Fixture node(kLocalProcessesMax);
    node.service.on_connected(ClientId{100000});
    node.service.on_request(ClientId{100000}, JoinRequest{GroupName("g"), false, 100000, 0},
                            node.listener);
    const auto full = std::get<StatusReply>(std::get<Reply>(node.listener.last_reply));
    assert_int_equal(full.to, ReplyTo::join);
    assert_int_equal(full.error, CsError::no_memory);
}

void a_message_is_delivered_without_an_allocation(void**) {
    Fixture node(3);
    const std::string text(1000, 'x');
    const auto header = wire::encode_header(wire::CpgMulticast{.group = GroupName("g"),
                                                               .pid = 1,
                                                               .source_node = NodeId{1},
                                                               .source_handle = 1,
                                                               .data = bytes_of(text)});
    std::vector<std::byte> message(header.begin(), header.end());
    message.insert(message.end(), bytes_of(text).begin(), bytes_of(text).end());
    const Slice slice = node.pool.copy(message);
    node.service.on_message(NodeId{1}, slice, node.listener); // who hears it is noted once
    const std::size_t events_before = node.listener.events;
    const std::size_t before = allocations;
    for (int i = 0; i < 100; ++i) node.service.on_message(NodeId{1}, slice, node.listener);
    const std::size_t used = allocations - before;
    const std::size_t heard = node.listener.events - events_before;
    assert_int_equal(heard, 300);
    assert_int_equal(used, 0);
}

void a_message_is_sent_without_an_allocation(void**) {
    Fixture node;
    const std::string text(1000, 'x');
    const Request request = MulticastRequest{2, false, bytes_of(text)};
    const std::size_t before = allocations;
    for (int i = 0; i < 100; ++i) node.service.on_request(ClientId{1}, request, node.listener);
    const std::size_t used = allocations - before;
    assert_int_equal(used, 0);
}

std::vector<std::vector<std::byte>> samples() {
    const std::string text = "some text";
    const auto whole = wire::encode_header(wire::CpgMulticast{.group = GroupName("g"),
                                                              .pid = 1,
                                                              .source_node = NodeId{1},
                                                              .source_handle = 1,
                                                              .data = bytes_of(text)});
    const auto part = wire::encode_header(wire::CpgPartialMulticast{.group = GroupName("g"),
                                                                    .total_length = 100,
                                                                    .pid = 1,
                                                                    .part = 1,
                                                                    .source_node = NodeId{1},
                                                                    .source_handle = 1,
                                                                    .data = bytes_of(text)});
    const auto join = wire::encode(wire::CpgProcessJoin{GroupName("g"), 7});
    const auto leave = wire::encode(wire::CpgProcessLeave{GroupName("g"), 7, 2});
    const auto down = wire::encode(wire::CpgDownList{3, {NodeId{2}}});
    std::vector<std::vector<std::byte>> all{
        {whole.begin(), whole.end()},
        {part.begin(), part.end()},
        {join.begin(), join.end()},
        {leave.begin(), leave.end()},
        {down.begin(), down.end()},
        wire::encode(wire::CpgJoinList{{{7, GroupName("g")}, {8, GroupName("h")}}})};
    for (std::size_t i = 0; i < 2; ++i)
        all[i].insert(all[i].end(), bytes_of(text).begin(), bytes_of(text).end());
    return all;
}

void rubbish_from_the_ring_does_no_harm(void**) {
    Fixture node;
    Random random(42);
    const auto all = samples();
    for (int round = 0; round < 50000; ++round) {
        std::vector<std::byte> message = all[random.below(all.size())];
        message.resize(random.below(4) == 0 ? random.below(message.size() + 1) : message.size());
        for (std::uint64_t hits = random.below(6); hits > 0 && !message.empty(); --hits)
            message[random.below(message.size())] = static_cast<std::byte>(random.next());
        node.hear(2, message);
        if (round % 1000 == 0) node.change({});
    }
    const std::size_t lines = node.listener.lines;
    const auto message = samples().at(0);
    const std::size_t before = node.listener.events;
    node.hear(1, message);
    const std::size_t heard = node.listener.events - before;
    assert_int_equal(heard, 1); // still alive and well
    assert_true(lines > 0);
    assert_true(lines < 200);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(no_list_of_an_event_is_longer_than_clients_have_room_for),
        cmocka_unit_test(the_processes_that_are_known_are_bounded),
        cmocka_unit_test(local_processes_are_bounded),
        cmocka_unit_test(a_message_is_delivered_without_an_allocation),
        cmocka_unit_test(a_message_is_sent_without_an_allocation),
        cmocka_unit_test(rubbish_from_the_ring_does_no_harm),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
