// exec/daemon/trace_file.h - what the ring does, as lines of a file, for a checker to read.
//
// One line per event: time in nanoseconds, node, kind, and key=value for what belongs to it. Rings
// are REPRESENTATIVE.SEQUENCE, lists are separated by commas, - stands for nothing. All events of a
// step have one time, and are written in one go before anything of that step is seen outside: so
// nothing is missing, however the daemon ends. The clock is one that no time service touches.
#pragma once

#include "base/log.h"
#include "base/result.h"
#include "node/node.h"
#include "ring/probe.h"

#include <fmt/format.h>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace baton {

class TraceFile final : public ring::Probe {
public:
    using Log = std::function<void(LogLine)>;

    // Appends to the file, which is made if it is not there.
    static Result<std::unique_ptr<TraceFile>> open(const std::string& path, NodeId self, Log log);
    ~TraceFile() override;
    TraceFile(const TraceFile&) = delete;
    TraceFile& operator=(const TraceFile&) = delete;

    // By what this node counts votes: told as it starts. If the rules are not known, nothing is
    // told of quorum. `tracked`: see trace_rules.h.
    void count_by(const config::Config& config, std::uint32_t tracked);
    // What the node wants done, and what it tells its clients, as far as a checker asks for it.
    void led_to(const NodeActions& actions);
    // A client may now be granted what it asks for.
    void asked(const ClientRequest& request);
    void departing();

    // The ring sequence is on disk.
    void stored(std::uint64_t seq);
    // Writes what has gathered. When that fails the trace ends, and the log says so once.
    void flush();

    void started(std::uint64_t stored_seq) override;
    void left() override;
    void gathering(const ring::NodeSet& proc, const ring::NodeSet& fail) override;
    void committing(const wire::CommitToken& token, const wire::CommitMember& own) override;
    void recovering(RingId ring, RingId old, const ring::NodeSet& trans, MessageSeq high) override;
    void exchanged(RingId ring, const ring::NodeSet& obliged) override;
    void installed(const ring::View& view, RingId from) override;
    void originated(const wire::Multicast& message, MessageSeq delivered) override;
    void delivered(const wire::Multicast& message) override;
    void resent(RingId ring, MessageSeq seq) override;
    void passed_token(const wire::Token& token) override;

private:
    TraceFile(int file, std::string path, NodeId self, Log log)
        : file_(file), path_(std::move(path)), self_(self), log_(std::move(log)) {}

    // A line of this step: time, node, and this.
    template <class... Values>
    void line(fmt::format_string<Values...> format, Values&&... values) {
        if (!begin_line()) return;
        fmt::format_to(std::back_inserter(text_), format, std::forward<Values>(values)...);
        text_.push_back('\n');
    }
    bool begin_line();
    bool write_all(const char* bytes, std::size_t size) const;
    // trace_votes.cc
    void obeyed(const Command& command);
    void told(const QuorumChanged& change);
    void answered(const ReplyToClient& reply);
    void changed(std::string_view key);

    int file_;
    const std::string path_;
    const NodeId self_;
    const Log log_;
    std::int64_t time_ = 0; // of this step, 0 until something happens in it
    fmt::memory_buffer text_;
    std::uint32_t tracked_ = 0;
    std::string rules_;   // as trace_rules says it
    std::string granted_; // to be told if the request that is being served is granted
};

} // namespace baton
