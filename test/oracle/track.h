// test/oracle/track.h - who is where: processes, rings, and each process's stay on a ring.
//
// The checkers look at an event while this still shows how things were before it; then it follows.
// Everything is found by a pointer or a place in a vector, so that a message costs no search.
#pragma once

#include "oracle/event.h"
#include "oracle/origins.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace oracle {

struct Process;
struct RingRecord;
struct Transition;

// How a process's stay on a ring ended.
enum class Ending : std::uint8_t {
    open,
    moved,  // to another ring, in the same incarnation
    failed, // killed, or left in order
    watched // the trace ends here, and it was alive
};

// What one configuration got, in brief: equal for equal deliveries in equal order.
struct Film {
    std::uint64_t digest = 0;
    std::uint32_t count = 0;
    Seq last = 0; // the highest number delivered so far on the ring
    bool operator==(const Film&) const = default;
};

// One incarnation's time on one ring, with the transitional configuration that ends it.
struct Stay {
    Process* process = nullptr;
    RingRecord* ring = nullptr;
    std::size_t place = 0; // among the ring's members
    Ending ending = Ending::open;
    Ring came;                        // the ring before this one; sequence 0: none
    Ring through;                     // the transitional configuration between them
    Ring next;                        // where it moved to
    Transition* transition = nullptr; // the way by which it leaves, or left

    Film film;                            // of the current configuration
    Seq prefix = 0;                       // all up to here were delivered
    std::vector<Seq> behind;              // what was delivered behind the first hole
    std::vector<std::uint32_t> by_sender; // how many were delivered, by the member's place

    [[nodiscard]] bool delivered(Seq seq) const;
};

// A transitional configuration that ends a ring, for all that go through it.
struct Transition {
    Ring id;
    Nodes members;
    Node first = 0;             // the first that took it,
    Film cut;                   // what that one had delivered in the regular configuration,
    std::optional<Film> inside; // and what somebody delivered in this one
    Node inside_by = 0;
    std::vector<Seq> safe; // safe messages that were delivered in it
};

// What a member said of itself in the commit token.
struct Entry {
    std::uint32_t incarnation = 0; // 0: it has not
    Ring old;
    Seq aru = 0;
    Seq delivered = 0;
    bool received = false;
    bool recovered = false; // and it went on to recovery
};

struct RingRecord {
    Ring id;
    Nodes members;
    std::uint64_t number = 0;  // of the record: an id may return when its members forgot it
    std::uint32_t open = 0;    // stays that have not ended, or ended with the trace
    std::uint32_t forming = 0; // processes that may still install it
    std::uint32_t installs = 0;

    // All by the member's place.
    std::vector<std::unique_ptr<Stay>> stays;
    std::vector<Entry> entries;
    std::vector<std::uint32_t> originated; // how many
    std::vector<Seq> last_originated;

    Origins origins;
    Seq high = 0;          // the highest number originated
    Seq high_internal = 0; // of recovery's own
    std::vector<std::unique_ptr<Transition>> transitions;

    // For safe messages: the highest delivered in the regular configuration, and by whom; the
    // shortest prefix with which a member left.
    Seq safe = 0;
    Node safe_by = 0;
    Seq shortest = UINT32_MAX;
    Node shortest_of = 0;

    // The member's place, or npos.
    static constexpr std::size_t npos = SIZE_MAX;
    [[nodiscard]] std::size_t place_of(Node node) const;
    // The stay of that member, or null.
    [[nodiscard]] Stay* stay_of(Node node) const;
};

// The arus of the last two tokens that a process passed on. They count on a circle.
struct Passed {
    Ring ring;
    std::uint32_t turn = 0;
    int count = 0;
    std::int32_t before = 0;
    std::int32_t now = 0;
    [[nodiscard]] bool twice(const Ring& on, Seq seq) const {
        const auto least = static_cast<std::int32_t>(seq);
        return count >= 2 && ring == on && before >= least && now >= least;
    }
};

struct Process {
    Node id = 0;
    std::size_t place = 0; // among all processes
    bool foreign = false;  // it writes no trace
    bool running = false;
    bool watched = false; // until its END
    bool forgot = false;  // its disk lost numbers that it used
    std::uint32_t incarnation = 0;

    Stay* stay = nullptr;             // on the ring of the current configuration
    Transition* transition = nullptr; // in force, if the configuration is transitional
    RingRecord* forming = nullptr;    // committed to
    Passed passed;

    [[nodiscard]] const RingRecord* ring() const { return stay == nullptr ? nullptr : stay->ring; }
};

class Track {
public:
    // Made when it is first heard of.
    Process& process(Node node);
    [[nodiscard]] const Process* find(Node node) const;
    [[nodiscard]] const std::deque<Process>& processes() const { return processes_; }
    // The rings that may still come into a verdict, in the order in which they came up.
    using Rings = std::map<std::uint64_t, std::unique_ptr<RingRecord>>;
    [[nodiscard]] const Rings& rings() const { return rings_; }
    // The ring on which this process may send or receive now; null if it is none of its rings.
    static RingRecord* ring_of(const Process& process, const Ring& id);
    // A ring id that its members forgot came back while somebody is still on the ring that it
    // named: nobody can tell the two from one another, neither the nodes nor who judges them.
    [[nodiscard]] bool doubled() const { return doubled_; }
    // Is nothing to be expected of this member, because nobody sees what it does?
    [[nodiscard]] bool foreign(Node node) const;

    // Before the checkers look: what the event speaks of is there.
    void prepare(const Event& event);
    // After them. Rings that nobody is on any more are put aside until `forget`.
    void apply(const Event& event);
    void originated(Process& process, const Originate& event);
    void delivered(Process& process, const Deliver& event);

    [[nodiscard]] const std::vector<RingRecord*>& retiring() const { return retiring_; }
    void forget();

private:
    struct RingHash {
        std::size_t operator()(const Ring& ring) const {
            return static_cast<std::size_t>((ring.seq * 0x9E3779B97F4A7C15U) ^ ring.representative);
        }
    };

    template <class Other>
    void make(Process&, const Other&) {}
    void make(Process& process, const Commit& event);
    void make(Process& process, const Transitional& event);
    void make(Process& process, const Regular& event);
    template <class Other>
    void follow(Process&, const Other&) {}
    void follow(Process& process, const Start& event);
    void follow(Process& process, const Fail& event);
    void follow(Process& process, const Leave& event);
    void follow(Process& process, const End& event);
    void follow(Process& process, const Commit& event);
    void follow(Process& process, const Recover& event);
    void follow(Process& process, const Gather& event);
    void follow(Process& process, const Transitional& event);
    void follow(Process& process, const Regular& event);
    void follow(Process& process, const Token& event);
    void follow(Process& process, const Amnesia& event);
    void follow(Process& process, const Foreign& event);

    RingRecord& record(const Process& process, const Ring& id, const Nodes& members);
    RingRecord& add(const Ring& id, const Nodes& members);
    void form(Process& process, RingRecord* ring);
    void part(Process& process, Ending ending);
    void retire_if_done(RingRecord& ring);

    std::deque<Process> processes_;
    std::vector<Process*> small_; // by node id, for small ones
    std::unordered_map<Node, Process*> others_;

    std::unordered_map<Ring, RingRecord*, RingHash> latest_; // of that id
    Rings rings_;
    std::uint64_t next_number_ = 0;
    bool doubled_ = false;
    std::vector<RingRecord*> retiring_;
};

} // namespace oracle
