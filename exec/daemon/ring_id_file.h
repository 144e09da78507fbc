// exec/daemon/ring_id_file.h - the highest ring sequence of this node, on disk.
//
// File ringid_<node id> in the state folder, mode 0600: 8 bytes, machine byte order, as Corosync
// keeps it. A node that comes back must not form a ring under a number that it used before. A write
// takes time that a ring in the making does not have, so numbers are reserved ahead: the file says
// up to which number rings may have been used, and is written again only above that.
#pragma once

#include "base/ids.h"
#include "base/result.h"

#include <cstdint>
#include <string>

namespace baton {

class RingIdFile {
public:
    RingIdFile(const std::string& folder, const std::string& prefix, NodeId node);

    struct Stored {
        std::uint64_t seq = 0;
        std::string warning; // the file was there but could not be read, or was too short
    };
    // What is stored, 0 if nothing; and shows that it can be written.
    Result<Stored> load();
    // When it returns, a number of at least `seq` is on disk.
    Result<void> store(std::uint64_t seq);
    [[nodiscard]] const std::string& path() const { return path_; }

    static constexpr std::uint64_t kReserve = 64;

private:
    Result<void> write(std::uint64_t seq);

    std::string folder_;
    std::string path_;
    std::uint64_t on_disk_ = 0;
};

} // namespace baton
