// test/oracle/oracle.h - decides from a trace whether extended virtual synchrony held.
//
// Moser, Amir, Melliar-Smith, Agarwal: Extended Virtual Synchrony (1994); the names of properties
// are explained in properties.md beside this file. Events may come live or from files, those of one
// node in their order, those of different nodes merged by time. Near-linear in the events.
//
// Not for more than one thread. Knows nothing of the code that it judges.
#pragma once

#include "oracle/event.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace oracle {

enum class Scope : std::uint8_t {
    cluster,  // everything
    one_node, // what holds at each node by itself, whatever comes in from the network
    clients   // client events only: the trace says nothing of rings
};

// Bounds for what takes time; 0 switches a property off.
struct Bounds {
    Time settle = 0;           // L1: from calm until one ring of all
    Time agreed = 0;           // L2: from origination until delivered by all members, while calm
    Time safe = 0;             // L2, for safe messages
    Time detection = 0;        // L4: from a failure or cut until nobody has it as a member
    std::uint32_t changes = 0; // L5: regular configurations of one node after calm
};

struct Options {
    Scope scope = Scope::cluster;
    Bounds bounds;
    bool quiescent = true; // at finish(): "will deliver" is decided, not open
};

struct Violation {
    std::string property; // "E1"
    std::string text;     // what happened, with the nodes, rings and messages that prove it
    Time time = 0;
};

class Oracle {
public:
    explicit Oracle(Options options = {});
    ~Oracle();
    Oracle(const Oracle&) = delete;
    Oracle& operator=(const Oracle&) = delete;

    void take(const Event& event);
    // The two that come most often, without the detour.
    void originate(Time time, Node node, const Originate& event);
    void deliver(Time time, Node node, const Deliver& event);
    // After the last event. `quiescent`: all faults had stopped, all messages had time to arrive.
    void finish(bool quiescent);

    // In the order found; kept up to a bound, counted beyond it.
    [[nodiscard]] const std::vector<Violation>& violations() const;
    // How often something happened without which a property says nothing ("transitional with
    // messages", "safe in transitional", "failed recovery", "merge of disjoint rings", ...).
    [[nodiscard]] const std::map<std::string, std::uint64_t>& counts() const;
    // Of all events, in order: equal for equal runs.
    [[nodiscard]] std::uint64_t hash() const;

private:
    class Checkers;
    std::unique_ptr<Checkers> checkers_;
};

} // namespace oracle
