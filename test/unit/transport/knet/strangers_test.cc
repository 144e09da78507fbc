// test/unit/transport/knet/strangers_test.cc - what is told of packets that cannot be decrypted.
#include "transport/knet/strangers.h"

#include "transport/knet/library.h"
#include "unit/transport/knet/addresses.h"

#include <cstring>
#include <string>

#include "unit/cmocka.h" // last: its fail() is a macro

using namespace baton;
using namespace baton::transport;
using baton::transport::knet::Strangers;

namespace {

constexpr TimePoint kStart{std::chrono::hours{1}};
constexpr auto kMoment = std::chrono::milliseconds{1};

// Nodes 2 and 3, by two links each.
std::vector<KnetConfig::Peer> peers() {
    std::vector<KnetConfig::Peer> all;
    for (std::uint32_t node = 2; node <= 3; ++node) {
        KnetConfig::Peer peer{.node = {node}, .links = {}};
        for (std::uint8_t link = 0; link < 2; ++link)
            peer.links.push_back(test::knet_link(link, 1, node, 5405));
        all.push_back(std::move(peer));
    }
    return all;
}

bool says(const std::optional<LogLine>& line, const char* part) {
    return line && line->text.find(part) != std::string::npos;
}

void lines_about_digests_and_decryption_are_about_strangers(void**) {
    assert_true(Strangers::is_about(KNET_SUB_NSSCRYPTO, "Digest does not match"));
    assert_true(Strangers::is_about(KNET_SUB_OPENSSLCRYPTO, "Digest does not match"));
    assert_true(Strangers::is_about(KNET_SUB_OPENSSLCRYPTO, "Unable to decrypt: bad"));
    assert_true(
        Strangers::is_about(KNET_SUB_RX, "Unable to decrypt packet from 10.0.0.3:5405 (size 80)!"));
}

void other_lines_are_not(void**) {
    assert_false(Strangers::is_about(KNET_SUB_LINK, "Digest does not match"));
    assert_false(Strangers::is_about(KNET_SUB_NSSCRYPTO, "unknown crypto hash type"));
    assert_false(Strangers::is_about(KNET_SUB_NSSCRYPTO, ""));
    assert_false(Strangers::is_about(KNET_SUB_RX, "Packet has been sent by 10.0.0.3"));
}

void a_record_names_its_sender(void**) {
    const auto four = Strangers::sender("Unable to decrypt packet from 10.0.0.3:5405 (size 80)!");
    const auto six = Strangers::sender("Unable to decrypt packet from fd00::3:5405 (size 80)!");
    assert_true(four == address("10.0.0.3"));
    assert_true(six == address("fd00::3"));
    assert_false(Strangers::sender("Digest does not match").has_value());
}

void a_record_that_is_cut_short_names_nobody(void**) {
    const std::string whole = "Unable to decrypt packet from ";
    for (const char* rest : {"", " ", ":", "::::", "10.0.0", "x:1 (", ":5405 (size 80)!"}) {
        const auto sender = Strangers::sender(whole + rest);
        assert_true(sender.has_value() && sender->empty());
    }
}

void the_first_packet_names_the_node_and_what_to_do(void**) {
    Strangers strangers;
    const auto line = strangers.came(kStart, address("127.0.1.3"), peers());
    assert_true(says(line, "node 3 (127.0.1.3) sends packets that cannot be decrypted (1 since"));
    assert_true(says(line, "compare corosync.conf and the key file"));
    assert_int_equal(line->level, LogLevel::warning);
    assert_int_equal(line->part, LogPart::knet);
}

void who_is_not_in_the_nodelist_is_named_by_address(void**) {
    Strangers strangers;
    const auto line = strangers.came(kStart, address("192.0.2.7"), peers());
    assert_true(says(line, "192.0.2.7, which is not in the nodelist, sends packets"));
}

void a_sender_that_is_not_known_is_somebody(void**) {
    Strangers strangers;
    assert_true(says(strangers.came(kStart, {}, peers()), "somebody sends packets"));
}

void more_of_them_are_counted_and_told_once_in_a_while(void**) {
    Strangers strangers;
    const IpAddress from = address("127.0.0.2");
    strangers.came(kStart, from, peers());
    bool quiet = true;
    for (int second = 0; second < 40; ++second)
        quiet = !strangers.came(kStart + std::chrono::seconds{second}, from, peers()) && quiet;
    quiet = !strangers.came(kStart + Strangers::kQuiet - kMoment, from, peers()) && quiet;
    const auto next = strangers.came(kStart + Strangers::kQuiet, from, peers());
    const auto after = strangers.came(kStart + 2 * Strangers::kQuiet, from, peers());
    assert_true(quiet);
    assert_true(says(next, "(42 since this was said last)"));
    assert_true(says(after, "(1 since this was said last)"));
}

void each_sender_is_told_of(void**) {
    Strangers strangers;
    strangers.came(kStart, address("127.0.0.2"), peers());
    const auto other = strangers.came(kStart, address("127.0.0.3"), peers());
    const auto again = strangers.came(kStart + kMoment, address("127.0.0.2"), peers());
    assert_true(says(other, "node 3 (127.0.0.3)"));
    assert_false(again.has_value());
}

// Where access lists are off anybody may send: neither the log nor the memory is flooded.
void beyond_the_limit_senders_are_not_told_apart(void**) {
    Strangers strangers;
    std::size_t lines = 0;
    std::optional<LogLine> last;
    for (std::uint32_t number = 1; number <= 10000; ++number)
        if (auto line = strangers.came(kStart, IpAddress::from_ipv4(number), peers())) {
            ++lines;
            last = std::move(line);
        }
    const auto known = strangers.came(kStart + Strangers::kQuiet, IpAddress::from_ipv4(1), peers());
    const auto later =
        strangers.came(kStart + 2 * Strangers::kQuiet, IpAddress::from_ipv4(9999), peers());
    assert_int_equal(lines, Strangers::kSendersMax + 1);
    assert_true(says(last, "somebody sends"));
    assert_true(says(known, "0.0.0.1"));
    assert_true(says(later, "0.0.39.15")); // the old ones made room
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(lines_about_digests_and_decryption_are_about_strangers),
        cmocka_unit_test(other_lines_are_not),
        cmocka_unit_test(a_record_names_its_sender),
        cmocka_unit_test(a_record_that_is_cut_short_names_nobody),
        cmocka_unit_test(the_first_packet_names_the_node_and_what_to_do),
        cmocka_unit_test(who_is_not_in_the_nodelist_is_named_by_address),
        cmocka_unit_test(a_sender_that_is_not_known_is_somebody),
        cmocka_unit_test(more_of_them_are_counted_and_told_once_in_a_while),
        cmocka_unit_test(each_sender_is_told_of),
        cmocka_unit_test(beyond_the_limit_senders_are_not_told_apart),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
