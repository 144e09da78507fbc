// test/unit/services/cpg/cut_message_test.cc - a multicast that stands in several pieces.
#include "services/cpg/limits.h"
#include "services/cpg/service.h"
#include "unit/services/silent_effects.h"
#include "wire/cpg.h"

#include <algorithm>
#include <string>
#include <vector>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::cpg;

namespace {

using Message = std::vector<std::byte>;

Bytes bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

class Listener final : public baton::testing::SilentEffects {
public:
    void event(ClientId, ClientEvent event) override {
        const auto& one = std::get<Event>(event);
        if (const auto* message = std::get_if<DeliverEvent>(&one))
            heard.emplace_back(reinterpret_cast<const char*>(message->data.data()),
                               message->data.size());
    }
    void log(LogLine) override { ++lines; }
    std::vector<std::string> heard;
    std::size_t lines = 0;
};

// Node 1 with a client in group "g".
struct Fixture {
    Fixture() {
        service.sync_begin({RingId{NodeId{1}, 4}, {NodeId{1}}, {NodeId{1}}}, listener);
        service.sync_activate(listener);
        service.sync_complete(listener);
        service.on_connected(ClientId{1});
        service.on_request(ClientId{1}, JoinRequest{GroupName("g"), false, 7, 0}, listener);
        const auto join = wire::encode(wire::CpgProcessJoin{GroupName("g"), 7});
        service.on_message(NodeId{1}, pool.copy(join), listener);
    }
    // Cut at these places; whether the service took it like that.
    bool hear(const Message& message, const std::vector<std::size_t>& cuts) {
        std::vector<Slice> pieces;
        std::size_t from = 0;
        for (const std::size_t cut : cuts) {
            pieces.push_back(pool.copy(Bytes(message).subspan(from, cut - from)));
            from = cut;
        }
        pieces.push_back(pool.copy(Bytes(message).subspan(from)));
        return service.on_message(NodeId{1}, pieces.front().bytes(), pieces.front(),
                                  std::span<const Slice>(pieces).subspan(1), listener);
    }

    BufferPool pool;
    Listener listener;
    CpgService service{NodeId{1}};
};

Message multicast(const std::string& text) {
    const auto header = wire::encode_header(wire::CpgMulticast{.group = GroupName("g"),
                                                               .pid = 7,
                                                               .source_node = NodeId{1},
                                                               .source_handle = 1,
                                                               .data = bytes_of(text)});
    Message message(header.size() + text.size());
    std::ranges::copy(bytes_of(text), std::ranges::copy(header, message.begin()).out);
    return message;
}

constexpr std::size_t kFront = wire::kCpgMulticastHeaderSize;

void it_is_delivered_as_it_was_sent(void**) {
    Fixture node;
    const bool taken = node.hear(multicast("one two three"), {kFront + 3, kFront + 8});
    assert_true(taken);
    assert_int_equal(node.listener.heard.size(), 1);
    assert_string_equal(node.listener.heard[0].c_str(), "one two three");
}

void a_cut_right_behind_the_front_is_like_others(void**) {
    Fixture node;
    const bool taken = node.hear(multicast("text"), {kFront});
    assert_true(taken);
    assert_string_equal(node.listener.heard.at(0).c_str(), "text");
}

void one_whose_front_is_cut_is_needed_in_one_piece(void**) {
    Fixture node;
    bool taken = false;
    for (const std::size_t cut : {std::size_t{1}, std::size_t{15}, std::size_t{16}, kFront - 1})
        taken = node.hear(multicast("text"), {cut}) || taken;
    assert_false(taken);
    assert_true(node.listener.heard.empty());
}

void one_with_something_behind_its_data_is_needed_in_one_piece(void**) {
    Fixture node;
    Message message = multicast("text");
    message.push_back(std::byte{0});
    const bool taken = node.hear(message, {kFront + 2});
    assert_false(taken);
}

void one_that_says_more_than_it_has_is_needed_in_one_piece(void**) {
    Fixture node;
    Message message = multicast("text");
    message.pop_back();
    const bool taken = node.hear(message, {kFront + 2});
    assert_false(taken);
}

void messages_of_other_kinds_are_needed_in_one_piece(void**) {
    Fixture node;
    const auto join = wire::encode(wire::CpgProcessJoin{GroupName("g"), 8});
    const bool taken = node.hear({join.begin(), join.end()}, {40});
    assert_false(taken);
}

void one_that_no_client_could_take_is_dropped(void**) {
    Fixture node;
    const bool taken = node.hear(multicast(std::string(kMessageMax + 1, 'x')), {kFront + 2});
    const bool longest = node.hear(multicast(std::string(kMessageMax, 'x')), {kFront + 2});
    assert_true(taken && longest);
    assert_int_equal(node.listener.heard.size(), 1);
    assert_int_equal(node.listener.lines, 1);
}

// Two messages of one run, so that the pieces of the second are not the first in it.
void a_run_keeps_what_its_messages_are_made_of(void**) {
    Fixture node;
    auto list = Shared<DeliveryRun::List>::make();
    const auto audience =
        Shared<const Audience>::make(GroupName("g"), std::vector<ClientId>{ClientId{1}});
    for (const std::string& text : {std::string("ab-cd"), std::string("ef-gh")}) {
        const Slice whole = node.pool.copy(bytes_of(text));
        const std::vector<Slice> rest{whole.part(2, 1), whole.part(3, 2)};
        list->add({.audience = audience, .node = {1}, .data = whole.part(0, 2)}, rest);
    }
    std::vector<std::string> heard;
    std::vector<std::string> read;
    {
        const DeliveryRun run(list);
        run.for_each_event(
            [&](ClientId client, const Event& event) { node.listener.event(client, event); });
        heard = node.listener.heard;
        for (const Delivery& each : run) {
            std::string text(each.size(), '?');
            run.data_of(each).copy_to(std::as_writable_bytes(std::span(text)).data());
            read.push_back(text);
        }
    }
    const std::vector<std::string> expected{"ab-cd", "ef-gh"};
    assert_true(heard == expected);
    assert_true(read == expected);
    assert_int_equal(node.pool.outstanding(), 0); // the end of the run is theirs
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(it_is_delivered_as_it_was_sent),
        cmocka_unit_test(a_cut_right_behind_the_front_is_like_others),
        cmocka_unit_test(one_whose_front_is_cut_is_needed_in_one_piece),
        cmocka_unit_test(one_with_something_behind_its_data_is_needed_in_one_piece),
        cmocka_unit_test(one_that_says_more_than_it_has_is_needed_in_one_piece),
        cmocka_unit_test(messages_of_other_kinds_are_needed_in_one_piece),
        cmocka_unit_test(one_that_no_client_could_take_is_dropped),
        cmocka_unit_test(a_run_keeps_what_its_messages_are_made_of),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
