// exec/daemon/expected_votes_file.h - the highest expected votes that this node has seen, on disk.
//
// File ev_tracking in the state folder, mode 0700: 4 bytes, machine byte order, as Corosync names
// it. There only if quorum.expected_votes_tracking is on.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>

namespace baton {

class ExpectedVotesFile {
public:
    ExpectedVotesFile(std::string folder, const std::string& prefix)
        : folder_(std::move(folder)), name_(prefix + "ev_tracking") {}

    // 0 if there is nothing, or not what it should be.
    [[nodiscard]] std::uint32_t load() const;
    // When it returns, the number is on disk.
    [[nodiscard]] Result<void> store(std::uint32_t votes) const;

private:
    std::string folder_;
    std::string name_;
};

} // namespace baton
