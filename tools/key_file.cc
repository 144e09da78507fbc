// tools/key_file.cc - see key_file.h.
#include "key_file.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <iostream>
#include <sys/stat.h>
#include <unistd.h>

namespace baton::tool {

namespace {

using Step = KeyTrouble::Step;

auto in(Step step, int error = errno) { return tl::make_unexpected(KeyTrouble{step, error}); }

constexpr mode_t kMode = S_IRUSR;

tl::expected<void, KeyTrouble> fill(int file, std::string_view key) {
    if (fchmod(file, kMode) != 0) return in(Step::permissions);
    while (!key.empty()) {
        const ssize_t written = write(file, key.data(), key.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return in(Step::write);
        key.remove_prefix(static_cast<std::size_t>(written));
    }
    if (fsync(file) != 0 && errno != EINVAL) return in(Step::write); // a device has nothing to sync
    return {};
}

tl::expected<void, KeyTrouble> fill_and_close(int file, std::string_view key) {
    auto filled = fill(file, key);
    if (close(file) != 0 && filled) return in(Step::close);
    return filled;
}

bool is_special(const std::string& path) {
    struct stat state = {};
    return stat(path.c_str(), &state) == 0 && !S_ISREG(state.st_mode);
}

// Where a link leads to is the file: it may be the one that all services of this machine share.
tl::expected<std::string, KeyTrouble> behind_links(std::string path) {
    constexpr unsigned kLinksMax = 40; // as the system follows
    std::error_code unreadable;
    for (unsigned link = 0; link < kLinksMax; ++link) {
        const std::filesystem::path target = std::filesystem::read_symlink(path, unreadable);
        if (unreadable) return path;
        path = std::filesystem::path(path).parent_path() / target;
    }
    return in(Step::create, ELOOP);
}

// The key of a group that may read it stays the group's.
tl::expected<void, KeyTrouble> keep_owner(int file, const std::string& path) {
    struct stat state = {};
    if (stat(path.c_str(), &state) != 0) return {};
    if (fchown(file, state.st_uid, state.st_gid) != 0) return in(Step::permissions);
    return {};
}

tl::expected<void, KeyTrouble> put_in_place(const std::string& path, std::string_view key) {
    std::string beside = path + ".XXXXXX";
    const int file = mkostemp(beside.data(), O_CLOEXEC);
    if (file < 0) return in(Step::create);
    auto written = keep_owner(file, path);
    if (auto filled = fill_and_close(file, key); written) written = filled;
    if (written && rename(beside.c_str(), path.c_str()) != 0) written = in(Step::create);
    if (!written) unlink(beside.c_str());
    return written;
}

} // namespace

tl::expected<std::string, KeyTrouble> read_random(const std::string& source, std::size_t size) {
    const int file = open(source.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return in(Step::open_source);
    std::string bytes(size, '\0');
    std::size_t filled = 0;
    int error = 0;
    while (filled < size) {
        const ssize_t length = read(file, bytes.data() + filled, size - filled);
        if (length < 0 && errno == EINTR) continue;
        if (length <= 0) {
            error = length < 0 ? errno : 0;
            break;
        }
        filled += static_cast<std::size_t>(length);
    }
    close(file);
    if (filled < size) return in(Step::read_source, error);
    return bytes;
}

tl::expected<void, KeyTrouble> write_key(const std::string& path, std::string_view key) {
    if (is_special(path)) {
        const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
        return file < 0 ? in(Step::create) : fill_and_close(file, key);
    }
    const auto place = behind_links(path);
    return place ? put_in_place(*place, key) : tl::make_unexpected(place.error());
}

bool exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

bool may_overwrite(const std::string& path) {
    if (!exists(path) || isatty(STDIN_FILENO) != 1) return true;
    std::cerr << path << " exists; all nodes must have the same key. Overwrite it? [y/N] "
              << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

} // namespace baton::tool
