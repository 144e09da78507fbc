// test/oracle/group_records.h - what is remembered of groups, clients and their messages.
//
// A speaker is a client in one group, whatever it sends there. An instance is one stay of it: from
// its join to its leave or end. A film is what an instance was told, step by step.
#pragma once

#include "oracle/event.h"

#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oracle {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

// A view or a message: both have a number of their own; a message's is its speaker and place.
struct Step {
    static constexpr std::uint64_t kView = std::uint64_t{1} << 63U;
    std::uint64_t name = 0;
    Time time = 0;
    [[nodiscard]] bool is_view() const { return (name & kView) != 0; }
    [[nodiscard]] std::size_t view() const { return name & ~kView; }
    [[nodiscard]] std::size_t speaker() const { return name >> 32U; }
    [[nodiscard]] std::size_t place() const { return name & 0xFFFFFFFFU; }
};

struct Sent {
    std::uint64_t id = 0;
    std::uint64_t size = 0;
    Digest digest = 0;
    Time time = 0;
    std::size_t ring = kNone;  // in which its node was then, if that is known
    std::size_t stage = kNone; // the speaker's view in which it had it back
    bool half_heard = false;   // somebody came meanwhile and did not get it, which is allowed
};

// How far an instance has heard a member.
struct Heard {
    std::size_t next = 0; // place of the message that must come next
    bool met = false;     // it appeared here
    bool fresh = true;    // nothing has come since
    Time since = 0;       // when it did
};

struct Instance {
    Client client;
    std::size_t speaker = 0; // its number
    Clients members;         // of the last view
    bool joined = false;
    bool wants_to_leave = false;
    bool left = false;    // was told so
    bool ended = false;   // died, or its daemon did
    std::size_t base = 0; // how much its speaker had sent before
    std::size_t checked_ring = kNone;
    std::map<Client, Heard> heard;
    std::vector<Step> film;
    [[nodiscard]] bool lives() const { return joined && !wants_to_leave && !left && !ended; }
};

// Places of messages that a speaker had sent and not yet had back when somebody came; often none.
struct OnTheWay {
    std::size_t begin = 0;
    std::size_t end = 0;
};

struct Speaker {
    Client client;
    std::size_t number = 0;
    std::size_t group = 0;
    std::vector<Sent> sent;                   // ids ascend
    std::deque<Instance> instances;           // the last one is the present one
    std::multimap<Client, OnTheWay> meetings; // by who came
    std::vector<Clients> stages;              // its views' members
    bool may_be_gone = false;                 // it left or died once, or its node ended
    bool node_ended = false;

    [[nodiscard]] Instance* now() { return instances.empty() ? nullptr : &instances.back(); }
    [[nodiscard]] std::size_t place_of(std::uint64_t id) const; // kNone: never sent
};

// Somebody new to `who` was heard for the first time, or was gone before.
struct FirstWords {
    Client who;
    std::size_t speaker = 0;
    std::size_t low = 0;  // place of the first message that might have come
    std::size_t high = 0; // of the first that came, kNone if none did
    Time since = 0;       // when they met
};

// Somebody on a foreign node heard the message at `high` and not those from `low` on.
struct ForeignGap {
    Client who;
    std::size_t speaker = 0;
    std::size_t low = 0;
    std::size_t high = 0;
    Time time = 0;
};

struct RingSeen {
    Ring ring;
    Nodes members;
    std::map<Node, Time> installed;
};

struct GroupRecords {
    std::map<std::string, std::size_t> group_numbers;
    std::vector<std::string> groups;
    std::map<std::pair<std::size_t, Client>, std::size_t> speaker_numbers; // by group and client
    std::deque<Speaker> speakers;
    std::vector<View> views; // each content once; pid and group are left out
    std::map<std::string, std::size_t> view_numbers;
    std::vector<FirstWords> first_words;
    std::deque<RingSeen> rings;

    std::size_t group(const std::string& name);
    Speaker& speaker(std::size_t group, Client client); // made if it is new
    [[nodiscard]] Speaker* find(std::size_t group, Client client);
    std::size_t view_number(const View& view);
    [[nodiscard]] const Sent& sent(const Step& step) const { // a message
        return speakers[step.speaker()].sent[step.place()];
    }
    [[nodiscard]] std::string named(const Instance& instance) const;
    [[nodiscard]] std::string text(const Step& step) const;
};

std::string text(Client client);          // 1:100
std::string text(const Clients& clients); // 1:100,2:200 or -
std::string text_of(const View& view);    // all but whom it was told
bool contains(const Clients& clients, Client client);
bool has_reason(const View& view, Reason reason);

} // namespace oracle
