// test/oracle/event.h - what a process or a client does, as the oracle sees it.
//
// Nothing here comes from the code under test: a mistake in its types cannot hide itself. A trace
// is a list of these events; those of one node are in the order in which they happened there. As
// text an event is one line (see reader.h):
//
//     TIME NODE KIND KEY=VALUE...        TIME in nanoseconds since some point common to all nodes
//
// with RING as REPRESENTATIVE.SEQUENCE, lists of nodes as 1,2,3 and of clients as NODE:PID,..., an
// empty list as "-", digests in hexadecimal.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace oracle {

using Node = std::uint32_t;
using Nodes = std::vector<Node>; // ascending
using Seq = std::uint32_t;       // of a frame on its ring, from 1
using Digest = std::uint64_t;
using Time = std::int64_t; // nanoseconds

struct Ring {
    std::uint64_t seq = 0;
    Node representative = 0;
    auto operator<=>(const Ring&) const = default;
};

enum class Service : std::uint8_t {
    agreed,
    safe,    // held back until every member of the ring is known to have it
    internal // repeats a message of the old ring in recovery; nobody above sees it
};

// ---- the life of a process

// start stored=S: a new incarnation; S is the ring sequence that it read from its disk.
struct Start {
    std::uint64_t stored = 0;
};
// fail: it was killed, or ended by itself without leaving; nothing follows in this incarnation.
struct Fail {};
// leave: it left in order, and stopped.
struct Leave {};
// end: observation stops, and it is alive.
struct End {};

// ---- configurations

// regular ring=R members=N,N from=R|-: `from` is the transitional one just before, - for the first.
struct Regular {
    Ring ring;
    Nodes members;
    Ring from;
    bool first = false; // of this incarnation
};
// transitional ring=T members=N,N from=R: `from` is the regular one that it ends.
struct Transitional {
    Ring ring;
    Nodes members;
    Ring from;
};

// ---- frames

// originate ring=R seq=S service=agreed|safe|internal digest=D delivered=F: it got its number and
// is in the sender's own store; F is the highest number that the sender had delivered on that ring.
struct Originate {
    Ring ring;
    Seq seq = 0;
    Service service = Service::agreed;
    Digest digest = 0;
    Seq delivered = 0;
};
// deliver ring=R seq=S sender=N service=... digest=D
struct Deliver {
    Ring ring;
    Seq seq = 0;
    Node sender = 0;
    Service service = Service::agreed;
    Digest digest = 0;
};
// resend ring=R seq=S: a retransmission that the token asked for.
struct Resend {
    Ring ring;
    Seq seq = 0;
};
// token ring=R seq=S aru=A turn=T: as it was passed on; repetitions are not told.
struct Token {
    Ring ring;
    Seq seq = 0;
    Seq aru = 0;
    std::uint32_t turn = 0; // the token's own number
};

// ---- the way to a ring

// gather proc=N,N fail=N,N: the sets with which a gather begins or goes on.
struct Gather {
    Nodes proc;
    Nodes fail;
};
// store seq=S: the ring sequence is on stable storage.
struct Store {
    std::uint64_t seq = 0;
};
// commit ring=R members=N,N old=R aru=S delivered=S received=0|1: the entry in the commit token.
struct Commit {
    Ring ring;
    Nodes members;
    Ring old;
    Seq aru = 0;
    Seq delivered = 0;
    bool received = false;
};
// recover ring=R old=R trans=N,N high=S: recovery begins; S is the highest number of the old ring
// that a member of trans had delivered.
struct Recover {
    Ring ring;
    Ring old;
    Nodes trans;
    Seq high = 0;
};
// exchanged ring=R obliged=N,N: this node declares that it holds all messages of the old ring.
struct Exchanged {
    Ring ring;
    Nodes obliged;
};

// ---- clients: (node, pid). One that starts again has another pid.

struct Client {
    Node node = 0;
    std::uint32_t pid = 0;
    auto operator<=>(const Client&) const = default;
};
using Clients = std::vector<Client>; // in the order in which they were told

enum class Reason : std::uint8_t { none, join, leave, node_down, node_up, process_down };

// What the client called (accepted by the daemon), and what it was told. All have client=PID
// group=TEXT (no spaces).
struct ClientJoin { // join
    std::uint32_t pid = 0;
    std::string group;
};
struct ClientLeave { // unjoin
    std::uint32_t pid = 0;
    std::string group;
};
struct ClientDied { // died: ended, or cut off, without leaving
    std::uint32_t pid = 0;
    std::string group;
};
// send id=N size=BYTES digest=D service=agreed|safe: accepted; ids of a client count from 1.
struct ClientSend {
    std::uint32_t pid = 0;
    std::string group;
    std::uint64_t id = 0;
    std::uint64_t size = 0;
    Digest digest = 0;
    Service service = Service::agreed;
};
// view members=NODE:PID,... joined=NODE:PID,... left=NODE:PID,... why=REASON,REASON: `why` has an
// entry for each that joined and then for each that left.
struct View {
    std::uint32_t pid = 0;
    std::string group;
    Clients members;
    Clients joined;
    Clients left;
    std::vector<Reason> why;
};
// message from=NODE:PID id=N size=BYTES digest=D
struct Message {
    std::uint32_t pid = 0;
    std::string group;
    Client from;
    std::uint64_t id = 0;
    std::uint64_t size = 0;
    Digest digest = 0;
};

// ---- votes and quorum

struct Share { // of the votes
    Node node = 0;
    std::uint32_t votes = 0;
    auto operator<=>(const Share&) const = default;
};
using Shares = std::vector<Share>; // ascending

// Who is right when exactly half of the votes is there: those with the lowest or highest node, or
// with the first of a list.
enum class TieBreaker : std::uint8_t { none, lowest, highest, list };

// rules votes=NODE:VOTES,... two_node=0|1 wait=0|1 tie=none|lowest|highest|list order=N,N|-
// window=T downscale=0|1 device=VOTES: by which this node counts, told as it starts. `order` is the
// tie breaker's list as it was written, `window` is 0 unless the last man stands. A node that
// counts no votes tells none.
struct Rules {
    Shares votes;
    bool two_node = false;
    bool wait = false; // for all
    TieBreaker tie = TieBreaker::none;
    Nodes order;
    Time window = 0;
    bool downscale = false;
    std::uint32_t device = 0;
    bool operator==(const Rules&) const = default;
};
// quorum ring=R|- members=N,N|- quorate=0|1: what the node tells who asked for it.
struct Quorum {
    Ring ring;
    Nodes members;
    bool quorate = false;
};
// nodelist ring=R|- members=N,N|- joined=N,N|- left=N,N|-: likewise, since the list before.
struct NodeList {
    Ring ring;
    Nodes members;
    Nodes joined;
    Nodes left;
};
// tally expected=V total=V quorum=V quorate=0|1: how it counts.
struct Tally {
    std::uint32_t expected = 0;
    std::uint32_t total = 0;
    std::uint32_t quorum = 0;
    bool quorate = false;
};
// expect votes=V: somebody at this node was allowed to say how many votes are expected.
struct Expect {
    std::uint32_t votes = 0;
};
// depart: it is about to leave in order, and says so; where the rules are so its vote is no longer
// expected.
struct Depart {};
// revote: what votes a node has, or the rules, are changed while it runs.
struct Revote {};
// pardon: those who wait for all shall not.
struct Pardon {};
// device ring=R cast=0|1: what the quorum device answered to this node on that ring.
struct Device {
    Ring ring;
    bool cast = false;
};

// ---- configurations of a node

// configuration version=V ring=R|-: what it acts on from now on. Told as it starts, if it has one,
// and when it takes another, on this ring or behind it. Version 0 is none.
struct Configuration {
    std::uint64_t version = 0;
    Ring ring;
};
// reading alone=0|1: it begins to read its files, for itself or with all members.
struct Reading {
    bool alone = false;
};
// read good=0|1: it has, and can use what they say, or not.
struct HasRead {
    bool good = false;
};
// outdated ring=R|-: it ends, as its configuration is older than that of others on that ring.
struct Outdated {
    Ring ring;
};
// synchronised ring=R: its services agree with those of all members.
struct Synchronised {
    Ring ring;
};

// ---- what the harness tells (node 0 if it concerns all)

// amnesia: what the node had on its disk is lost on purpose; its ring sequences may return.
struct Amnesia {};
// fault: something was done to the cluster. Pauses within the tolerance are none.
struct Fault {};
// cut others=N,N: from now on nothing passes between this node and those, in either direction.
struct Cut {
    Nodes others;
};
// calm: no fault from here on; every node is up and hears every other.
struct Calm {};
// deaf others=N,N|-: this node does not hear those; told before `still`, of everybody.
struct Deaf {
    Nodes others;
};
// still: no fault from here on but that; every node is up.
struct Still {};
// foreign: this node runs a daemon that writes no trace (it shows in members and clients only).
struct Foreign {};

using What =
    std::variant<Start, Fail, Leave, End, Regular, Transitional, Originate, Deliver, Resend, Token,
                 Gather, Store, Commit, Recover, Exchanged, ClientJoin, ClientLeave, ClientDied,
                 ClientSend, View, Message, Amnesia, Fault, Cut, Calm, Foreign, Rules, Quorum,
                 NodeList, Tally, Expect, Depart, Revote, Pardon, Device, Configuration, Reading,
                 HasRead, Outdated, Synchronised, Deaf, Still>;

template <class... Kinds>
bool is_any(const What& what) {
    return (std::holds_alternative<Kinds>(what) || ...);
}

struct Event {
    Time time = 0;
    Node node = 0;
    What what;
};

} // namespace oracle
