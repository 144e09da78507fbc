// exec/ipc/zero_copy.cc - opens, reads and closes the files of zero-copy clients.
#include "ipc/zero_copy.h"

#include "ipc/descriptors.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace baton::ipc {

namespace {

constexpr std::uint64_t kAddressStep = 0x1000; // looks like an address in a debugger
constexpr off_t kAddressOffset = 8;
constexpr std::size_t kLengthOffset = 48; // of the message: 16 in the file, 32 in the request

auto refuse(const std::string& path, const std::string& why) {
    return failure(Error::Kind::malformed, "zero-copy file " + path + ": " + why);
}
auto refuse_read(std::string_view why, CsError error) {
    return tl::make_unexpected(Refusal{error, true, why});
}

// Only names directly in these folders: in them nobody can exchange another user's file.
bool is_allowed_place(std::string_view path) {
    for (const std::string_view folder : {"/dev/shm/", "/var/run/"})
        if (path.starts_with(folder) && path.size() > folder.size())
            return path.find('/', folder.size()) == std::string_view::npos;
    return false;
}

std::string why_unfit(int descriptor, uid_t user, std::uint64_t size) {
    struct stat about {};
    if (fstat(descriptor, &about) != 0) return std::strerror(errno);
    if (!S_ISREG(about.st_mode)) return "not a regular file";
    if (about.st_uid != user) return "it belongs to somebody else";
    if (about.st_nlink != 1) return "it has more than one name";
    if (static_cast<std::uint64_t>(about.st_size) >= size) return {};
    return ftruncate(descriptor, static_cast<off_t>(size)) == 0 ? "" : std::strerror(errno);
}

bool read_all(int descriptor, std::span<std::byte> out) {
    for (std::size_t done = 0; done < out.size();) {
        const auto rest = out.subspan(done);
        const ssize_t got = pread(descriptor, rest.data(), rest.size(), static_cast<off_t>(done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        done += static_cast<std::size_t>(got);
    }
    return true;
}

} // namespace

ZeroCopyFiles::~ZeroCopyFiles() {
    while (!files_.empty()) forget(files_.begin()->first);
}

Result<std::uint64_t> ZeroCopyFiles::alloc(ClientId client, uid_t user,
                                           const cpg_ipc::ZeroCopyAlloc& request) {
    const std::string& path = request.path;
    if (!is_allowed_place(path)) return refuse(path, "not directly in /dev/shm or /var/run");
    if (request.size < cpg_ipc::kZeroCopyDataOffset || request.size > kSizeMax)
        return refuse(path, "size " + std::to_string(request.size));
    auto& files = files_[client];
    if (files.size() >= kFilesMax) return refuse(path, "the client has too many");
    const int descriptor = open(path.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return refuse(path, std::strerror(errno));
    std::string why = is_of_reserve(descriptor) ? "too few file descriptors"
                                                : why_unfit(descriptor, user, request.size);
    const std::uint64_t address = last_address_ + kAddressStep;
    if (why.empty() && pwrite(descriptor, &address, sizeof address, kAddressOffset) !=
                           static_cast<ssize_t>(sizeof address))
        why = "cannot write to it";
    if (!why.empty()) {
        close(descriptor);
        return refuse(path, why);
    }
    unlink(path.c_str()); // it stays as long as somebody has it open
    last_address_ = address;
    files[address] = {descriptor, request.size};
    return address;
}

const ZeroCopyFiles::File* ZeroCopyFiles::find(ClientId client, std::uint64_t address) const {
    const auto of_client = files_.find(client);
    if (of_client == files_.end()) return nullptr;
    const auto file = of_client->second.find(address);
    return file == of_client->second.end() ? nullptr : &file->second;
}

bool ZeroCopyFiles::free(ClientId client, std::uint64_t address) {
    const File* file = find(client, address);
    if (file == nullptr) return false;
    close(file->descriptor);
    files_[client].erase(address);
    return true;
}

// The length is read and checked first, then as much as it says; what the client changes in
// between makes the copy longer or shorter than it says, and then decoding refuses it.
Decoded<cpg::MulticastRequest> ZeroCopyFiles::read(ClientId client, std::uint64_t address) {
    const File* file = find(client, address);
    if (file == nullptr) return refuse_read("zero-copy: unknown address", CsError::invalid_param);
    copy_.resize(cpg_ipc::kZeroCopyDataOffset);
    if (!read_all(file->descriptor, copy_))
        return refuse_read("zero-copy: the file was cut short", CsError::invalid_param);
    const std::uint64_t length = get_u32(copy_, kLengthOffset);
    if (length > file->size - cpg_ipc::kZeroCopyDataOffset)
        return refuse_read("zero-copy: longer than the file", CsError::invalid_param);
    if (length > cpg::kMessageMax) return refuse_read("zero-copy: too long", CsError::too_big);
    copy_.resize(cpg_ipc::kZeroCopyDataOffset + length);
    if (!read_all(file->descriptor, copy_))
        return refuse_read("zero-copy: the file was cut short", CsError::invalid_param);
    return cpg_ipc::decode_zero_copy(copy_);
}

void ZeroCopyFiles::forget(ClientId client) {
    const auto found = files_.find(client);
    if (found == files_.end()) return;
    for (const auto& [address, file] : found->second) close(file.descriptor);
    files_.erase(found);
}

} // namespace baton::ipc
