// tools/command_join.cc - baton join: lines of standard input go to a group, what happens there is
// printed. One loop, which waits for both and for signals.
#include "chat_text.h"
#include "commands.h"
#include "cpg_session.h"
#include "line_reader.h"
#include "status_request.h"
#include "text.h"
#include "time_limit.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fmt/format.h>
#include <optional>
#include <poll.h>
#include <unistd.h>

namespace baton::tool {

namespace {

constexpr std::size_t kMessageMax = 1047552; // what goes in one piece
constexpr timespec kBetweenTries{0, 5'000'000};

volatile std::sig_atomic_t interrupted = 0;

extern "C" void interrupt(int) { interrupted = 1; }

// Blocked everywhere but in ppoll, so that a signal cannot come just before the waiting.
sigset_t catch_signals() {
    sigset_t stop;
    sigset_t before;
    sigemptyset(&stop);
    struct sigaction action = {};
    action.sa_handler = interrupt;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        sigaction(signal, &action, nullptr);
        sigaddset(&stop, signal);
    }
    sigprocmask(SIG_BLOCK, &stop, &before);
    return before;
}

std::vector<Process> processes(const cpg_address* list, std::size_t count) {
    std::vector<Process> all;
    for (std::size_t index = 0; index < count; ++index)
        all.push_back({list[index].nodeid, list[index].pid, list[index].reason});
    return all;
}

class Chat {
public:
    Chat(const Context& context, const JoinOptions& options, cpg_name group)
        : context_(context), safe_(options.safe), group_(group),
          status_(try_status(context.daemon.instance)),
          writer_(context.json, options.group, NodeNames(status_)) {}

    ExitCode run() {
        const auto ended = talk();
        return ended ? ExitCode::good : report(context_, ended.error());
    }

private:
    static Chat& of(cpg_handle_t handle) {
        void* context = nullptr;
        cpg_context_get(handle, &context);
        return *static_cast<Chat*>(context);
    }
    static cpg_model_v1_data_t callbacks();

    Answer<void> talk();
    Answer<void> turn(const CpgSession& session, int descriptor);
    void read_input();
    Answer<void> send_lines(const CpgSession& session);
    Answer<void> begin_leaving(const CpgSession& session);
    [[nodiscard]] bool wants_input() const { return !input_ended_ && lines_.empty(); }
    void changed(const GroupChange& change);

    const Context& context_;
    bool safe_;
    cpg_name group_;
    std::optional<StatusReport> status_; // at the start
    ChatWriter writer_;
    LineReader lines_{kMessageMax};
    sigset_t waiting_mask_{};
    unsigned node_ = 0;
    bool input_ended_ = false;
    bool left_ = false;
    bool leaving_ = false;
};

cpg_model_v1_data_t Chat::callbacks() {
    cpg_model_v1_data_t model{};
    model.cpg_deliver_fn = [](cpg_handle_t handle, const cpg_name*, std::uint32_t node,
                              std::uint32_t pid, void* bytes, std::size_t size) {
        say(of(handle).writer_.message({node, pid}, {static_cast<const char*>(bytes), size}));
    };
    model.cpg_confchg_fn = [](cpg_handle_t handle, const cpg_name*, const cpg_address* members,
                              std::size_t member_count, const cpg_address* left,
                              std::size_t left_count, const cpg_address* joined,
                              std::size_t joined_count) {
        of(handle).changed({processes(members, member_count), processes(joined, joined_count),
                            processes(left, left_count)});
    };
    model.cpg_totem_confchg_fn = [](cpg_handle_t handle, cpg_ring_id ring, std::uint32_t count,
                                    const std::uint32_t* nodes) {
        say(of(handle).writer_.ring(ring.nodeid, ring.seq, {nodes, nodes + count}));
    };
    model.flags = CPG_MODEL_V1_DELIVER_INITIAL_TOTEM_CONF;
    return model;
}

void Chat::changed(const GroupChange& change) {
    say(writer_.membership(change));
    for (const Process& process : change.left)
        if (process.node == node_ && process.pid == static_cast<std::uint32_t>(getpid()))
            left_ = true;
}

// What comes is kept until it was sent, and no more is read before that: whoever writes to us has
// to wait when the ring has to.
void Chat::read_input() {
    std::array<char, 65536> bytes{};
    const ssize_t size = read(STDIN_FILENO, bytes.data(), bytes.size());
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (size > 0) {
        lines_.feed({bytes.data(), static_cast<std::size_t>(size)});
        return;
    }
    lines_.end();
    input_ended_ = true;
}

Answer<void> Chat::send_lines(const CpgSession& session) {
    const TimeLimit limit;
    for (; !lines_.empty(); lines_.pop()) {
        const auto sent = session.send(lines_.front().data(), lines_.front().size(), safe_);
        if (!sent) return tl::make_unexpected(sent.error());
        if (!*sent) break;
    }
    return {};
}

Answer<void> Chat::begin_leaving(const CpgSession& session) {
    auto asked = session.leave(group_, context_.daemon.time_limit_s);
    leaving_ = true;
    return asked;
}

Answer<void> Chat::turn(const CpgSession& session, int descriptor) {
    std::array<pollfd, 2> waiting{{{descriptor, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}}};
    const bool input = !leaving_ && wants_input();
    const bool unsent = !leaving_ && !lines_.empty();
    {
        std::optional<TimeLimit> limit; // who leaves waits for the daemon alone
        if (leaving_) limit.emplace();
        ppoll(waiting.data(), input ? 2 : 1, unsent ? &kBetweenTries : nullptr, &waiting_mask_);
    }
    if (waiting[0].revents != 0)
        if (auto taken = session.dispatch(); !taken) return taken;
    if (leaving_) return {};
    if (input && waiting[1].revents != 0) read_input();
    if (interrupted == 0)
        if (auto sent = send_lines(session); !sent) return sent;
    if (interrupted != 0 || (input_ended_ && lines_.empty())) return begin_leaving(session);
    return {};
}

Answer<void> Chat::talk() {
    waiting_mask_ = catch_signals();
    const unsigned patience_s = context_.daemon.time_limit_s;
    const auto session = CpgSession::open(callbacks(), this, patience_s);
    if (!session) return tl::make_unexpected(session.error());
    const auto node = session->local_node();
    const auto descriptor = session->descriptor();
    if (!node) return tl::make_unexpected(node.error());
    if (!descriptor) return tl::make_unexpected(descriptor.error());
    node_ = *node;
    if (safe_ && status_ && !status_->safe_delivery)
        say(writer_.note("safe delivery is off (" + printable(status_->safe_delivery_why) +
                         "): messages come in agreed order"));
    if (auto joined = session->join(group_, patience_s); !joined) return joined;
    while (!left_)
        if (auto done = turn(*session, *descriptor); !done) return done;
    return {};
}

} // namespace

ExitCode run_join(const Context& context, const JoinOptions& options) {
    const auto group = group_name(options.group);
    if (!group) return report(context, group.error());
    return Chat(context, options, *group).run();
}

} // namespace baton::tool
