// test/oracle/films.h - H5: whoever goes the same way sees the same film.
//
// Messages have names that all know. A view is named by what comes before it and what it says; and
// for those that joined in the middle, once more by what comes after it. Then what follows a name
// is the same for all, and what stands before it: unless their ways part there. Then each loses the
// other's node with the next loss of nodes that it is told of, or the one after that; until then
// nothing comes to both in different orders, and nothing that was sent after they parted. So two
// walks over all films, forward and back, find what is missing, doubled or out of order at anyone.
#pragma once

#include "oracle/checker.h"
#include "oracle/group_records.h"

#include <set>
#include <unordered_map>
#include <vector>

namespace oracle {

class Films {
public:
    // All instances that were in one group. `quiescent`: those that live have seen everything.
    // Those of foreign nodes are compared by the order of messages alone.
    Films(const GroupRecords& records, const std::vector<const Instance*>& instances,
          const std::set<Node>& foreign, bool quiescent);

    void compare(Report& report, Time end);

private:
    using Name = std::uint64_t;
    struct Film {
        const Instance* instance = nullptr;
        std::vector<Step> steps; // without what was heard by half
        bool complete = false;   // nothing follows
    };
    struct Way { // what stands next to a name at somebody
        Name to = 0;
        const Film* film = nullptr;
        std::size_t place = 0;
    };
    struct Tail { // of a film, from where ways part to the loss of whoever went the other one
        const Film* film = nullptr;
        std::size_t begin = 0;
        std::size_t end = 0;
        bool stays = false; // there is no such loss
    };
    using Ways = std::unordered_map<Name, std::vector<Way>>;

    [[nodiscard]] static Name last(const Film& film);
    template <class Visit>
    void walk_forward(const Film& film, Visit&& visit) const;
    template <class Visit>
    void walk_back(const Film& film, Visit&& visit) const;
    template <class Walk>
    [[nodiscard]] Ways parted(Walk&& walk) const;
    void judge(const Ways& ways, bool forward, Report& report, Time end) const;
    [[nodiscard]] const Way* unparted(const Way& one, const std::vector<Way>& all,
                                      bool forward) const;
    [[nodiscard]] Tail tail_of(const Film& film, std::size_t place, Client from) const;
    [[nodiscard]] bool crossed(const Tail& one, const Tail& other) const;
    [[nodiscard]] bool together(const Tail& one, const Tail& other) const;
    void compare_foreign(Report& report) const;
    void tell(const Way& one, const Way& other, bool forward, Report& report, Time end) const;

    const GroupRecords& records_;
    std::vector<Film> films_;
    std::vector<Film> foreign_;
};

} // namespace oracle
