// exec/ipc/client_folder.cc - made, filled, given away, removed.
#include "ipc/client_folder.h"

#include "base/assert.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace baton::ipc {
namespace {

auto refuse(const char* what, const std::string& path) {
    return failure(Error::Kind::system,
                   std::string(what) + ' ' + path + ": " + std::strerror(errno));
}

// Without privileges it is our own user's client anyway.
bool give_to(int descriptor, const Credentials& client) {
    return fchown(descriptor, client.user, client.group) == 0 || geteuid() != 0;
}

int open_folder(const std::string& path) {
    return open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

} // namespace

// The name tells whose it is: a later daemon removes what this one left.
Result<ClientFolder> ClientFolder::create(const Credentials& credentials) {
    static unsigned number = 0;
    std::string path = "/dev/shm/qb-" + std::to_string(getpid()) + '-' +
                       std::to_string(credentials.process) + '-' + std::to_string(++number) +
                       "-XXXXXX";
    if (mkdtemp(path.data()) == nullptr) return refuse("cannot make", path);
    ClientFolder made;
    made.path_ = path;
    made.client_ = credentials;
    made.descriptor_ = open_folder(path);
    struct stat about {};
    if (made.descriptor_ < 0 || fstat(made.descriptor_, &about) != 0) {
        auto refused = refuse("cannot open", path);
        rmdir(path.c_str());
        return refused;
    }
    made.device_ = about.st_dev;
    made.number_ = about.st_ino;
    return made;
}

ClientFolder& ClientFolder::operator=(ClientFolder&& other) noexcept {
    if (this == &other) return *this;
    remove();
    path_ = std::exchange(other.path_, {});
    client_ = other.client_;
    descriptor_ = std::exchange(other.descriptor_, -1);
    device_ = other.device_;
    number_ = other.number_;
    files_ = std::exchange(other.files_, {});
    return *this;
}

Result<int> ClientFolder::make_file(const std::string& name, std::size_t size) {
    ASSERT(descriptor_ >= 0);
    const std::string path = path_ + '/' + name;
    const int file =
        openat(descriptor_, name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return refuse("cannot make", path);
    files_.push_back(name);
    const bool filled = fallocate(file, 0, 0, static_cast<off_t>(size)) == 0;
    if (filled && give_to(file, client_)) return file;
    auto refused = refuse(filled ? "cannot give away" : "no shared memory for", path);
    ::close(file);
    return refused;
}

Result<void> ClientFolder::give() {
    ASSERT(descriptor_ >= 0);
    if (fchmod(descriptor_, 0770) != 0 || !give_to(descriptor_, client_))
        return refuse("cannot give away", path_);
    close();
    return {};
}

void ClientFolder::close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

bool ClientFolder::is(int folder) const {
    struct stat about {};
    return fstat(folder, &about) == 0 && about.st_dev == device_ && about.st_ino == number_;
}

void ClientFolder::remove_files(int folder) const {
    for (const std::string& each : files_) unlinkat(folder, each.c_str(), 0);
}

// Under its name there may be something else by now. That is none of ours, and the folder that
// moved away is its owner's.
void ClientFolder::remove() {
    if (path_.empty()) return;
    if (descriptor_ < 0) descriptor_ = open_folder(path_);
    if (descriptor_ >= 0 && is(descriptor_)) {
        remove_files(descriptor_);
        rmdir(path_.c_str());
    }
    close();
    path_.clear();
}

} // namespace baton::ipc
