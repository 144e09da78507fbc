// exec/daemon/durable_file.h - a small file that a crash leaves as it was or as it is to be.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <span>
#include <string>
#include <sys/types.h>

namespace baton {

// Puts a file with these bytes in the place of `folder`/`name`; when it returns, it is on disk.
Result<void> replace_file(const std::string& folder, const std::string& name,
                          std::span<const std::byte> bytes, mode_t mode);

} // namespace baton
