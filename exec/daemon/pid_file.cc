// exec/daemon/pid_file.cc - the lock is the kernel's, so a dead daemon never blocks a new one.
#include "daemon/pid_file.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace baton {

namespace {

auto refuse(ExitCode code, const std::string& what) {
    return tl::make_unexpected(PidFile::Refusal{code, what});
}

std::optional<pid_t> read_number(int file) {
    std::array<char, 32> text{};
    const ssize_t size = pread(file, text.data(), text.size(), 0);
    pid_t number = 0;
    if (size <= 0) return std::nullopt;
    if (std::from_chars(text.data(), text.data() + size, number).ec != std::errc{} || number <= 0)
        return std::nullopt;
    return number;
}

bool write_number(int file) {
    const std::string text = std::to_string(getpid()) + "\n";
    return ftruncate(file, 0) == 0 &&
           pwrite(file, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

} // namespace

tl::expected<PidFile, PidFile::Refusal> PidFile::take(const std::string& path) {
    loop::Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640));
    if (!file)
        return refuse(ExitCode::lock_file,
                      "cannot open the pid file " + path + ": " + std::strerror(errno));
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    if (fcntl(file.number(), F_SETLK, &lock) != 0) {
        if (errno != EAGAIN && errno != EACCES)
            return refuse(ExitCode::lock_file,
                          "cannot lock the pid file " + path + ": " + std::strerror(errno));
        const auto other = read_number(file.number());
        return refuse(ExitCode::already_runs,
                      "another instance is already running" +
                          (other ? ", its process is " + std::to_string(*other) : "") + " (" +
                          path + " is locked)");
    }
    PidFile taken(path, std::move(file));
    taken.former_ = read_number(taken.file_.number());
    if (!write_number(taken.file_.number()))
        return refuse(ExitCode::lock_file,
                      "cannot write the pid file " + path + ": " + std::strerror(errno));
    return taken;
}

PidFile::~PidFile() {
    if (file_) unlink(path_.c_str());
}

} // namespace baton
