// exec/loop/processors.cc - the affinity mask, and proc(5)'s loadavg: "0.20 0.18 0.12 1/80 11206",
// the fourth word of which has the threads that can run before the slash.
#include "loop/processors.h"

#include <array>
#include <charconv>
#include <fcntl.h>
#include <limits>
#include <string_view>
#include <unistd.h>
#include <uv.h>

namespace baton::loop {

unsigned processors() { return uv_available_parallelism(); }

Running::Running() : file_(open("/proc/loadavg", O_RDONLY | O_CLOEXEC)) {}

unsigned Running::count() const {
    constexpr unsigned kUnknown = std::numeric_limits<unsigned>::max() / 2;
    std::array<char, 128> room{};
    const ssize_t got = pread(file_.number(), room.data(), room.size(), 0);
    if (got <= 0) return kUnknown;
    std::string_view text(room.data(), static_cast<std::size_t>(got));
    text = text.substr(0, text.find('/'));
    text.remove_prefix(text.rfind(' ') + 1); // all of it stays, if there is none
    unsigned count = kUnknown;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

} // namespace baton::loop
