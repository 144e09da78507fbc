// tools/bench_sender.cc - sends, receives, and measures its own messages.
#include "bench_sender.h"

#include "cpg_session.h"
#include "time_limit.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace baton::tool {

namespace {

using Kind = Trouble::Kind;
using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

constexpr unsigned kBurst = 32; // sent between two looks at what has come
constexpr nanoseconds kAfterRefusal{500'000};

nanoseconds now() { return Clock::now().time_since_epoch(); }

// A message begins with (machine byte order, it comes from this machine)
//   0 i64 time at which it was sent, or, at a given rate, was due: a sender that is held up must
//         not hide it
//   8 u32 number of the run: the others may have begun the next one before we have
constexpr std::size_t kHeaderSize = kBenchSizeMin;

class Sender {
public:
    Sender(const Context& context, const BenchPlan& plan, int parent)
        : plan_(plan), parent_(parent), patience_s_(context.daemon.time_limit_s),
          figures_(plan.sizes.size()) {}
    Answer<void> serve(const std::string& group);

private:
    static cpg_model_v1_data_t callbacks();
    static Sender& of(cpg_handle_t handle);

    Answer<void> wait_until_joined();
    Answer<void> obey();
    Answer<void> run();
    Answer<void> send_for_its_time(std::vector<std::byte>& message);
    Answer<unsigned> send_due(std::vector<std::byte>& message);
    Answer<void> wait_until_all_came(std::uint64_t total);
    Answer<std::optional<std::uint64_t>> command();
    Answer<void> look(nanoseconds longest);
    [[nodiscard]] nanoseconds due() const;
    [[nodiscard]] nanoseconds until_due() const;
    void delivered(bool own, const void* bytes, std::size_t size);

    const BenchPlan& plan_;
    int parent_;
    unsigned patience_s_;
    std::optional<CpgSession> session_;
    int events_ = -1;
    unsigned node_ = 0;
    bool joined_ = false;
    bool held_up_ = false; // the daemon said "try again"
    nanoseconds start_{};
    std::size_t run_ = 0;               // the one that we are in
    std::vector<BenchFigures> figures_; // of each run
};

Sender& Sender::of(cpg_handle_t handle) {
    void* context = nullptr;
    cpg_context_get(handle, &context);
    return *static_cast<Sender*>(context);
}

cpg_model_v1_data_t Sender::callbacks() {
    cpg_model_v1_data_t model{};
    model.cpg_deliver_fn = [](cpg_handle_t handle, const cpg_name*, std::uint32_t node,
                              std::uint32_t pid, void* bytes, std::size_t size) {
        Sender& self = of(handle);
        const bool own = node == self.node_ && pid == static_cast<std::uint32_t>(getpid());
        self.delivered(own, bytes, size);
    };
    model.cpg_confchg_fn = [](cpg_handle_t handle, const cpg_name*, const cpg_address*, std::size_t,
                              const cpg_address*, std::size_t, const cpg_address* joined,
                              std::size_t count) {
        for (std::size_t index = 0; index < count; ++index)
            if (joined[index].pid == static_cast<std::uint32_t>(getpid()))
                of(handle).joined_ = true;
    };
    return model;
}

void Sender::delivered(bool own, const void* bytes, std::size_t size) {
    if (size < kHeaderSize) return; // not ours
    std::int64_t sent = 0;
    std::uint32_t run = 0;
    std::memcpy(&sent, bytes, sizeof sent);
    std::memcpy(&run, static_cast<const char*>(bytes) + 8, sizeof run);
    if (run >= figures_.size()) return;
    const nanoseconds time = now();
    BenchFigures& figures = figures_[run];
    ++figures.delivered;
    figures.elapsed_ns = static_cast<std::uint64_t>((time - start_).count());
    if (own)
        figures.own.add(static_cast<std::uint64_t>(std::max(time.count() - sent, std::int64_t{0})));
}

// Waits for events and for the parent, at most this long, and takes the events.
Answer<void> Sender::look(nanoseconds longest) {
    std::array<pollfd, 2> waiting{{{events_, POLLIN, 0}, {parent_, POLLIN, 0}}};
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(longest);
    const timespec time{seconds.count(), (longest - seconds).count()};
    ppoll(waiting.data(), waiting.size(), &time, nullptr);
    return session_->dispatch();
}

// Events are taken while we wait: a member that does not read is cut off. None: no parent any more.
Answer<std::optional<std::uint64_t>> Sender::command() {
    for (;;) {
        std::uint64_t number = 0;
        const ssize_t size = recv(parent_, &number, sizeof number, MSG_DONTWAIT);
        if (size == sizeof number) return number;
        if (size >= 0 || (errno != EAGAIN && errno != EINTR)) return std::nullopt;
        if (auto looked = look(std::chrono::seconds(1)); !looked)
            return tl::make_unexpected(looked.error());
    }
}

// When the next message is to go.
nanoseconds Sender::due() const {
    const double after_s = static_cast<double>(figures_[run_].sent) / plan_.rate;
    return start_ + nanoseconds(static_cast<std::int64_t>(after_s * 1e9));
}

nanoseconds Sender::until_due() const {
    if (held_up_) return kAfterRefusal;
    if (plan_.rate <= 0) return nanoseconds(0);
    return std::clamp(due() - now(), nanoseconds(0), nanoseconds(100'000'000));
}

// How many it could send.
Answer<unsigned> Sender::send_due(std::vector<std::byte>& message) {
    const auto run = static_cast<std::uint32_t>(run_);
    std::memcpy(message.data() + 8, &run, sizeof run);
    held_up_ = false;
    unsigned count = 0;
    for (; count < kBurst; ++count) {
        const nanoseconds time = plan_.rate > 0 ? due() : now();
        if (plan_.rate > 0 && time > now()) break;
        const std::int64_t stamp = time.count();
        std::memcpy(message.data(), &stamp, sizeof stamp);
        const auto sent = session_->send(message.data(), message.size(), plan_.safe);
        if (!sent) return tl::make_unexpected(sent.error());
        held_up_ = !*sent;
        if (held_up_) break;
        ++figures_[run_].sent;
    }
    if (held_up_) ++figures_[run_].refused;
    return count;
}

Answer<void> Sender::send_for_its_time(std::vector<std::byte>& message) {
    TimeLimit limit;
    const auto length = nanoseconds(static_cast<std::int64_t>(plan_.seconds * 1e9));
    nanoseconds renewed = start_;
    for (nanoseconds time = start_; time - start_ < length; time = now()) {
        if (time - renewed > std::chrono::seconds(1)) {
            renewed = time;
            limit.renew();
        }
        if (const auto sent = send_due(message); !sent) return tl::make_unexpected(sent.error());
        const nanoseconds left = std::max(start_ + length - now(), nanoseconds(0));
        if (auto looked = look(std::min(until_due(), left)); !looked) return looked;
    }
    return {};
}

Answer<void> Sender::wait_until_all_came(std::uint64_t total) {
    TimeLimit limit;
    nanoseconds last_progress = now();
    const BenchFigures& figures = figures_[run_];
    std::uint64_t before = figures.delivered;
    while (figures.delivered < total) {
        limit.renew();
        if (auto looked = look(std::chrono::milliseconds(100)); !looked) return looked;
        if (figures.delivered != before) last_progress = now();
        before = figures.delivered;
        if (now() - last_progress > std::chrono::seconds(patience_s_))
            return trouble(Kind::not_answering);
    }
    return {};
}

Answer<void> Sender::run() {
    std::vector<std::byte> message(std::max<std::size_t>(plan_.sizes[run_], kHeaderSize));
    start_ = now();
    if (auto sent = send_for_its_time(message); !sent) return sent;
    const BenchFigures& figures = figures_[run_];
    if (!write_all(parent_, &figures.sent, sizeof figures.sent)) return {};
    const auto total = command();
    if (!total) return tl::make_unexpected(total.error());
    if (!*total) return {};
    if (auto came = wait_until_all_came(**total); !came) return came;
    write_all(parent_, &figures, sizeof figures);
    return {};
}

Answer<void> Sender::wait_until_joined() {
    const nanoseconds end = now() + std::chrono::seconds(patience_s_);
    while (!joined_) {
        if (now() > end) return trouble(Kind::not_answering);
        if (auto looked = look(std::chrono::milliseconds(100)); !looked) return looked;
    }
    return {};
}

// What the parent says, until it says nothing more.
Answer<void> Sender::obey() {
    const std::uint64_t ready = 0;
    if (!write_all(parent_, &ready, sizeof ready)) return {};
    for (run_ = 0;; ++run_) {
        const auto go = command();
        if (!go) return tl::make_unexpected(go.error());
        if (!*go || run_ >= plan_.sizes.size()) return {};
        if (auto ran = run(); !ran) return ran;
    }
}

Answer<void> Sender::serve(const std::string& group) {
    const auto name = group_name(group);
    if (!name) return tl::make_unexpected(name.error());
    auto session = CpgSession::open(callbacks(), this, patience_s_);
    if (!session) return tl::make_unexpected(session.error());
    session_.emplace(std::move(*session));
    const auto events = session_->descriptor();
    const auto node = session_->local_node();
    if (!events) return tl::make_unexpected(events.error());
    if (!node) return tl::make_unexpected(node.error());
    events_ = *events;
    node_ = *node;
    if (auto asked = session_->join(*name, patience_s_); !asked) return asked;
    if (auto joined = wait_until_joined(); !joined) return joined;
    return obey();
}

} // namespace

bool write_all(int descriptor, const void* bytes, std::size_t size) {
    const char* at = static_cast<const char*>(bytes);
    while (size > 0) {
        const ssize_t written = send(descriptor, at, size, MSG_NOSIGNAL);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        at += written;
        size -= static_cast<std::size_t>(written);
    }
    return true;
}

bool read_all(int descriptor, void* bytes, std::size_t size) {
    char* at = static_cast<char*>(bytes);
    while (size > 0) {
        const ssize_t got = read(descriptor, at, size);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        at += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

ExitCode run_sender(const Context& context, const BenchPlan& plan, const std::string& group,
                    int parent, bool talks) {
    const auto served = Sender(context, plan, parent).serve(group);
    if (served) return ExitCode::good;
    return talks ? report(context, served.error()) : exit_code(served.error().kind);
}

} // namespace baton::tool
