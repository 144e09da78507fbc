// exec/daemon/durable_file.cc - written to a new file, then moved over the old one.
#include "daemon/durable_file.h"

#include "loop/descriptor.h"

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

Result<void> replace_file(const std::string& folder, const std::string& name,
                          std::span<const std::byte> bytes, mode_t mode) {
    const std::string path = folder + "/" + name;
    const std::string fresh = path + ".new";
    {
        const loop::Descriptor file(
            open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode));
        if (!file) return system_failure("cannot write " + fresh);
        if (write(file.number(), bytes.data(), bytes.size()) !=
                static_cast<ssize_t>(bytes.size()) ||
            fdatasync(file.number()) != 0)
            return system_failure("cannot write " + fresh);
    }
    if (std::rename(fresh.c_str(), path.c_str()) != 0)
        return system_failure("cannot replace " + path);
    // The new name must survive a power failure too.
    const loop::Descriptor place(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!place || fsync(place.number()) != 0) return system_failure("cannot sync " + folder);
    return {};
}

} // namespace baton
