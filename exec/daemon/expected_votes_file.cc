// exec/daemon/expected_votes_file.cc - written to a new file, then moved over the old one: a crash
// leaves the old number or the new one.
#include "daemon/expected_votes_file.h"

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

std::uint32_t ExpectedVotesFile::load() const {
    const transport::Descriptor file(open(path_.c_str(), O_RDONLY | O_CLOEXEC));
    std::uint32_t votes = 0;
    if (!file || read(file.number(), &votes, sizeof votes) != sizeof votes) return 0;
    return votes;
}

Result<void> ExpectedVotesFile::store(std::uint32_t votes) const {
    const std::string fresh = path_ + ".new";
    {
        const transport::Descriptor file(
            open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0700));
        if (!file) return system_failure("cannot write " + fresh);
        if (write(file.number(), &votes, sizeof votes) != sizeof votes ||
            fdatasync(file.number()) != 0)
            return system_failure("cannot write " + fresh);
    }
    if (std::rename(fresh.c_str(), path_.c_str()) != 0)
        return system_failure("cannot replace " + path_);
    const transport::Descriptor folder(open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder || fsync(folder.number()) != 0) return system_failure("cannot sync " + folder_);
    return {};
}

} // namespace baton
