// exec/daemon/ring_id_file.cc - written to a new file, then moved over the old one: a crash leaves
// the old number or the new one, never half of it.
#include "daemon/ring_id_file.h"

#include "transport/udp_socket.h" // Descriptor

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace baton {

namespace {
auto system_failure(const std::string& what) {
    return failure(Error::Kind::system, what + ": " + std::strerror(errno));
}
} // namespace

RingIdFile::RingIdFile(const std::string& folder, const std::string& prefix, NodeId node)
    : folder_(folder), path_(folder + "/" + prefix + "ringid_" + std::to_string(node.value)) {}

Result<RingIdFile::Stored> RingIdFile::load() {
    Stored stored;
    const transport::Descriptor file(open(path_.c_str(), O_RDONLY | O_CLOEXEC));
    if (file) {
        const ssize_t got = read(file.number(), &stored.seq, sizeof stored.seq);
        if (got != sizeof stored.seq) {
            stored.seq = 0;
            stored.warning = path_ + " is too short: starting from ring sequence 0";
        }
    } else if (errno != ENOENT) {
        stored.warning =
            path_ + " cannot be read (" + std::strerror(errno) + "): starting from ring sequence 0";
    }
    if (!SequenceReserve::believable(stored.seq)) {
        stored.warning = path_ + " is damaged, it says " + std::to_string(stored.seq) +
                         ": starting from ring sequence 0";
        stored.seq = 0;
    }
    reserve_ = SequenceReserve(stored.seq);
    if (auto written = write(reserve_.at_start()); !written)
        return tl::make_unexpected(written.error());
    return stored;
}

Result<void> RingIdFile::store(std::uint64_t seq) {
    const auto number = reserve_.to_write(seq);
    if (!number) return {};
    auto done = write(*number);
    if (done) reserve_.written(*number);
    return done;
}

Result<void> RingIdFile::write(std::uint64_t seq) {
    const std::string fresh = path_ + ".new";
    {
        const transport::Descriptor file(
            open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!file) return system_failure("cannot write " + fresh);
        if (::write(file.number(), &seq, sizeof seq) != sizeof seq || fdatasync(file.number()) != 0)
            return system_failure("cannot write " + fresh);
    }
    if (std::rename(fresh.c_str(), path_.c_str()) != 0)
        return system_failure("cannot replace " + path_);
    // The new name must survive a power failure too.
    const transport::Descriptor folder(open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder || fsync(folder.number()) != 0) return system_failure("cannot sync " + folder_);
    return {};
}

} // namespace baton
