// exec/daemon/pid_file.h - one daemon per pid file: its number is in it, and a lock on it.
#pragma once

#include "base/result.h"
#include "daemon/exit_codes.h"
#include "loop/descriptor.h"

#include <optional>
#include <string>
#include <sys/types.h>

namespace baton {

class PidFile {
public:
    struct Refusal {
        ExitCode code;
        std::string what;
    };
    // Takes the lock and writes our number. A lock belongs to the process: not before fork().
    static tl::expected<PidFile, Refusal> take(const std::string& path);

    PidFile(PidFile&&) = default;
    PidFile& operator=(PidFile&&) = default;
    ~PidFile();
    // What stood in the file: the daemon before us did not end in good order.
    [[nodiscard]] std::optional<pid_t> former() const { return former_; }

private:
    PidFile(std::string path, loop::Descriptor file)
        : path_(std::move(path)), file_(std::move(file)) {}

    std::string path_;
    loop::Descriptor file_;
    std::optional<pid_t> former_;
};

} // namespace baton
