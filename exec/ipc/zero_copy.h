// exec/ipc/zero_copy.h - files through which clients hand over messages without the request ring.
//
// The client makes a file in shared memory and names it; later it asks to send what is in there.
// The daemon reads the file instead of mapping it: a client that cuts its file short would kill a
// process that has it mapped, and what was read cannot change any more. The "address" that the
// client gets is a number that means something to this table only.
#pragma once

#include "base/buffer.h"
#include "base/ids.h"
#include "base/result.h"
#include "ipc/cpg_codec.h"

#include <cstdint>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace baton::ipc {

class ZeroCopyFiles {
public:
    ZeroCopyFiles() = default;
    ~ZeroCopyFiles();
    ZeroCopyFiles(const ZeroCopyFiles&) = delete;
    ZeroCopyFiles& operator=(const ZeroCopyFiles&) = delete;

    // Takes the file over: its name is gone afterwards, the number stands in the file. It must be a
    // regular file directly in /dev/shm or /var/run that belongs to `user`.
    Result<std::uint64_t> alloc(ClientId client, uid_t user, const cpg_ipc::ZeroCopyAlloc& request);
    // Whether there was one.
    bool free(ClientId client, std::uint64_t address);
    // The message in the file, as a copy that lives until the next call.
    Decoded<cpg::MulticastRequest> read(ClientId client, std::uint64_t address);
    void forget(ClientId client);

    static constexpr std::size_t kFilesMax = 64; // of one client
    static constexpr std::uint64_t kSizeMax = std::uint64_t{16} << 20U;

private:
    struct File {
        int descriptor = -1;
        std::uint64_t size = 0;
    };
    [[nodiscard]] const File* find(ClientId client, std::uint64_t address) const;

    std::map<ClientId, std::map<std::uint64_t, File>> files_;
    std::uint64_t last_address_ = 0x10000; // never 0: that means failure
    std::vector<std::byte> copy_;
};

} // namespace baton::ipc
