// exec/node/config_keys.cc - settings and values in effect, under the names that clients know.
#include "node/config_keys.h"

#include "services/cmap/map.h"

#include <string_view>

namespace baton {

namespace {

using cmap::Value;

constexpr std::string_view kSecret = "totem.key";

Value value_of(const config::Setting& setting) {
    switch (setting.type) {
    case config::ValueType::u8:
        return Value::of(static_cast<std::uint8_t>(setting.number));
    case config::ValueType::u16:
        return Value::of(static_cast<std::uint16_t>(setting.number));
    case config::ValueType::u32:
        return Value::of(static_cast<std::uint32_t>(setting.number));
    case config::ValueType::u64:
        return Value::of(setting.number);
    case config::ValueType::i32:
        return Value::of(static_cast<std::int32_t>(setting.number));
    case config::ValueType::text:
        break;
    }
    return Value::of(std::string_view(setting.text));
}

class Collector {
public:
    explicit Collector(std::string prefix) : prefix_(std::move(prefix)) {}
    template <class What>
    void add(std::string_view key, What what) {
        keys.emplace_back(prefix_ + std::string(key), Value::of(what));
    }
    Keys keys;

private:
    std::string prefix_;
};

void add_settings(const config::Settings& settings, Keys& keys) {
    for (const auto& [key, setting] : settings.all()) {
        const bool fits = setting.text.size() <= cmap::kValueMax && cmap::is_key(key);
        if (fits && key != kSecret) keys.emplace_back(key, value_of(setting));
    }
}

void add_access(const config::Config& config, Keys& keys) {
    for (const config::AccessEntry& entry : config.access) {
        if (!entry.id) continue;
        const std::string kind = entry.is_group ? "gid." : "uid.";
        keys.emplace_back("uidgid.config." + kind + std::to_string(*entry.id),
                          Value::of(std::uint8_t{1}));
    }
}

void add_links(const config::Config& config, const config::Node& local, Keys& keys) {
    for (std::size_t link = 0; link < config::kLinksMax; ++link) {
        const std::string address = local.address[link].text();
        if (address.empty()) continue;
        keys.emplace_back("totem.interface." + std::to_string(link) + ".bindnetaddr",
                          Value::of(std::string_view(address)));
    }
    const config::Interface* first = config.interface(0);
    if (config.totem.transport != config::Transport::udp || first == nullptr) return;
    const std::string group = first->multicast.text();
    if (!group.empty())
        keys.emplace_back("totem.interface.0.mcastaddr", Value::of(std::string_view(group)));
    keys.emplace_back("totem.interface.0.mcastport", Value::of(first->port));
}

void add_timing(const config::Timing& timing, Collector& out) {
    out.add("token", timing.token_ms);
    out.add("token_warning", timing.token_warning_percent);
    out.add("token_retransmit", timing.token_retransmit_ms);
    out.add("token_retransmits_before_loss_const", timing.token_retransmits_before_loss);
    out.add("hold", timing.hold_ms);
    out.add("join", timing.join_ms);
    out.add("consensus", timing.consensus_ms);
    out.add("send_join", timing.send_join_ms);
    out.add("merge", timing.merge_ms);
    out.add("downcheck", timing.downcheck_ms);
    out.add("fail_recv_const", timing.fail_recv_const);
    out.add("seqno_unchanged_const", timing.seqno_unchanged_const);
    out.add("miss_count_const", timing.miss_count_const);
    out.add("heartbeat_failures_allowed", timing.heartbeat_failures_allowed);
    out.add("max_network_delay", timing.max_network_delay_ms);
    out.add("window_size", timing.window_size);
    out.add("max_messages", timing.max_messages);
    out.add("cancel_token_hold_on_retransmit",
            std::uint32_t{timing.cancel_token_hold_on_retransmit});
}

void add_knet(const config::Totem& totem, Collector& out) {
    out.add("knet_pmtud_interval", totem.knet_pmtud_interval_s);
    out.add("knet_mtu", totem.knet_mtu);
    out.add("knet_compression_threshold", totem.knet_compression_threshold);
    out.add("knet_compression_level", totem.knet_compression_level);
    out.add("knet_compression_model", std::string_view(totem.knet_compression_model));
    for (const config::Interface& link : totem.interfaces) {
        const std::string prefix = "interface." + std::to_string(link.link) + '.';
        out.add(prefix + "knet_ping_interval", link.knet_ping_interval_ms);
        out.add(prefix + "knet_ping_timeout", link.knet_ping_timeout_ms);
    }
}

} // namespace

Keys configured_keys(const config::Config& config) {
    Keys keys;
    add_settings(config.settings, keys);
    add_access(config, keys);
    const config::Node* local = config.local();
    if (local == nullptr) return keys;
    keys.emplace_back("nodelist.local_node_pos",
                      Value::of(static_cast<std::uint32_t>(*config.local_node)));
    add_links(config, *local, keys);
    return keys;
}

Keys effective_keys(const config::Config& config) {
    Collector out("runtime.config.totem.");
    add_timing(config.timing, out);
    add_knet(config.totem, out);
    out.add("block_unlisted_ips", std::uint32_t{config.totem.block_unlisted_ips});
    return std::move(out.keys);
}

Keys all_keys(const config::Config& config) {
    Keys keys = configured_keys(config);
    for (auto& each : effective_keys(config)) keys.push_back(std::move(each));
    return keys;
}

} // namespace baton
