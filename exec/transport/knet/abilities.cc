// exec/transport/knet/abilities.cc - configure says what is there.
#include "transport/knet/abilities.h"

#include <cerrno>

#ifdef HAVE_CONFIG_H
#include <config.h> // the one that configure makes, not the one beside this file
#endif
#ifndef KNET_VERSION
#define KNET_VERSION "unknown"
#endif

namespace baton::transport::knet {

std::string library_version() { return KNET_VERSION; }

#if HAVE_KNET_HANDLE_SETPRIO_DSCP
bool can_set_dscp() { return true; }

bool set_dscp(knet_handle_t handle, std::uint8_t dscp) {
    return knet_handle_setprio_dscp(handle, dscp) == 0;
}
#else
bool can_set_dscp() { return false; }

bool set_dscp(knet_handle_t /*handle*/, std::uint8_t /*dscp*/) {
    errno = ENOSYS;
    return false;
}
#endif

// A node that did not answer yet has no versions; to ask is no mistake.
#if HAVE_KNET_HANDLE_GET_ONWIRE_VER
Onwire onwire_of(knet_handle_t handle, NodeId node) {
    Onwire found;
    if (knet_handle_get_onwire_ver(handle, id_of(node), &found.min, &found.max, &found.used) != 0)
        return {};
    return found;
}
#else
Onwire onwire_of(knet_handle_t /*handle*/, NodeId /*node*/) { return {}; }
#endif

} // namespace baton::transport::knet
