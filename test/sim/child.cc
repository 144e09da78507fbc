// test/sim/child.cc - see child.h.
#include "sim/child.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fmt/format.h>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace baton::sim {

namespace {

[[noreturn]] void work_and_end(const Child::Work& work, int pipe, std::FILE* errors) {
    dup2(fileno(errors), STDERR_FILENO);
    std::FILE* out = fdopen(pipe, "w");
    if (out == nullptr) _exit(EXIT_FAILURE);
    work(out);
    std::fflush(out);
    _exit(EXIT_SUCCESS); // what the parent has not yet printed must not be printed twice
}

} // namespace

Child::Child(const Work& work) : errors_(std::tmpfile()) {
    std::array<int, 2> ends{};
    if (!errors_ || pipe(ends.data()) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot start a process");
    pid_ = fork();
    if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "cannot fork");
    if (pid_ == 0) {
        close(ends[0]);
        work_and_end(work, ends[1], errors_.get());
    }
    close(ends[1]);
    pipe_ = ends[0];
}

Child::~Child() {
    stop();
    wait();
    close(pipe_);
}

bool Child::read() {
    std::array<char, 4096> buffer{};
    ssize_t size = 0;
    do size = ::read(pipe_, buffer.data(), buffer.size());
    while (size < 0 && errno == EINTR);
    if (size > 0) unread_.append(buffer.data(), static_cast<std::size_t>(size));
    return size > 0;
}

std::optional<std::string> Child::line() {
    const auto end = unread_.find('\n');
    if (end == std::string::npos) return std::nullopt;
    std::string first = unread_.substr(0, end);
    unread_.erase(0, end + 1);
    return first;
}

void Child::stop() {
    if (pid_ > 0) ::kill(pid_, SIGKILL);
}

int Child::wait() {
    int status = 0;
    if (pid_ > 0)
        while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
    pid_ = -1;
    return status;
}

std::optional<std::string> Child::complaint() {
    const int status = wait();
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return std::nullopt;
    if (const std::string words = last_words(); !words.empty()) return words;
    return WIFSIGNALED(status) ? fmt::format("ended by {}", strsignal(WTERMSIG(status)))
                               : fmt::format("ended with status {}", WEXITSTATUS(status));
}

// The line that names the fault, where sanitizers say much more.
std::string Child::last_words() const {
    std::string text(64 * 1024, '\0');
    std::rewind(errors_.get());
    text.resize(std::fread(text.data(), 1, text.size(), errors_.get()));
    std::istringstream lines(text);
    std::string last;
    for (std::string line; std::getline(lines, line);) {
        if (line.find("ERROR: ") != std::string::npos ||
            line.find("runtime error: ") != std::string::npos)
            return line;
        if (!line.empty()) last = line;
    }
    return last;
}

} // namespace baton::sim
