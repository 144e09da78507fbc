// exec/daemon/local_node.cc - resolver, interfaces, host name.
#include "daemon/local_node.h"

#include "config/local_node.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <ifaddrs.h>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <sstream>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <thread>

namespace baton {
namespace {

using config::LocalAddress;
using config::LookedUp;
using config::Resolution;

IpAddress from_socket_address(const sockaddr& any) {
    IpAddress address;
    if (any.sa_family == AF_INET) {
        sockaddr_in ipv4{};
        std::memcpy(&ipv4, &any, sizeof ipv4);
        address.family = AddressFamily::ipv4;
        std::memcpy(address.bytes.data(), &ipv4.sin_addr, 4);
    } else if (any.sa_family == AF_INET6) {
        sockaddr_in6 ipv6{};
        std::memcpy(&ipv6, &any, sizeof ipv6);
        address.family = AddressFamily::ipv6;
        std::memcpy(address.bytes.data(), &ipv6.sin6_addr, 16);
        address.scope_id = ipv6.sin6_scope_id;
    }
    return address;
}

LookedUp look_up(const std::string& name) {
    LookedUp result;
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* list = nullptr;
    const int failed = getaddrinfo(name.c_str(), nullptr, &hints, &list);
    if (failed != 0) {
        result.problem = failed == EAI_SYSTEM ? std::strerror(errno) : gai_strerror(failed);
        return result;
    }
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, &freeaddrinfo);
    for (const addrinfo* each = list; each != nullptr; each = each->ai_next)
        if (const IpAddress address = from_socket_address(*each->ai_addr); !address.empty())
            result.addresses.push_back(address);
    return result;
}

// "/etc/hosts:2" if that line gives the name the address. Only a hint for a message.
std::string line_in_hosts(const std::string& name, const IpAddress& address) {
    std::ifstream hosts("/etc/hosts");
    std::string line;
    for (int number = 1; std::getline(hosts, line); ++number) {
        std::istringstream words(line.substr(0, line.find('#')));
        std::string word;
        if (!(words >> word) || word != address.text()) continue;
        while (words >> word)
            if (word == name) return "/etc/hosts:" + std::to_string(number);
    }
    return {};
}

void name_the_source(const std::string& name, LookedUp& found) {
    const auto loopback = std::ranges::find_if(found.addresses, &IpAddress::is_loopback);
    if (loopback != found.addresses.end()) found.source = line_in_hosts(name, *loopback);
}

void look_up_all(const std::vector<std::string>& names, const Patience& patience,
                 Resolution& resolution) {
    const auto end = std::chrono::steady_clock::now() + patience.limit;
    std::chrono::milliseconds pause{500};
    for (const std::string& name : names) {
        LookedUp found = look_up(name);
        if (found.addresses.empty() && patience.say && patience.limit.count() > 0)
            patience.say(name + " does not resolve (" + found.problem + "); trying again for " +
                         std::to_string(patience.limit.count()) + " s");
        while (found.addresses.empty() && std::chrono::steady_clock::now() + pause < end) {
            std::this_thread::sleep_for(pause);
            pause = std::min(pause * 2, std::chrono::milliseconds{4000});
            found = look_up(name);
        }
        name_the_source(name, found);
        resolution.names[name] = std::move(found);
    }
}

std::vector<LocalAddress> local_addresses() {
    std::vector<LocalAddress> all;
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) return all;
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, &freeifaddrs);
    for (const ifaddrs* each = list; each != nullptr; each = each->ifa_next) {
        if (each->ifa_addr == nullptr) continue;
        if (const IpAddress address = from_socket_address(*each->ifa_addr); !address.empty())
            all.push_back({address, {}});
    }
    return all;
}

std::string reverse_name(const IpAddress& address) {
    sockaddr_storage storage{};
    socklen_t size = 0;
    if (address.is_ipv4()) {
        sockaddr_in ipv4{};
        ipv4.sin_family = AF_INET;
        std::memcpy(&ipv4.sin_addr, address.bytes.data(), 4);
        size = sizeof ipv4;
        std::memcpy(&storage, &ipv4, size);
    } else {
        sockaddr_in6 ipv6{};
        ipv6.sin6_family = AF_INET6;
        ipv6.sin6_scope_id = address.scope_id;
        std::memcpy(&ipv6.sin6_addr, address.bytes.data(), 16);
        size = sizeof ipv6;
        std::memcpy(&storage, &ipv6, size);
    }
    std::array<char, NI_MAXHOST> name{};
    const int failed = getnameinfo(reinterpret_cast<const sockaddr*>(&storage), size, name.data(),
                                   static_cast<socklen_t>(name.size()), nullptr, 0, NI_NAMEREQD);
    return failed == 0 ? name.data() : "";
}

std::string host_name() {
    utsname system{};
    return uname(&system) == 0 ? system.nodename : "";
}

// The last resort, as each question may wait for a name server that does not answer.
void ask_for_names(const config::Config& config, Resolution& resolution) {
    for (LocalAddress& local : resolution.local) local.reverse_name = reverse_name(local.address);
    std::vector<std::string> names;
    for (const config::Node& node : config.nodes)
        if (!node.name.empty() && !resolution.names.contains(node.name) &&
            !IpAddress::from_text(node.name))
            names.push_back(node.name);
    look_up_all(names, {}, resolution);
}

// Links can be added when their names resolve: we wait only if we do not know who we are.
void look_up_for_knet(const config::Config& config, const Patience& patience,
                      Resolution& resolution) {
    look_up_all(config::names_to_look_up(config), {}, resolution);
    if (!config::needs_reverse_names(config, resolution)) return;
    std::vector<std::string> missing;
    for (const auto& [name, found] : resolution.names)
        if (found.addresses.empty()) missing.push_back(name);
    look_up_all(missing, patience, resolution);
}

} // namespace

Resolution look_up_names(const std::vector<std::string>& names) {
    Resolution resolution;
    look_up_all(names, {}, resolution);
    return resolution;
}

Resolution ask_machine(const config::Config& config, const std::string& node,
                       const Patience& patience) {
    Resolution resolution;
    resolution.node = node;
    resolution.host_name = host_name();
    resolution.local = local_addresses();
    if (config.totem.transport == config::Transport::knet)
        look_up_for_knet(config, patience, resolution);
    else
        look_up_all(config::names_to_look_up(config), patience, resolution);
    if (config::needs_reverse_names(config, resolution)) ask_for_names(config, resolution);
    return resolution;
}

} // namespace baton
