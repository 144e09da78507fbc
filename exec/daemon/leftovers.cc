// exec/daemon/leftovers.cc - 3 MiB for every client that did not clean up itself.
#include "daemon/leftovers.h"

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <vector>

namespace baton {

int remove_leftovers(pid_t former, const std::string& folder) {
    namespace files = std::filesystem;
    if (kill(former, 0) == 0 || errno != ESRCH) return 0; // the number belongs to somebody again
    const std::string clients = "qb-" + std::to_string(former) + "-";
    const std::string recorder = "qb-corosync-" + std::to_string(former) + "-blackbox";
    std::vector<files::path> found;
    std::error_code wrong;
    for (files::directory_iterator each(folder, wrong), end; !wrong && each != end;
         each.increment(wrong))
        if (const std::string name = each->path().filename().string();
            name.starts_with(clients) || name.starts_with(recorder))
            found.push_back(each->path());
    int removed = 0;
    for (const files::path& path : found) {
        std::error_code ignored;
        if (files::remove_all(path, ignored) > 0) ++removed;
    }
    return removed;
}

} // namespace baton
