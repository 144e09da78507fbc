// exec/services/cmap/access.h - which keys clients may not write, and whom the keys let in.
#pragma once

#include "services/cmap/map.h"

#include <cstdint>
#include <string_view>

namespace baton::cmap {

// For clients; the daemon itself writes what it likes. `counts_votes`: the quorum provider does,
// and reads most of its settings at the start only.
bool is_read_only(std::string_view key, bool counts_votes);

// Whether a process of this user and group may connect: root may, and those with a key
// uidgid.uid.N, uidgid.gid.N (set at run time) or uidgid.config.{uid,gid}.N (from the files) of
// type u8 and value 1.
bool allows(const Map& map, std::uint32_t user, std::uint32_t group);

} // namespace baton::cmap
