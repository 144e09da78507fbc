// tools/compat/old_tool.cc - see old_tool.h.
#include "compat/old_tool.h"

#include "context.h"
#include "trouble.h"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <iostream>
#include <optional>
#include <string_view>
#include <unistd.h>

namespace baton::tool::compat {

namespace {

using Kind = Trouble::Kind;

std::string instance() {
    const char* name = std::getenv("BATON_INSTANCE");
    return name == nullptr ? "" : name;
}

Addressee addressee(unsigned limit_s = kTimeLimit_s) {
    return {.instance = instance(), .time_limit_s = limit_s, .service = service_here()};
}

// The local sockets come only with the first membership; the lock on the pid file is there before.
bool is_starting() {
    const std::string prefix = instance().empty() ? "" : instance() + "-";
    for (const std::string& name : {prefix + "batond.pid", std::string("corosync.pid")}) {
        const int file = open(("/run/" + name).c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0) continue;
        struct flock lock = {};
        lock.l_type = F_RDLCK;
        lock.l_whence = SEEK_SET;
        const bool held = fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
        close(file);
        if (held) return true;
    }
    return false;
}

std::optional<Trouble> trouble_in(cs_error_t error) {
    switch (error) {
    case CS_ERR_LIBRARY:
        return Trouble{is_starting() ? Kind::not_ready : Kind::not_running};
    case CS_ERR_TRY_AGAIN:
        return Trouble{Kind::not_ready};
    case CS_ERR_ACCESS:
    case CS_ERR_SECURITY:
        return Trouble{Kind::not_permitted};
    case CS_ERR_TIMEOUT:
        return Trouble{Kind::not_answering};
    default:
        return std::nullopt;
    }
}

} // namespace

OldTool::OldTool(std::string name, std::string when_late)
    : name_(std::move(name)), when_late_(std::move(when_late)) {
    limit_answers(kTimeLimit_s);
}

void OldTool::limit_answers(unsigned seconds) const {
    const std::string second = trouble_line({Kind::not_answering}, addressee(seconds));
    TimeLimit::set(seconds, fmt::format("{}{}: {}\n", when_late_, name_, second), STDERR_FILENO,
                   EXIT_FAILURE);
}

int OldTool::failed(const std::string& line, cs_error_t error) const {
    std::cout << std::flush; // what was said before the failure comes first
    std::cerr << line;
    explain(error);
    return EXIT_FAILURE;
}

void OldTool::explain(cs_error_t error) const {
    if (const auto trouble = trouble_in(error))
        std::cerr << name_ << ": " << trouble_line(*trouble, addressee()) << "\n";
}

std::string error_name(cs_error_t error) { return cs_strerror(error); }

bool take_json(int& count, char** arguments) {
    char** const end = arguments + count;
    char** const options_end = std::find_if(
        arguments, end, [](const char* word) { return std::string_view(word) == "--"; });
    char** const found =
        std::find_if(arguments + 1, std::max(arguments + 1, options_end),
                     [](const char* word) { return std::string_view(word) == "--json"; });
    if (found >= options_end) return false;
    std::move(found + 1, end + 1, found); // with the null pointer at the end
    --count;
    return true;
}

} // namespace baton::tool::compat
