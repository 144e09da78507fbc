// exec/daemon/background.cc - fork, setsid, /dev/null.
#include "daemon/background.h"

#include "loop/descriptor.h"

#include <fcntl.h>
#include <unistd.h>

namespace baton {

std::optional<ExitCode> go_into_background() {
    const loop::Descriptor nowhere(open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!nowhere) return ExitCode::standard_files;
    const pid_t child = fork();
    if (child < 0) return ExitCode::fork;
    if (child > 0) _exit(0);
    setsid();
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (dup2(nowhere.number(), standard) < 0) return ExitCode::standard_files;
    return std::nullopt;
}

} // namespace baton
