// test/oracle/trace_hash.h - a digest of a trace: of every field of every event, in order.
#pragma once

#include "oracle/event.h"
#include "oracle/mix.h"

#include <string_view>

namespace oracle {

class TraceHash {
public:
    void take(const Event& event);
    void originate(Time time, Node node, const Originate& event);
    void deliver(Time time, Node node, const Deliver& event);
    [[nodiscard]] std::uint64_t value() const { return value_; }

private:
    void begin(Time time, Node node, std::size_t kind);
    void add(std::uint64_t word) { value_ = mix(value_, word); }
    void add(Ring ring);
    void add(std::string_view text);
    void add(const Nodes& nodes);
    void add(const Clients& clients);

    void fields(const Start& event);
    void fields(const Regular& event);
    void fields(const Transitional& event);
    void fields(const Originate& event);
    void fields(const Deliver& event);
    void fields(const Resend& event);
    void fields(const Token& event);
    void fields(const Gather& event);
    void fields(const Store& event);
    void fields(const Commit& event);
    void fields(const Recover& event);
    void fields(const Exchanged& event);
    void fields(const ClientJoin& event);
    void fields(const ClientLeave& event);
    void fields(const ClientDied& event);
    void fields(const ClientSend& event);
    void fields(const View& event);
    void fields(const Message& event);
    void fields(const Cut& event);
    void fields(const Deaf& event);
    void fields(const Rules& event);
    void fields(const Quorum& event);
    void fields(const NodeList& event);
    void fields(const Tally& event);
    void fields(const Expect& event);
    void fields(const Device& event);
    void fields(const Configuration& event);
    void fields(const Outdated& event);
    void fields(const Reading& event);
    void fields(const HasRead& event);
    void fields(const Synchronised& event);
    void fields(const Depart&) {}
    void fields(const Revote&) {}
    void fields(const Pardon&) {}
    void fields(const Fail&) {}
    void fields(const Leave&) {}
    void fields(const End&) {}
    void fields(const Amnesia&) {}
    void fields(const Fault&) {}
    void fields(const Calm&) {}
    void fields(const Still&) {}
    void fields(const Foreign&) {}

    std::uint64_t value_ = 0x243F6A8885A308D3U;
};

} // namespace oracle
