// exec/daemon/ring_id_file.cc - what is read is doubted, what is written reaches ahead.
#include "daemon/ring_id_file.h"

#include "daemon/durable_file.h"
#include "loop/descriptor.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace baton {

RingIdFile::RingIdFile(const std::string& folder, const std::string& prefix, NodeId node)
    : folder_(folder), name_(prefix + "ringid_" + std::to_string(node.value)),
      path_(folder + "/" + name_) {}

Result<RingIdFile::Stored> RingIdFile::load() {
    Stored stored;
    const loop::Descriptor file(open(path_.c_str(), O_RDONLY | O_CLOEXEC));
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

Result<std::string> RingIdFile::store(std::uint64_t seq) {
    const auto number = reserve_.to_write(seq);
    if (!number) return std::string();
    const auto done = write(*number);
    if (done) reserve_.written(*number);
    if (done || reserve_.covers(seq)) return done ? std::string() : done.error().what;
    return tl::make_unexpected(done.error());
}

Result<void> RingIdFile::write(std::uint64_t seq) const {
    return replace_file(folder_, name_, std::as_bytes(std::span(&seq, 1)), 0600);
}

} // namespace baton
