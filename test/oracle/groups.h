// test/oracle/groups.h - H: process groups, from what clients called and what they were told.
//
// Most is decided when it happens: H1 to H4, H6 to H10. What needs the films of several instances,
// or the end of a trace, is decided at finish(): H5 (films.h), H11 and D2. Where the trace tells of
// rings, H9 uses them.
#pragma once

#include "oracle/checker.h"
#include "oracle/group_records.h"

#include <map>
#include <set>

namespace oracle {

class GroupChecker final : public Checker {
public:
    explicit GroupChecker(Report& report, Scope scope = Scope::cluster)
        : Checker(report), scope_(scope), messages_(report.counter("message")) {}

    void take(const Event& event) override;
    void finish(bool quiescent) override;

private:
    // groups.cc: what clients do, and what happens to them
    void on(const Event& at, const Regular& event);
    void on(const Event& at, const ClientJoin& event);
    void on(const Event& at, const ClientLeave& event);
    void on(const Event& at, const ClientDied& event);
    void on(const Event& at, const ClientSend& event);
    void on(const Event& at, const Fail& event);
    void on(const Event& at, const Leave& event);
    void on(const Event& at, const Foreign& event);
    void on(const Event& at, const Cut& event);
    void on(const Event& at, const Calm& event);
    // group_views.cc
    void on(const Event& at, const View& event);
    // group_messages.cc
    void on(const Event& at, const Message& event);
    template <class Other>
    void on(const Event&, const Other&) {}

    void node_ends(Node node);

    Instance* told(const Event& at, std::uint32_t pid, const std::string& group);
    void check_first(const Event& at, const Instance& instance, const View& view);
    void check_change(const Event& at, const Instance& instance, const View& view);
    void check_losses(const Event& at, const Instance& instance, const View& view);
    void note_joined(const Event& at, Instance& instance, const View& view);
    void note_left(const Event& at, Instance& instance, const View& view);
    void note_on_the_way(Instance& instance, const View& view);
    void end_of_first_words(const Instance& instance, Client whom, const Heard& heard);
    void strictly(const Instance& instance, Client whom, Heard& heard);

    bool may_hear(const Event& at, const Instance& instance, const Message& message);
    void hear(const Event& at, Instance& instance, Speaker& speaker, std::size_t place);
    void check_lost_nodes(const Event& at, Instance& instance, const Sent& sent);
    void check_whole(const Event& at, const Instance& instance, const Sent& sent,
                     const Message& message);

    // group_end.cc
    void check_first_words();
    [[nodiscard]] static std::vector<OnTheWay> meetings(const FirstWords& words,
                                                        const Speaker& speaker);
    void check_apart(const FirstWords& words, const Speaker& speaker);
    [[nodiscard]] bool met_on_ring_of(const Sent& first, const FirstWords& words) const;
    [[nodiscard]] bool lost_right_away(const FirstWords& words, const Speaker& speaker);
    [[nodiscard]] Time next_ring_of(Node node, Time after) const;
    void half_heard(const FirstWords& words, Speaker& speaker, OnTheWay some);
    void check_foreign_gaps();
    void check_gone();
    void check_departed();
    void check_own_leave(const Instance& instance);
    void check_last_view(const Instance& instance);
    void check_all_there(const Instance& instance);
    void check_sent(const Instance& instance);
    void compare_films(bool quiescent);
    [[nodiscard]] bool in_one_ring(Node one, Node other) const;

    void violated(const char* property, const Event& at, const Instance& instance,
                  const std::string& what);
    void violated_at_end(const char* property, const Instance& instance, const std::string& what);

    const Scope scope_;
    std::uint64_t& messages_;
    GroupRecords records_;
    std::map<Node, std::size_t> ring_of_; // the last regular configuration
    std::set<Node> foreign_;
    std::vector<ForeignGap> foreign_gaps_;
    std::set<std::pair<std::size_t, Client>> down_;     // were told to be gone, by group
    std::set<std::pair<std::size_t, Client>> departed_; // were told to have left
    bool apart_ = false;                                // a cut, and no calm since
    Time last_ = 0;
};

} // namespace oracle
