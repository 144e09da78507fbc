// exec/daemon/in_effect.cc - field by field.
#include "daemon/in_effect.h"

namespace baton {

config::Config in_effect(const config::Config& running, const config::Config& fresh) {
    config::Config merged = fresh;
    if (fresh.totem.transport != running.totem.transport) { // it says nothing of ours
        merged.totem.crypto_model = running.totem.crypto_model;
        merged.totem.crypto_cipher = running.totem.crypto_cipher;
        merged.totem.crypto_hash = running.totem.crypto_hash;
        merged.totem.key_bytes = running.totem.key_bytes;
    }
    merged.totem.cluster_name = running.totem.cluster_name;
    merged.totem.transport = running.totem.transport;
    merged.totem.ip_version = running.totem.ip_version;
    merged.totem.netmtu = running.totem.netmtu;
    merged.totem.link_mode = running.totem.link_mode;
    merged.totem.ip_dscp = running.totem.ip_dscp;
    for (config::Interface& link : merged.totem.interfaces) {
        const config::Interface* known = running.interface(link.link);
        if (known == nullptr) continue;
        link.port = known->port;
        link.multicast_text = known->multicast_text;
        link.multicast = known->multicast;
        link.broadcast = known->broadcast;
        link.ttl = known->ttl;
        link.bind_text = known->bind_text;
    }
    merged.quorum.provider = running.quorum.provider;
    merged.system = running.system;
    return merged;
}

} // namespace baton
