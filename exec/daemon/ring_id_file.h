// exec/daemon/ring_id_file.h - the highest ring sequence of this node, on disk.
//
// File ringid_<node id> in the state folder, mode 0600: 8 bytes, machine byte order, as Corosync
// keeps it. Numbers are reserved ahead (see sequence_reserve.h): the file says up to which number
// rings may have been used.
#pragma once

#include "base/ids.h"
#include "base/result.h"
#include "base/sequence_reserve.h"

#include <cstdint>
#include <string>

namespace baton {

class RingIdFile {
public:
    RingIdFile(const std::string& folder, const std::string& prefix, NodeId node);

    struct Stored {
        std::uint64_t seq = 0;
        std::string warning; // the file was there but could not be read, or holds no sequence
    };
    // What is stored, 0 if nothing; and writes the first reserve, which shows that it can.
    Result<Stored> load();
    // When it returns, a number of at least `seq` is on disk. A text: it was there already, but a
    // later one could not be written; that is tried again with the next ring.
    Result<std::string> store(std::uint64_t seq);
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    [[nodiscard]] Result<void> write(std::uint64_t seq) const;

    std::string folder_;
    std::string name_;
    std::string path_;
    SequenceReserve reserve_;
};

} // namespace baton
