// exec/transport/knet/statistics.cc - name by name.
#include "transport/knet/statistics.h"

#include "transport/knet/observer.h"

#include <fmt/format.h>
#include <limits>

namespace baton::transport::knet {

namespace {

void take_link(const std::string& prefix, const knet_link_status& status, const TakeNumber& take) {
    const knet_link_stats& stats = status.stats;
    const auto add = [&](const char* name, auto value) { take(prefix + name, Number{value}); };
    add("enabled", status.enabled);
    add("connected", status.connected);
    add("mtu", std::uint32_t{status.mtu});
    add("tx_data_packets", stats.tx_data_packets);
    add("rx_data_packets", stats.rx_data_packets);
    add("tx_data_bytes", stats.tx_data_bytes);
    add("rx_data_bytes", stats.rx_data_bytes);
    add("tx_data_errors", stats.tx_data_errors);
    add("tx_data_retries", stats.tx_data_retries);
    add("tx_ping_packets", stats.tx_ping_packets);
    add("rx_ping_packets", stats.rx_ping_packets);
    add("tx_ping_bytes", stats.tx_ping_bytes);
    add("rx_ping_bytes", stats.rx_ping_bytes);
    add("tx_ping_errors", stats.tx_ping_errors);
    add("tx_ping_retries", stats.tx_ping_retries);
    add("tx_pong_packets", stats.tx_pong_packets);
    add("rx_pong_packets", stats.rx_pong_packets);
    add("tx_pong_bytes", stats.tx_pong_bytes);
    add("rx_pong_bytes", stats.rx_pong_bytes);
    add("tx_pong_errors", stats.tx_pong_errors);
    add("tx_pong_retries", stats.tx_pong_retries);
    add("tx_pmtu_packets", stats.tx_pmtu_packets);
    add("rx_pmtu_packets", stats.rx_pmtu_packets);
    add("tx_pmtu_bytes", stats.tx_pmtu_bytes);
    add("rx_pmtu_bytes", stats.rx_pmtu_bytes);
    add("tx_pmtu_errors", stats.tx_pmtu_errors);
    add("tx_pmtu_retries", stats.tx_pmtu_retries);
    add("tx_total_packets", stats.tx_total_packets);
    add("rx_total_packets", stats.rx_total_packets);
    add("tx_total_bytes", stats.tx_total_bytes);
    add("rx_total_bytes", stats.rx_total_bytes);
    add("tx_total_errors", stats.tx_total_errors);
    add("rx_total_retries", stats.tx_total_retries); // of sending, under the name that clients know
    add("latency_min", stats.latency_min);
    add("latency_max", stats.latency_max);
    add("latency_ave", stats.latency_ave);
    add("latency_samples", stats.latency_samples);
    add("up_count", stats.up_count);
    add("down_count", stats.down_count);
}

void take_handle(const knet_handle_stats& stats, const TakeNumber& take) {
    const auto add = [&](const char* name, std::uint64_t value) {
        take(std::string("stats.knet.handle.") + name, Number{value});
    };
    add("tx_uncompressed_packets", stats.tx_uncompressed_packets);
    add("tx_compressed_packets", stats.tx_compressed_packets);
    add("tx_compressed_original_bytes", stats.tx_compressed_original_bytes);
    add("tx_compressed_size_bytes", stats.tx_compressed_size_bytes);
    add("tx_compress_time_min", stats.tx_compress_time_min);
    add("tx_compress_time_max", stats.tx_compress_time_max);
    add("tx_compress_time_ave", stats.tx_compress_time_ave);
    add("rx_compressed_packets", stats.rx_compressed_packets);
    add("rx_compressed_original_bytes", stats.rx_compressed_original_bytes);
    add("rx_compressed_size_bytes", stats.rx_compressed_size_bytes);
    add("rx_compress_time_min", stats.rx_compress_time_min);
    add("rx_compress_time_max", stats.rx_compress_time_max);
    add("rx_compress_time_ave", stats.rx_compress_time_ave);
    add("tx_crypt_packets", stats.tx_crypt_packets);
    add("tx_crypt_byte_overhead", stats.tx_crypt_byte_overhead);
    add("tx_crypt_time_min", stats.tx_crypt_time_min);
    add("tx_crypt_time_max", stats.tx_crypt_time_max);
    add("tx_crypt_time_ave", stats.tx_crypt_time_ave);
    add("rx_crypt_packets", stats.rx_crypt_packets);
    add("rx_crypt_time_min", stats.rx_crypt_time_min);
    add("rx_crypt_time_max", stats.rx_crypt_time_max);
    add("rx_crypt_time_ave", stats.rx_crypt_time_ave);
}

knet_link_status to_itself() {
    knet_link_status status{};
    status.enabled = 1;
    status.connected = 1;
    status.mtu = std::numeric_limits<std::uint16_t>::max();
    status.stats.latency_min = std::numeric_limits<std::uint32_t>::max();
    return status;
}

std::string prefix_of(NodeId node, unsigned link) {
    return fmt::format("stats.knet.node{}.link{}.", node.value, link);
}

} // namespace

void take_statistics(knet_handle_t handle, NodeId self, const Hosts& hosts,
                     const TakeNumber& take) {
    take_link(prefix_of(self, 0), to_itself(), take);
    for (const auto& [node, links] : hosts.all())
        for (const auto& [number, link] : links)
            if (const auto status = status_of(handle, node, number))
                take_link(prefix_of(node, number), *status, take);
    knet_handle_stats stats{};
    if (knet_handle_get_stats(handle, &stats, sizeof stats) == 0) take_handle(stats, take);
}

} // namespace baton::transport::knet
