// exec/ipc/client_folder.h - the folder in shared memory whose files a client and we share.
//
// In the end it belongs to the client, who may then exchange it or what is in it for anything. So
// all files are made while it is ours alone, and through its descriptor, not by its name.
#pragma once

#include "base/result.h"
#include "ipc/server.h"

#include <string>
#include <sys/types.h>
#include <vector>

namespace baton::ipc {

class ClientFolder {
public:
    // For a client with these credentials; still ours.
    static Result<ClientFolder> create(const Credentials& credentials);
    ClientFolder() = default;
    ClientFolder(ClientFolder&& other) noexcept { *this = std::move(other); }
    ClientFolder& operator=(ClientFolder&& other) noexcept;
    ~ClientFolder() { remove(); } // with the files

    // A new file in it, of this many bytes that are all there, mode 0600, the client's own. Its
    // descriptor is the caller's.
    Result<int> make_file(const std::string& name, std::size_t size);
    // The client may use it from now on; no file can be made any more.
    Result<void> give();
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    void remove();
    void remove_files(int folder) const;
    [[nodiscard]] bool is(int folder) const; // the one that was made
    void close();

    std::string path_;
    Credentials client_;
    int descriptor_ = -1; // until it is given away
    dev_t device_ = 0;
    ino_t number_ = 0;
    std::vector<std::string> files_;
};

} // namespace baton::ipc
