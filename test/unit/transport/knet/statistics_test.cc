// test/unit/transport/knet/statistics_test.cc - the names and types that clients look for.
#include "transport/knet/statistics.h"

#include "unit/transport/knet/nodes.h"

#include <limits>
#include <map>
#include <string>

#include "unit/cmocka.h" // last: its fail() is a macro

using namespace baton;
using namespace baton::transport;
using namespace baton::transport::test;

namespace {

using Numbers = std::map<std::string, Number>;
using Types = std::map<std::string, std::string>;

Numbers numbers_of(const Knet& transport) {
    Numbers all;
    transport.statistics(
        [&](std::string name, Number value) { all.emplace(std::move(name), value); });
    return all;
}

std::string type_of(const Number& number) {
    if (std::holds_alternative<std::uint8_t>(number)) return "u8";
    return std::holds_alternative<std::uint32_t>(number) ? "u32" : "u64";
}

Types types_of(const Numbers& numbers, const std::string& prefix) {
    Types all;
    for (const auto& [name, number] : numbers)
        if (name.starts_with(prefix)) all.emplace(name.substr(prefix.size()), type_of(number));
    return all;
}

std::uint64_t at(const Numbers& numbers, const std::string& name) {
    const auto found = numbers.find(name);
    if (found == numbers.end()) return 424242;
    return std::visit([](auto value) { return std::uint64_t{value}; }, found->second);
}

Types types_of_a_link() {
    Types all{{"enabled", "u8"},           {"connected", "u8"},         {"mtu", "u32"},
              {"latency_min", "u32"},      {"latency_max", "u32"},      {"latency_ave", "u32"},
              {"latency_samples", "u32"},  {"up_count", "u32"},         {"down_count", "u32"},
              {"tx_total_errors", "u64"},  {"rx_total_retries", "u64"}, {"tx_total_packets", "u64"},
              {"rx_total_packets", "u64"}, {"tx_total_bytes", "u64"},   {"rx_total_bytes", "u64"}};
    for (const std::string kind : {"data", "ping", "pong", "pmtu"}) {
        for (const std::string way : {"tx_", "rx_"}) {
            all.emplace(way + kind + "_packets", "u64");
            all.emplace(way + kind + "_bytes", "u64");
        }
        all.emplace("tx_" + kind + "_errors", "u32");
        all.emplace("tx_" + kind + "_retries", "u32");
    }
    return all;
}

Types types_of_the_handle() {
    Types all{{"tx_uncompressed_packets", "u64"}, {"tx_crypt_byte_overhead", "u64"}};
    for (const std::string way : {"tx_", "rx_"}) {
        for (const std::string what :
             {"compressed_packets", "compressed_original_bytes", "compressed_size_bytes",
              "compress_time_min", "compress_time_max", "compress_time_ave", "crypt_packets",
              "crypt_time_min", "crypt_time_max", "crypt_time_ave"})
            all.emplace(way + what, "u64");
    }
    return all;
}

void every_link_has_all_its_numbers(void**) {
    KnetNodes ring(3, 2);
    const bool up = ring.start_all();
    const Numbers numbers = numbers_of(ring.transport(1));
    const Types wanted = types_of_a_link();
    assert_true(up);
    for (const std::string prefix :
         {"node2.link0.", "node2.link1.", "node3.link0.", "node3.link1."})
        assert_true(types_of(numbers, "stats.knet." + prefix) == wanted);
}

void the_node_itself_has_one_link_that_carries_nothing(void**) {
    KnetNodes ring(2, 2);
    const bool up = ring.start_all();
    const Numbers numbers = numbers_of(ring.transport(1));
    const std::string prefix = "stats.knet.node1.link0.";
    assert_true(up);
    assert_true(types_of(numbers, prefix) == types_of_a_link());
    assert_true(types_of(numbers, "stats.knet.node1.link1.").empty());
    assert_int_equal(at(numbers, prefix + "enabled"), 1);
    assert_int_equal(at(numbers, prefix + "connected"), 1);
    assert_int_equal(at(numbers, prefix + "mtu"), 65535);
    assert_int_equal(at(numbers, prefix + "latency_min"), 4294967295);
    assert_int_equal(at(numbers, prefix + "tx_total_packets"), 0);
}

void the_library_has_all_its_numbers_and_there_is_nothing_else(void**) {
    KnetNodes ring(2);
    const bool up = ring.start_all();
    const Numbers numbers = numbers_of(ring.transport(2));
    assert_true(up);
    assert_true(types_of(numbers, "stats.knet.handle.") == types_of_the_handle());
    assert_int_equal(numbers.size(), types_of_the_handle().size() + 2 * types_of_a_link().size());
}

void numbers_grow_with_what_is_sent(void**) {
    KnetNodes ring(2);
    const bool up = ring.start_all();
    for (int count = 0; count < 3; ++count) ring.multicast(1, KnetNodes::message(100));
    const bool came = up && ring.run_until([&] { return ring.received(2).size() == 3; });
    const Numbers sender = numbers_of(ring.transport(1));
    const Numbers receiver = numbers_of(ring.transport(2));
    const std::string to = "stats.knet.node2.link0.";
    const std::string from = "stats.knet.node1.link0.";
    assert_true(came);
    assert_int_equal(at(sender, to + "connected"), 1);
    assert_int_equal(at(sender, to + "up_count"), 1);
    assert_int_equal(at(receiver, from + "rx_data_packets"), 3);
    assert_true(at(receiver, from + "rx_data_bytes") >= 300);
    assert_true(at(receiver, from + "tx_ping_packets") > 0);
    assert_true(at(receiver, from + "rx_total_packets") > 3);
    assert_true(at(receiver, from + "latency_samples") > 0);
    assert_true(at(sender, "stats.knet.handle.tx_uncompressed_packets") == 0);
    assert_true(at(sender, "stats.knet.handle.tx_compress_time_min") ==
                std::numeric_limits<std::uint64_t>::max());
}

void encrypted_and_compressed_packets_are_counted(void**) {
    KnetNodes ring(2);
    const bool up = ring.start_all([](KnetConfig& config) {
        config.compression.model = "zlib";
        config.encryption = {.model = "nss",
                             .cipher = "aes256",
                             .hash = "sha256",
                             .key = Secret(std::vector<std::byte>(128, std::byte{7}))};
    });
    ring.multicast(1, KnetNodes::message(5000));
    const bool came = up && ring.run_until([&] { return !ring.received(2).empty(); });
    const Numbers sender = numbers_of(ring.transport(1));
    const Numbers receiver = numbers_of(ring.transport(2));
    const std::string prefix = "stats.knet.handle.";
    assert_true(came);
    assert_int_equal(at(sender, prefix + "tx_compressed_packets"), 1);
    assert_true(at(sender, prefix + "tx_compressed_original_bytes") >
                at(sender, prefix + "tx_compressed_size_bytes"));
    assert_true(at(sender, prefix + "tx_crypt_packets") > 0);
    assert_true(at(sender, prefix + "tx_crypt_byte_overhead") > 0);
    assert_int_equal(at(receiver, prefix + "rx_compressed_packets"), 1);
    assert_true(at(receiver, prefix + "rx_crypt_packets") > 0);
}

void they_begin_anew_when_they_are_cleared(void**) {
    KnetNodes ring(2);
    const bool up = ring.start_all();
    for (int count = 0; count < 5; ++count) ring.multicast(1, KnetNodes::message(100));
    const bool came = up && ring.run_until([&] { return ring.received(2).size() == 5; });
    ring.transport(2).clear_statistics();
    const Numbers cleared = numbers_of(ring.transport(2));
    const std::string prefix = "stats.knet.node1.link0.";
    assert_true(came);
    assert_int_equal(at(cleared, prefix + "rx_data_packets"), 0);
    assert_int_equal(at(cleared, prefix + "rx_data_bytes"), 0);
    assert_int_equal(at(cleared, prefix + "up_count"), 0);
    assert_int_equal(at(cleared, prefix + "connected"), 1); // that is no count
    assert_int_equal(cleared.size(), types_of_the_handle().size() + 2 * types_of_a_link().size());
}

void a_link_that_goes_takes_its_numbers_along(void**) {
    KnetNodes ring(3);
    const bool up = ring.start_all();
    KnetConfig fewer = ring.config(1);
    std::erase_if(fewer.peers, [](const auto& peer) { return peer.node == NodeId{3}; });
    ring.transport(1).set_network(fewer);
    const Numbers numbers = numbers_of(ring.transport(1));
    assert_true(up);
    assert_false(types_of(numbers, "stats.knet.node2.link0.").empty());
    assert_true(types_of(numbers, "stats.knet.node3.").empty());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_link_has_all_its_numbers),
        cmocka_unit_test(the_node_itself_has_one_link_that_carries_nothing),
        cmocka_unit_test(the_library_has_all_its_numbers_and_there_is_nothing_else),
        cmocka_unit_test(numbers_grow_with_what_is_sent),
        cmocka_unit_test(encrypted_and_compressed_packets_are_counted),
        cmocka_unit_test(they_begin_anew_when_they_are_cleared),
        cmocka_unit_test(a_link_that_goes_takes_its_numbers_along),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
