// test/oracle/fields.h - which fields an event has as text, told once for writing and reading.
#pragma once

#include "oracle/event.h"

#include <array>
#include <string_view>

namespace oracle {

// In the order of What.
inline constexpr std::array kKinds = {
    std::string_view("start"),     std::string_view("fail"),
    std::string_view("leave"),     std::string_view("end"),
    std::string_view("regular"),   std::string_view("transitional"),
    std::string_view("originate"), std::string_view("deliver"),
    std::string_view("resend"),    std::string_view("token"),
    std::string_view("gather"),    std::string_view("store"),
    std::string_view("commit"),    std::string_view("recover"),
    std::string_view("exchanged"), std::string_view("join"),
    std::string_view("unjoin"),    std::string_view("died"),
    std::string_view("send"),      std::string_view("view"),
    std::string_view("message"),   std::string_view("amnesia"),
    std::string_view("fault"),     std::string_view("cut"),
    std::string_view("calm"),      std::string_view("foreign"),
    std::string_view("rules"),     std::string_view("quorum"),
    std::string_view("nodelist"),  std::string_view("tally"),
    std::string_view("expect"),    std::string_view("depart"),
    std::string_view("revote"),    std::string_view("pardon"),
    std::string_view("device"),    std::string_view("configuration"),
    std::string_view("reading"),   std::string_view("read"),
    std::string_view("outdated"),  std::string_view("synchronised"),
    std::string_view("deaf"),      std::string_view("still"),
};
static_assert(kKinds.size() == std::variant_size_v<What>);

inline constexpr std::array kReasons = {
    std::string_view("none"),      std::string_view("join"),    std::string_view("leave"),
    std::string_view("node_down"), std::string_view("node_up"), std::string_view("process_down"),
};
inline constexpr std::array kServices = {
    std::string_view("agreed"),
    std::string_view("safe"),
    std::string_view("internal"),
};
inline constexpr std::array kTieBreakers = {
    std::string_view("none"),
    std::string_view("lowest"),
    std::string_view("highest"),
    std::string_view("list"),
};

// A digest and a ring's predecessor have a form of their own.
struct Hexadecimal {
    std::uint64_t& value;
};
struct RingOrNone {
    Ring& ring;
};

// ---- each field is given to `text`, by name, in its order

template <class Text>
void fields(Text& text, Start& event) {
    text("stored", event.stored);
}
template <class Text>
void fields(Text& text, Regular& event) {
    text("ring", event.ring);
    text("members", event.members);
    text("from", RingOrNone{event.from});
    event.first = event.from == Ring{};
}
template <class Text>
void fields(Text& text, Transitional& event) {
    text("ring", event.ring);
    text("members", event.members);
    text("from", event.from);
}
template <class Text>
void fields(Text& text, Originate& event) {
    text("ring", event.ring);
    text("seq", event.seq);
    text("service", event.service);
    text("digest", Hexadecimal{event.digest});
    text("delivered", event.delivered);
}
template <class Text>
void fields(Text& text, Deliver& event) {
    text("ring", event.ring);
    text("seq", event.seq);
    text("sender", event.sender);
    text("service", event.service);
    text("digest", Hexadecimal{event.digest});
}
template <class Text>
void fields(Text& text, Resend& event) {
    text("ring", event.ring);
    text("seq", event.seq);
}
template <class Text>
void fields(Text& text, Token& event) {
    text("ring", event.ring);
    text("seq", event.seq);
    text("aru", event.aru);
    text("turn", event.turn);
}
template <class Text>
void fields(Text& text, Gather& event) {
    text("proc", event.proc);
    text("fail", event.fail);
}
template <class Text>
void fields(Text& text, Store& event) {
    text("seq", event.seq);
}
template <class Text>
void fields(Text& text, Commit& event) {
    text("ring", event.ring);
    text("members", event.members);
    text("old", event.old);
    text("aru", event.aru);
    text("delivered", event.delivered);
    text("received", event.received);
}
template <class Text>
void fields(Text& text, Recover& event) {
    text("ring", event.ring);
    text("old", event.old);
    text("trans", event.trans);
    text("high", event.high);
}
template <class Text>
void fields(Text& text, Exchanged& event) {
    text("ring", event.ring);
    text("obliged", event.obliged);
}
template <class Text>
void fields(Text& text, ClientSend& event) {
    text("client", event.pid);
    text("group", event.group);
    text("id", event.id);
    text("size", event.size);
    text("digest", Hexadecimal{event.digest});
    text("service", event.service);
}
template <class Text>
void fields(Text& text, View& event) {
    text("client", event.pid);
    text("group", event.group);
    text("members", event.members);
    text("joined", event.joined);
    text("left", event.left);
    text("why", event.why);
}
template <class Text>
void fields(Text& text, Message& event) {
    text("client", event.pid);
    text("group", event.group);
    text("from", event.from);
    text("id", event.id);
    text("size", event.size);
    text("digest", Hexadecimal{event.digest});
}
template <class Text>
void fields(Text& text, Cut& event) {
    text("others", event.others);
}
template <class Text>
void fields(Text& text, Deaf& event) {
    text("others", event.others);
}
template <class Text>
void fields(Text& text, Rules& event) {
    text("votes", event.votes);
    text("two_node", event.two_node);
    text("wait", event.wait);
    text("tie", event.tie);
    text("order", event.order);
    text("window", event.window);
    text("downscale", event.downscale);
    text("device", event.device);
}
template <class Text>
void fields(Text& text, Quorum& event) {
    text("ring", RingOrNone{event.ring});
    text("members", event.members);
    text("quorate", event.quorate);
}
template <class Text>
void fields(Text& text, NodeList& event) {
    text("ring", RingOrNone{event.ring});
    text("members", event.members);
    text("joined", event.joined);
    text("left", event.left);
}
template <class Text>
void fields(Text& text, Tally& event) {
    text("expected", event.expected);
    text("total", event.total);
    text("quorum", event.quorum);
    text("quorate", event.quorate);
}
template <class Text>
void fields(Text& text, Expect& event) {
    text("votes", event.votes);
}
template <class Text>
void fields(Text& text, Device& event) {
    text("ring", event.ring);
    text("cast", event.cast);
}

template <class Text>
void fields(Text& text, Configuration& event) {
    text("version", event.version);
    text("ring", RingOrNone{event.ring});
}
template <class Text>
void fields(Text& text, Outdated& event) {
    text("ring", RingOrNone{event.ring});
}
template <class Text>
void fields(Text& text, Reading& event) {
    text("alone", event.alone);
}
template <class Text>
void fields(Text& text, HasRead& event) {
    text("good", event.good);
}
template <class Text>
void fields(Text& text, Synchronised& event) {
    text("ring", event.ring);
}

// Those of a client and its group alone, and those of nothing.
template <class Event>
concept OfClient = std::is_same_v<Event, ClientJoin> || std::is_same_v<Event, ClientLeave> ||
    std::is_same_v<Event, ClientDied>;
template <class Text, OfClient Event>
void fields(Text& text, Event& event) {
    text("client", event.pid);
    text("group", event.group);
}
template <class Text, class Event>
requires std::is_empty_v<Event>
void fields(Text&, Event&) {}

} // namespace oracle
