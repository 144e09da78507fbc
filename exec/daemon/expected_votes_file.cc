// exec/daemon/expected_votes_file.cc - a number, read and written.
#include "daemon/expected_votes_file.h"

#include "daemon/durable_file.h"
#include "loop/descriptor.h"

#include <fcntl.h>
#include <unistd.h>

namespace baton {

std::uint32_t ExpectedVotesFile::load() const {
    const loop::Descriptor file(open((folder_ + "/" + name_).c_str(), O_RDONLY | O_CLOEXEC));
    std::uint32_t votes = 0;
    if (!file || read(file.number(), &votes, sizeof votes) != sizeof votes) return 0;
    return votes;
}

Result<void> ExpectedVotesFile::store(std::uint32_t votes) const {
    return replace_file(folder_, name_, std::as_bytes(std::span(&votes, 1)), 0700);
}

} // namespace baton
