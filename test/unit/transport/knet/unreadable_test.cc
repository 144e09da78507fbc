// test/unit/transport/knet/unreadable_test.cc - what is told of packets that libknet cannot read.
#include "transport/knet/unreadable.h"

#include "transport/knet/library.h"
#include "unit/transport/knet/nodes.h"

#include <array>
#include <string>

#include "unit/cmocka.h" // last: its fail() is a macro

using namespace baton;
using namespace baton::transport;
using namespace baton::transport::test;
using baton::transport::knet::Unreadable;

namespace {

constexpr TimePoint kStart{std::chrono::hours{1}};
constexpr auto kMoment = std::chrono::milliseconds{1};

// A node with two links, both up or both down.
PeerState peer(std::uint32_t id, bool heard) {
    PeerState made;
    made.node = {id};
    for (std::uint8_t link = 0; link < 2; ++link) {
        LinkState& its = made.links.emplace_back();
        its.link = link;
        its.connected = heard && link == 1;
        its.destination = "10." + std::to_string(link) + ".0." + std::to_string(id);
    }
    return made;
}

// Node 3 is not heard.
Unreadable::Here clear_here() { return {.peers = {peer(2, true), peer(3, false)}}; }

std::string told(Unreadable::Why why, const Unreadable::Here& here, int packets = 1) {
    Unreadable unreadable;
    for (int count = 0; count < packets; ++count) unreadable.came(kStart, why);
    return unreadable.tell(kStart + Unreadable::kPatience, here).text;
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

void records_of_dropped_packets_are_known(void**) {
    assert_true(Unreadable::why(KNET_SUB_RX, "Packet version does not match") ==
                Unreadable::Why::form);
    assert_true(Unreadable::why(KNET_SUB_RX, "Packet is too short: 3") == Unreadable::Why::form);
    assert_true(Unreadable::why(KNET_SUB_RX, "Unable to find source host for this packet") ==
                Unreadable::Why::sender);
    assert_false(Unreadable::why(KNET_SUB_RX, "Packet rejected from 10.0.0.3:5405").has_value());
    assert_false(Unreadable::why(KNET_SUB_TX, "Packet version does not match").has_value());
}

void the_line_names_who_is_not_heard_and_what_to_do(void**) {
    Unreadable unreadable;
    unreadable.came(kStart, Unreadable::Why::form);
    const LogLine line = unreadable.tell(kStart + Unreadable::kPatience, clear_here());
    assert_string_equal(
        line.text.c_str(),
        "node 3 (10.0.0.3) sends packets that are no clear knet packets (1 since "
        "this was said last): it probably encrypts, and this node does not; compare "
        "crypto_cipher, crypto_hash and secauth in corosync.conf, and the key file");
    assert_int_equal(line.level, LogLevel::warning);
    assert_int_equal(line.part, LogPart::knet);
}

void it_waits_until_the_others_are_heard(void**) {
    Unreadable unreadable;
    const bool before = unreadable.is_due(kStart);
    unreadable.came(kStart, Unreadable::Why::form);
    assert_false(before);
    assert_false(unreadable.is_due(kStart + Unreadable::kPatience - kMoment));
    assert_true(unreadable.is_due(kStart + Unreadable::kPatience));
}

void more_of_them_are_counted_and_told_once_in_a_while(void**) {
    Unreadable unreadable;
    TimePoint now = kStart;
    int lines = 0;
    std::string last;
    for (int second = 0; second <= 200; ++second, now += std::chrono::seconds{1}) {
        unreadable.came(now, Unreadable::Why::form);
        if (!unreadable.is_due(now)) continue;
        last = unreadable.tell(now, clear_here()).text;
        ++lines;
    }
    assert_int_equal(lines, 4); // after 5, 65, 125 and 185 seconds
    assert_true(has(last, "(60 since this was said last)"));
}

void nothing_more_is_told_when_no_more_come(void**) {
    Unreadable unreadable;
    unreadable.came(kStart, Unreadable::Why::form);
    unreadable.tell(kStart + Unreadable::kPatience, clear_here());
    assert_false(unreadable.is_due(kStart + 10 * Unreadable::kQuiet));
}

void all_who_may_be_it_are_named_up_to_a_number(void**) {
    Unreadable::Here here = clear_here();
    here.peers[0] = peer(2, false);
    const std::string two = told(Unreadable::Why::form, here);
    for (std::uint32_t id = 4; id <= 100; ++id) here.peers.push_back(peer(id, false));
    const std::string many = told(Unreadable::Why::form, here);
    assert_true(has(two, "node 2 (10.0.0.2) or node 3 (10.0.0.3) sends packets"));
    assert_true(has(many, "or node 5 (10.0.0.5) or 95 more sends packets"));
}

void if_all_are_heard_it_is_somebody(void**) {
    Unreadable::Here here = clear_here();
    here.peers[1] = peer(3, true);
    const std::string listed = told(Unreadable::Why::form, here);
    here.only_listed_sources = false;
    const std::string any = told(Unreadable::Why::form, here);
    assert_true(has(listed, "somebody at the address of a listed node sends packets"));
    assert_true(has(any, "somebody who is not in the nodelist (block_unlisted_ips is off) sends"));
}

void who_encrypts_itself_is_told_of_another_version(void**) {
    Unreadable::Here here = clear_here();
    here.encrypts = true;
    const std::string line = told(Unreadable::Why::form, here);
    assert_true(has(line, "node 3 (10.0.0.3)"));
    assert_true(has(line, "its libknet is probably of another version"));
    assert_false(has(line, "it probably encrypts"));
}

void a_sender_that_is_not_listed_has_another_nodeid(void**) {
    const std::string line = told(Unreadable::Why::sender, clear_here(), 7);
    assert_true(has(line, "node 3 (10.0.0.3) sends packets of a node that is not in the nodelist "
                          "(7 since this was said last)"));
    assert_true(has(line, "compare the nodelists"));
}

// One of 256 encrypted packets begins like one of libknet's.
void what_most_of_them_are_counts(void**) {
    Unreadable unreadable;
    unreadable.came(kStart, Unreadable::Why::sender);
    for (int count = 0; count < 2; ++count) unreadable.came(kStart, Unreadable::Why::form);
    const std::string line = unreadable.tell(kStart + Unreadable::kPatience, clear_here()).text;
    assert_true(has(line, "no clear knet packets (3 since"));
}

// ---- with libknet

// The transport of node 1 is asked again and again, as the daemon does.
bool says(KnetNodes& ring, const char* part) {
    return ring.run_until([&] {
        static_cast<void>(ring.transport(1).check_interface());
        return ring.node(1).has_line(part);
    });
}

void an_encrypted_node_is_named_by_one_that_does_not_encrypt(void**) {
    KnetNodes ring(3);
    KnetConfig other = ring.config(2);
    other.encryption = {.model = "nss",
                        .cipher = "aes256",
                        .hash = "sha256",
                        .key = Secret(std::vector<std::byte>(128, std::byte{1}))};
    const bool heard = ring.start(ring.config(1)) && ring.start(ring.config(3)) &&
                       ring.run_until([&] { return KnetNodes::connected(ring.transport(1)) == 1; });
    const bool up = heard && ring.start(other);
    const bool said = up && says(ring, "node 2 (127.0.0.2) sends packets that are no clear knet");
    const bool about_it_alone =
        !ring.node(1).has_line("node 3 (127.0.0.3) sends") && !ring.node(1).has_line("or node 3");
    const bool no_debug = !ring.node(1).has_line("Packet version does not match");
    assert_true(said);
    assert_true(about_it_alone && no_debug);
}

void rubbish_from_a_listed_address_is_told(void**) {
    KnetNodes ring(2);
    const bool up = ring.start(ring.config(1));
    const auto socket = UdpSocket::bound_to(SocketAddress(knet_address(0, 2), ring.port));
    const SocketAddress there(knet_address(0, 1), ring.port);
    const std::array<std::byte, 100> rubbish{};
    const bool sent = up && socket &&
                      sendto(socket->number(), rubbish.data(), rubbish.size(), 0, there.data(),
                             there.size()) == static_cast<ssize_t>(rubbish.size());
    const bool said = sent && says(ring, "node 2 (127.0.0.2) sends packets that are no clear knet");
    assert_true(said);
}

void a_node_with_another_nodeid_is_told(void**) {
    KnetNodes ring(2);
    KnetConfig other = ring.config(2);
    other.self = {7};
    const bool up = ring.start(ring.config(1));
    Knet stranger(ring.loop, ring.pool, other, {.received = [](auto&) {}, .log = [](LogLine) {}});
    const bool there = stranger.check_interface().value_or(false);
    const bool said =
        up && there && says(ring, "node 2 (127.0.0.2) sends packets of a node that is not in");
    assert_true(said);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(records_of_dropped_packets_are_known),
        cmocka_unit_test(the_line_names_who_is_not_heard_and_what_to_do),
        cmocka_unit_test(it_waits_until_the_others_are_heard),
        cmocka_unit_test(more_of_them_are_counted_and_told_once_in_a_while),
        cmocka_unit_test(nothing_more_is_told_when_no_more_come),
        cmocka_unit_test(all_who_may_be_it_are_named_up_to_a_number),
        cmocka_unit_test(if_all_are_heard_it_is_somebody),
        cmocka_unit_test(who_encrypts_itself_is_told_of_another_version),
        cmocka_unit_test(a_sender_that_is_not_listed_has_another_nodeid),
        cmocka_unit_test(what_most_of_them_are_counts),
        cmocka_unit_test(an_encrypted_node_is_named_by_one_that_does_not_encrypt),
        cmocka_unit_test(rubbish_from_a_listed_address_is_told),
        cmocka_unit_test(a_node_with_another_nodeid_is_told),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
