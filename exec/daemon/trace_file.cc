// exec/daemon/trace_file.cc - a line for each kind of event.
#include "daemon/trace_file.h"

#include "base/hash.h"

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

namespace baton {

namespace {

// Not CLOCK_MONOTONIC: what is tested may be given a strange one of that.
std::int64_t now() {
    constexpr std::int64_t kSecond = 1'000'000'000;
    timespec time{};
    clock_gettime(CLOCK_BOOTTIME, &time);
    return time.tv_sec * kSecond + time.tv_nsec;
}

std::string text(RingId ring) { return fmt::format("{}.{}", ring.representative.value, ring.seq); }

template <class List>
std::string text(const List& nodes) {
    std::string all;
    for (const NodeId node : nodes) {
        if (!all.empty()) all += ',';
        all += std::to_string(node.value);
    }
    return all.empty() ? "-" : all;
}

const char* service_of(const wire::Multicast& message) {
    constexpr auto kSafe = static_cast<std::int32_t>(wire::Guarantee::safe_held);
    if (message.encapsulation == wire::Encapsulation::old_ring) return "internal";
    return message.guarantee == kSafe ? "safe" : "agreed";
}

} // namespace

Result<std::unique_ptr<TraceFile>> TraceFile::open(const std::string& path, NodeId self, Log log) {
    constexpr mode_t kMode = S_IRUSR | S_IWUSR;
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, kMode);
    if (file < 0)
        return failure(Error::Kind::system, "trace file " + path + ": " + std::strerror(errno));
    return std::unique_ptr<TraceFile>(new TraceFile(file, path, self, std::move(log)));
}

TraceFile::~TraceFile() {
    flush();
    if (file_ >= 0) close(file_);
}

bool TraceFile::write_all(const char* bytes, std::size_t size) const {
    while (size > 0) {
        const ssize_t written = write(file_, bytes, size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes += written;
        size -= static_cast<std::size_t>(written);
    }
    return true;
}

void TraceFile::flush() {
    if (text_.size() == 0) return;
    if (file_ >= 0 && !write_all(text_.data(), text_.size())) {
        log_({LogLevel::error, LogPart::main,
              "trace file " + path_ + ": " + std::strerror(errno) + "; nothing more is traced"});
        close(file_);
        file_ = -1;
    }
    text_.clear();
    time_ = 0;
}

bool TraceFile::begin_line() {
    if (file_ < 0) return false;
    if (time_ == 0) time_ = now();
    fmt::format_to(std::back_inserter(text_), "{} {} ", time_, self_.value);
    return true;
}

// ---- a process

void TraceFile::started(std::uint64_t stored_seq) {
    line("start stored={}", stored_seq);
    if (!rules_.empty()) line("{}", rules_);
}

void TraceFile::left() { line("leave"); }

void TraceFile::stored(std::uint64_t seq) { line("store seq={}", seq); }

// ---- the way to a ring

void TraceFile::gathering(const ring::NodeSet& proc, const ring::NodeSet& fail) {
    line("gather proc={} fail={}", text(proc), text(fail));
}

void TraceFile::committing(const wire::CommitToken& token, const wire::CommitMember& own) {
    line("commit ring={} members={} old={} aru={} delivered={} received={:d}", text(token.ring),
         text(token.members), text(own.old_ring), own.aru.value, own.high_delivered.value,
         own.received);
}

void TraceFile::recovering(RingId ring, RingId old, const ring::NodeSet& trans, MessageSeq high) {
    line("recover ring={} old={} trans={} high={}", text(ring), text(old), text(trans), high.value);
}

void TraceFile::exchanged(RingId ring, const ring::NodeSet& obliged) {
    line("exchanged ring={} obliged={}", text(ring), text(obliged));
}

void TraceFile::installed(const ring::View& view, RingId from) {
    line("{} ring={} members={} from={}", view.transitional ? "transitional" : "regular",
         text(view.ring), text(view.members), from.seq == 0 ? "-" : text(from));
}

// ---- frames

void TraceFile::originated(const wire::Multicast& message, MessageSeq delivered) {
    line("originate ring={} seq={} service={} digest={:x} delivered={}", text(message.ring),
         message.seq.value, service_of(message), digest_of(message.payload), delivered.value);
}

void TraceFile::delivered(const wire::Multicast& message) {
    line("deliver ring={} seq={} sender={} service={} digest={:x}", text(message.ring),
         message.seq.value, message.sender.value, service_of(message), digest_of(message.payload));
}

void TraceFile::resent(RingId ring, MessageSeq seq) {
    line("resend ring={} seq={}", text(ring), seq.value);
}

void TraceFile::passed_token(const wire::Token& token) {
    line("token ring={} seq={} aru={} turn={}", text(token.ring), token.seq.value, token.aru.value,
         token.token_seq.value);
}

} // namespace baton
