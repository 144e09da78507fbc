// tools/command_bench.cc - baton bench: how fast is the ring? The parent of the senders, which
// starts them together, and adds up.
#include "bench_sender.h"
#include "commands.h"
#include "time_limit.h"

#include <csignal>
#include <cstring>
#include <fmt/format.h>
#include <optional>
#include <random>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace baton::tool {

namespace {

// The figures travel between processes of one program as they lie in memory.
static_assert(std::is_trivially_copyable_v<BenchFigures>);

struct Child {
    pid_t pid = -1;
    int socket = -1;
};

class Senders {
public:
    Senders(const Context& context, const BenchPlan& plan) : context_(context), plan_(plan) {}
    ~Senders() { end(); }
    Senders(const Senders&) = delete;
    Senders& operator=(const Senders&) = delete;

    // False: a sender has failed; then end() tells how.
    bool start();
    bool run(BenchRun& result);
    // Lets them leave, and returns the first exit code that is not 0; nothing after the first call.
    ExitCode end();
    // Whether the sender that talks is among those that have failed.
    [[nodiscard]] bool was_said() const { return was_said_; }

private:
    bool start_one(const std::string& group, std::size_t index);
    [[noreturn]] void be_sender(const std::string& group, int parent, bool talks);

    const Context& context_;
    const BenchPlan& plan_;
    std::vector<Child> children_;
    bool was_said_ = false;
};

void Senders::be_sender(const std::string& group, int parent, bool talks) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (const Child& child : children_) close(child.socket); // their ends are seen by them alone
    if (!talks) TimeLimit::set(context_.daemon.time_limit_s, "", STDERR_FILENO);
    const ExitCode code = run_sender(context_, plan_, group, parent, talks);
    _exit(static_cast<int>(code));
}

bool Senders::start_one(const std::string& group, std::size_t index) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return false;
    const pid_t pid = fork();
    if (pid == 0) {
        close(pair[0]);
        be_sender(group, pair[1], index == 0);
    }
    close(pair[1]);
    if (pid < 0) {
        close(pair[0]);
        return false;
    }
    children_.push_back({pid, pair[0]});
    return true;
}

bool Senders::start() {
    const std::string group = fmt::format("baton-bench-{:08x}", std::random_device{}());
    for (std::size_t index = 0; index < plan_.senders; ++index)
        if (!start_one(group, index)) return false;
    for (const Child& child : children_) {
        std::uint64_t ready = 0;
        if (!read_all(child.socket, &ready, sizeof ready)) return false;
    }
    return true;
}

bool Senders::run(BenchRun& result) {
    const std::uint64_t go = 0;
    std::uint64_t total = 0;
    for (const Child& child : children_)
        if (!write_all(child.socket, &go, sizeof go)) return false;
    for (const Child& child : children_) {
        std::uint64_t sent = 0;
        if (!read_all(child.socket, &sent, sizeof sent)) return false;
        total += sent;
    }
    for (const Child& child : children_)
        if (!write_all(child.socket, &total, sizeof total)) return false;
    for (const Child& child : children_) {
        BenchFigures& figures = result.senders.emplace_back();
        if (!read_all(child.socket, &figures, sizeof figures)) return false;
    }
    return true;
}

ExitCode Senders::end() {
    ExitCode first = ExitCode::good;
    for (const Child& child : children_) close(child.socket);
    for (std::size_t index = 0; index < children_.size(); ++index) {
        int status = 0;
        waitpid(children_[index].pid, &status, 0);
        const int code =
            WIFEXITED(status) ? WEXITSTATUS(status) : static_cast<int>(ExitCode::failed);
        if (code == 0) continue;
        if (first == ExitCode::good) first = static_cast<ExitCode>(code);
        was_said_ = was_said_ || (index == 0 && WIFEXITED(status));
    }
    children_.clear();
    return first;
}

Trouble::Kind kind_of(ExitCode code) {
    switch (code) {
    case ExitCode::not_reachable:
        return Trouble::Kind::connection_lost;
    case ExitCode::not_permitted:
        return Trouble::Kind::not_permitted;
    case ExitCode::not_answering:
        return Trouble::Kind::not_answering;
    case ExitCode::not_ready:
        return Trouble::Kind::not_ready;
    default:
        return Trouble::Kind::failed;
    }
}

ExitCode failed(const Context& context, Senders& senders) {
    const ExitCode code = senders.end();
    if (senders.was_said()) return code;
    return report(context, {kind_of(code), code == ExitCode::good || code == ExitCode::failed
                                               ? "a sender could not be started, or died"
                                               : ""});
}

} // namespace

ExitCode run_bench(const Context& context, const BenchPlan& plan) {
    Senders senders(context, plan);
    if (!senders.start()) return failed(context, senders);
    std::vector<BenchRun> runs;
    for (const std::uint32_t size : plan.sizes) {
        BenchRun& run = runs.emplace_back();
        run.size = size;
        if (!senders.run(run)) return failed(context, senders);
    }
    say(context.json ? bench_json(plan, runs) : bench_text(plan, runs));
    return senders.end();
}

} // namespace baton::tool
