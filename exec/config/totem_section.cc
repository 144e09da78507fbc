// exec/config/totem_section.cc - identity, transport and encryption of the ring; its links.
#include "config/dscp.h"
#include "config/sections.h"
#include "config/value.h"
#include "config/value_checks.h"

#include <algorithm>
#include <set>

namespace baton::config {
namespace {

constexpr std::uint32_t kEthernetMtu = 1500;
constexpr std::uint32_t kKnetMtu = 65536; // the largest that libknet takes: it cuts and joins
// That a process joins or leaves is told in one frame. In two it could be cut by a membership
// change, and who comes then would miss it.
constexpr std::uint32_t kSmallestMtu = 320;
constexpr std::uint32_t kLargestMtu = 65507; // of a UDP datagram
constexpr std::uint32_t kFirstPort = 5405;

void check_version(const Lookup& lookup, Diagnostics& diagnostics) {
    const Setting* version = lookup.find("totem.version");
    if (version == nullptr)
        diagnostics.error(lookup.place("totem.version"), "totem.version is missing",
                          "write 'version: 2' in section totem");
    else if (version->number != 2)
        diagnostics.error(version->place, "version: " + quoted(version->text) + " is not known",
                          "write 'version: 2'");
}

Transport read_transport(const Lookup& lookup, Diagnostics& diagnostics) {
    const std::string text = lookup.text("totem.transport", "knet");
    if (text == "udp") return Transport::udp;
    if (text == "udpu") return Transport::udpu;
    if (text == "knet") return Transport::knet;
    diagnostics.error(lookup.place("totem.transport"),
                      "transport: " + quoted(text) + " is not known", "write knet, udpu or udp");
    return Transport::udpu; // asks the least of the rest, so nothing misleading follows
}

IpVersion read_ip_version(const Lookup& lookup, Transport transport) {
    const std::string text =
        lookup.text("totem.ip_version", transport == Transport::udp ? "ipv4" : "ipv6-4");
    if (text == "ipv4") return IpVersion::ipv4;
    if (text == "ipv6") return IpVersion::ipv6;
    return text == "ipv4-6" ? IpVersion::ipv4_then_ipv6 : IpVersion::ipv6_then_ipv4;
}

LinkMode read_link_mode(const Lookup& lookup, Diagnostics& diagnostics) {
    const std::string text = lookup.text("totem.link_mode", "passive");
    if (text == "active") return LinkMode::active;
    if (text == "rr") return LinkMode::round_robin;
    if (text != "passive")
        diagnostics.error(lookup.place("totem.link_mode"),
                          "link_mode: " + quoted(text) + " is not known",
                          "write passive, active or rr");
    return LinkMode::passive;
}

std::uint32_t read_netmtu(const Lookup& lookup, Transport transport, Diagnostics& diagnostics) {
    const bool knet = transport == Transport::knet;
    const std::uint32_t usual = knet ? kKnetMtu : kEthernetMtu;
    const std::uint32_t largest = knet ? kKnetMtu : kLargestMtu;
    const std::uint32_t mtu = lookup.number("totem.netmtu", usual);
    const std::uint32_t used = std::clamp(mtu, kSmallestMtu, largest);
    if (used != mtu)
        diagnostics.warning(lookup.place("totem.netmtu"),
                            "netmtu: no ring works with datagrams of " + std::to_string(mtu) +
                                " bytes; " + std::to_string(used) + " is used",
                            "write a number in 320.." + std::to_string(largest) +
                                ", or nothing for " + std::to_string(usual));
    return used;
}

void read_crypto(const Lookup& lookup, Totem& totem, Diagnostics& diagnostics) {
    const bool secauth = lookup.truth("totem.secauth", false);
    const bool plain = totem.transport != Transport::knet;
    // Only "on" ever switched it on; another spelling has run unencrypted and must go on to run.
    const bool on = secauth && (!plain || lookup.text("totem.secauth") == "on");
    totem.crypto_model = lookup.text("totem.crypto_model", "nss");
    totem.crypto_cipher = lookup.text("totem.crypto_cipher", on ? "aes256" : "none");
    totem.crypto_hash = lookup.text("totem.crypto_hash", on ? "sha256" : "none");
    const bool cipher = totem.crypto_cipher != "none";
    const bool hash = totem.crypto_hash != "none";
    const Place place = lookup.place(lookup.has("totem.crypto_cipher") ? "totem.crypto_cipher"
                                     : lookup.has("totem.crypto_hash") ? "totem.crypto_hash"
                                                                       : "totem.secauth");
    if (plain && (cipher || hash))
        diagnostics.error(place, "transports udp and udpu cannot encrypt",
                          "remove crypto_cipher, crypto_hash and secauth, or write "
                          "'transport: knet'");
    else if (cipher && !hash)
        diagnostics.error(place, "crypto_cipher needs a crypto_hash other than none",
                          "write 'crypto_hash: sha256' as well");
    if (secauth && !on)
        diagnostics.warning(lookup.place("totem.secauth"),
                            "secauth: transports udp and udpu cannot encrypt, and do not", "");
}

std::optional<std::uint8_t> read_ip_dscp(const Lookup& lookup, Transport transport,
                                         Diagnostics& diagnostics) {
    const Setting* setting = lookup.find("totem.ip_dscp");
    if (setting == nullptr) return std::nullopt;
    const auto dscp = read_dscp(setting->text);
    if (!dscp)
        diagnostics.error(
            setting->place, "ip_dscp: " + quoted(setting->text) + " is no traffic class",
            advice_for(setting->text, "write a number in 0..63, cs0..cs7, af11..af43 or ef"));
    else if (transport != Transport::knet)
        diagnostics.warning(setting->place, "ip_dscp: only transport knet sets it", "remove it");
    return transport == Transport::knet ? dscp : std::nullopt;
}

std::uint32_t default_port(Transport transport, std::uint8_t link, bool broadcast) {
    return kFirstPort + (transport == Transport::udp && broadcast ? 2U * link : link);
}

void check_interface(const Lookup& lookup, const Config& config, const Interface& link,
                     const std::string& prefix, Diagnostics& diagnostics) {
    const Transport transport = config.totem.transport;
    if (transport != Transport::knet && link.link != 0) return; // there is no such link
    if (link.ttl != 1 && transport != Transport::udp)
        diagnostics.error(lookup.place(prefix + "ttl"), "ttl: only transport udp has a ttl",
                          "remove it");
    if (link.knet_link_priority != 1 && transport != Transport::knet)
        diagnostics.error(lookup.place(prefix + "knet_link_priority"),
                          "knet_link_priority: only transport knet has priorities", "remove it");
    if (!is_one_of("udp sctp", link.knet_transport))
        diagnostics.error(lookup.place(prefix + "knet_transport"),
                          "knet_transport: " + quoted(link.knet_transport) + " is not known",
                          "write udp");
    if (!link.multicast_text.empty() && !IpAddress::from_text(link.multicast_text))
        diagnostics.error(lookup.place(prefix + "mcastaddr"),
                          "mcastaddr: " + quoted(link.multicast_text) + " is not an address",
                          "write a numeric multicast address, such as 239.192.1.1");
    else if (transport == Transport::udp && !link.multicast_text.empty() &&
             !link.multicast.is_multicast() && !link.broadcast)
        diagnostics.error(lookup.place(prefix + "mcastaddr"),
                          "mcastaddr: " + quoted(link.multicast_text) +
                              " is not a multicast address",
                          "write an address in 224.0.0.0/4 or ff00::/8");
    if (!link.bind_text.empty() && !IpAddress::from_text(link.bind_text))
        diagnostics.warning(lookup.place(prefix + "bindnetaddr"),
                            "bindnetaddr: " + quoted(link.bind_text) + " is not an address",
                            "remove it: the nodelist decides");
    if (transport == Transport::udp && link.link == 0 && link.multicast.empty())
        diagnostics.error(lookup.place("totem.cluster_name"),
                          "transport udp has no multicast address",
                          "write 'cluster_name: NAME' in section totem, or mcastaddr");
}

IpAddress multicast_address(const Config& config, const Interface& link) {
    if (config.totem.transport != Transport::udp) return {};
    if (link.broadcast) return IpAddress::from_ipv4(0xFFFFFFFF);
    if (!link.multicast_text.empty())
        return IpAddress::from_text(link.multicast_text).value_or(IpAddress{});
    const bool ipv6 = config.totem.ip_version == IpVersion::ipv6 ||
                      config.totem.ip_version == IpVersion::ipv6_then_ipv4;
    return multicast_of(config.totem.cluster_name, link.link,
                        ipv6 ? AddressFamily::ipv6 : AddressFamily::ipv4);
}

Interface build_interface(const Lookup& lookup, const Config& config, std::uint8_t number) {
    const std::string prefix = "totem.interface." + std::to_string(number) + '.';
    Interface link;
    link.link = number;
    link.broadcast = lookup.truth(prefix + "broadcast", false, "totem.interface.broadcast");
    link.port = static_cast<std::uint16_t>(lookup.number(
        prefix + "mcastport", default_port(config.totem.transport, number, link.broadcast)));
    link.multicast_text = lookup.text(prefix + "mcastaddr");
    link.multicast = multicast_address(config, link);
    link.ttl = static_cast<std::uint8_t>(lookup.number(prefix + "ttl", 1, Zero::counts));
    link.bind_text = lookup.text(prefix + "bindnetaddr");
    link.knet_transport = lookup.text(prefix + "knet_transport", "udp");
    link.knet_link_priority =
        static_cast<std::uint8_t>(lookup.number(prefix + "knet_link_priority", 1));
    link.knet_ping_precision = lookup.number(prefix + "knet_ping_precision", 2048);
    link.knet_pong_count = lookup.number(prefix + "knet_pong_count", 2);
    const auto opened = lookup.reading().links.find(number);
    link.place =
        opened == lookup.reading().links.end() ? lookup.place("totem.interface") : opened->second;
    return link;
}

std::set<std::uint8_t> all_links(const Lookup& lookup, const Config& config) {
    std::set<std::uint8_t> links;
    for (const auto& [link, place] : lookup.reading().links) links.insert(link);
    for (const Node& node : config.nodes)
        for (std::size_t link = 0; link < kLinksMax; ++link)
            if (!node.ring_text[link].empty()) links.insert(static_cast<std::uint8_t>(link));
    return links;
}

} // namespace

Totem build_totem(const Lookup& lookup, Diagnostics& diagnostics) {
    Totem totem;
    check_version(lookup, diagnostics);
    totem.cluster_name = lookup.text("totem.cluster_name");
    totem.config_version = lookup.wide_number("totem.config_version");
    totem.transport = read_transport(lookup, diagnostics);
    totem.ip_version = read_ip_version(lookup, totem.transport);
    totem.link_mode = read_link_mode(lookup, diagnostics);
    totem.netmtu = read_netmtu(lookup, totem.transport, diagnostics);
    totem.block_unlisted_ips = lookup.truth("totem.block_unlisted_ips", true);
    totem.clear_node_high_bit = lookup.truth("totem.clear_node_high_bit", false);
    read_crypto(lookup, totem, diagnostics);
    totem.keyfile = lookup.text("totem.keyfile", "/etc/corosync/authkey");
    totem.key = lookup.text("totem.key");
    totem.ip_dscp = read_ip_dscp(lookup, totem.transport, diagnostics);
    totem.knet_pmtud_interval_s = lookup.number("totem.knet_pmtud_interval", 30);
    totem.knet_mtu = lookup.number("totem.knet_mtu", 0);
    totem.knet_compression_model = lookup.text("totem.knet_compression_model", "none");
    totem.knet_compression_threshold = lookup.number("totem.knet_compression_threshold", 0);
    totem.knet_compression_level = lookup.signed_number("totem.knet_compression_level");
    return totem;
}

std::vector<Interface> build_interfaces(const Lookup& lookup, const Config& config,
                                        Diagnostics& diagnostics) {
    std::vector<Interface> links;
    for (const std::uint8_t number : all_links(lookup, config)) {
        links.push_back(build_interface(lookup, config, number));
        check_interface(lookup, config, links.back(),
                        "totem.interface." + std::to_string(number) + '.', diagnostics);
    }
    return links;
}

// Every byte of the name doubles the number so far and is added to it, as a signed byte, in 16
// bits. The last byte of an IPv4 address is taken modulo 255: two names may share an address.
IpAddress multicast_of(std::string_view cluster_name, std::uint8_t link, AddressFamily family) {
    if (cluster_name.empty() || family == AddressFamily::none) return {};
    std::uint32_t id = 0;
    for (const char letter : cluster_name)
        id = 2 * id + static_cast<std::uint32_t>(
                          static_cast<std::int32_t>(static_cast<signed char>(letter)));
    id = (id + link) & 0xFFFFU;
    if (family == AddressFamily::ipv4)
        return IpAddress::from_ipv4(239U << 24U | 192U << 16U | (id / 256) << 8U | id % 255);
    IpAddress address;
    address.family = AddressFamily::ipv6;
    address.bytes[0] = 0xFF;
    address.bytes[1] = 0x15;
    address.bytes[14] = static_cast<std::uint8_t>(id >> 8U);
    address.bytes[15] = static_cast<std::uint8_t>(id & 0xFFU);
    return address;
}

} // namespace baton::config
