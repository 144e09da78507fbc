// test/unit/services/cpg/film_test.cc - whatever happens, members see the same film.
// Random clients join, leave, die and speak while the ring falls apart and comes together again,
// also in the middle of a synchronisation. What each member hears is held against the rules of
// virtual synchrony: the first view has it in it, every view follows from the last one, messages
// come from members only, and in one ring the members of a group see one sequence of events. In the
// end nobody is left over and nobody is missing.
#include "unit/services/cpg/cluster.h"

#include "base/random.h"

#include <algorithm>
#include <set>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::cpg;
using namespace baton::cpg::testing;

namespace {

constexpr std::uint32_t kNodes = 4;
constexpr const char* kGroups[] = {"a", "b"};
constexpr std::uint32_t kWitnessPid = 100; // one for each node and group, which never leaves

using Process = std::pair<std::uint32_t, std::uint32_t>; // node, pid
using ClientKey = std::pair<std::uint32_t, std::uint64_t>;

struct Watched { // a client as the checker knows it
    Process process;
    std::string group;
    bool is_member = false;
    std::set<Process> members;
    std::map<std::uint64_t, Lines> film; // by ring; what happens while synchronising is not in it
};

class Film {
public:
    explicit Film(std::uint64_t seed) : random_(seed), cluster_(kNodes) {
        for (std::uint32_t node = 1; node <= kNodes; ++node) {
            cluster_.node(node).on_event = [this](TestNode& at, ClientId client,
                                                  const Event& event) {
                std::visit(
                    [&](const auto& kind) {
                        hear(at, watched_[{at.id, client.value}], kind);
                    },
                    event);
            };
            all_.push_back(node);
        }
        for (std::uint32_t node = 1; node <= kNodes; ++node)
            for (std::uint32_t group = 0; group < 2; ++group)
                enter(node, group + 1, kGroups[group], kWitnessPid);
        cluster_.run();
        for (auto& [key, who] : watched_)
            who.film.clear(); // it begins when all witnesses are there
    }

    void play(int steps) {
        for (int step = 0; step < steps; ++step) act();
        cluster_.run();
        change({all_});
        cluster_.run();
        check_the_end();
        check_films();
    }

    [[nodiscard]] const std::string& wrong() const { return wrong_; }
    std::size_t messages = 0; // heard
    std::size_t views = 0;

private:
    void act() {
        switch (random_.below(20)) {
        case 0:
            return split();
        case 1:
            return interrupt();
        case 2:
        case 3:
            return newcomer();
        case 4:
            return with_someone([this](auto key) { cluster_.leave(key.first, key.second); });
        case 5:
            return with_someone([this](auto key) { close(key); });
        case 6:
            return with_someone([this](auto key) { join_again(key); });
        case 7:
        case 8:
            return cluster_.run(random_.below(6));
        case 9:
            return cluster_.run();
        default:
            return with_anyone([this](auto key) { say(key); });
        }
    }

    void enter(std::uint32_t node, std::uint64_t client, const std::string& group,
               std::uint32_t pid) {
        Watched& watched = watched_[{node, client}];
        watched.process = {node, pid};
        watched.group = group;
        cluster_.connect(node, client);
        cluster_.join(node, client, group, pid);
    }
    void newcomer() {
        const auto node = static_cast<std::uint32_t>(1 + random_.below(kNodes));
        const ClientKey key{node, ++last_client_};
        enter(node, key.second, kGroups[random_.below(2)],
              static_cast<std::uint32_t>(1 + random_.below(3)));
        open_.push_back(key);
    }
    void join_again(ClientKey key) {
        Watched& watched = watched_[key];
        if (watched.is_member) return;
        const std::string group = kGroups[random_.below(2)];
        if (cluster_.join(key.first, key.second, group, watched.process.second) == CsError::ok)
            watched.group = group;
    }
    void close(ClientKey key) {
        cluster_.disconnect(key.first, key.second);
        watched_[key].is_member = false;
        std::erase(open_, key);
    }
    void say(ClientKey key) {
        cluster_.say(key.first, key.second, std::to_string(++last_message_));
    }
    template <class Do>
    void with_someone(Do action) {
        if (!open_.empty()) action(open_[random_.below(open_.size())]);
    }
    template <class Do>
    void with_anyone(Do action) { // witnesses too
        auto place = watched_.begin();
        std::advance(place, static_cast<std::ptrdiff_t>(random_.below(watched_.size())));
        const bool is_open = place->second.process.second == kWitnessPid ||
                             std::find(open_.begin(), open_.end(), place->first) != open_.end();
        if (is_open) action(place->first);
    }

    std::vector<std::vector<std::uint32_t>> random_rings() {
        std::vector<std::vector<std::uint32_t>> rings(1 + random_.below(3));
        for (const std::uint32_t node : all_) rings[random_.below(rings.size())].push_back(node);
        std::erase_if(rings, [](const auto& ring) { return ring.empty(); });
        return rings;
    }
    void change(const std::vector<std::vector<std::uint32_t>>& rings) {
        for (const auto& ring : rings) cluster_.begin(ring);
        for (const auto& ring : rings) cluster_.exchange(ring);
        some_trouble();
        for (const auto& ring : rings) cluster_.finish(ring);
        for (const auto& ring : rings) check_agreement(ring);
    }
    void split() { change(random_rings()); }
    void interrupt() {
        const auto rings = random_rings();
        for (const auto& ring : rings) cluster_.begin(ring);
        for (const auto& ring : rings)
            if (random_.below(2) == 0) cluster_.exchange(ring);
        some_trouble();
        change(random_rings());
    }
    void some_trouble() { // while the nodes synchronise
        if (random_.below(2) == 0) with_someone([this](auto key) { close(key); });
        if (random_.below(2) == 0) with_anyone([this](auto key) { say(key); });
        if (random_.below(2) == 0) newcomer();
        cluster_.run();
    }

    void hear(TestNode& at, Watched& who, const ConfigurationEvent& event) {
        ++views;
        std::set<Process> expected = who.is_member ? who.members : std::set<Process>();
        const std::set<Process> now = set_of(event.members);
        const bool comes = set_of(event.joined).contains(who.process);
        if (!who.is_member) {
            if (!comes) complain(who, "its first view does not bring it in");
            for (const Address& member : event.members)
                expected.emplace(member.node.value, member.pid);
        } else {
            for (const Process& process : set_of(event.joined))
                if (!expected.insert(process).second) complain(who, "one joins who is there");
            for (const Process& process : set_of(event.left))
                if (expected.erase(process) == 0) complain(who, "one leaves who is not there");
        }
        if (expected != now) complain(who, "a view does not follow from the last one");
        if (now.size() != event.members.size()) complain(who, "a member is listed twice");
        if (!event.joined.empty() && !event.left.empty()) complain(who, "both come and go");
        who.is_member = now.contains(who.process);
        who.members = now;
        record(at, who,
               "members=" + text_of(event.members) + " joined=" + text_of(event.joined) +
                   " left=" + text_of(event.left));
    }
    void hear(TestNode& at, Watched& who, const DeliverEvent& event) {
        ++messages;
        if (!who.is_member) complain(who, "it hears a message and is no member");
        if (!who.members.contains({event.node.value, event.pid}))
            complain(who, "the sender of a message is no member");
        if (at.in_sync) complain(who, "a message comes while the nodes synchronise");
        const std::string text(reinterpret_cast<const char*>(event.data.data()), event.data.size());
        record(at, who, "message " + text);
    }
    void hear(TestNode&, Watched&, const PartialDeliverEvent&) {}
    void hear(TestNode&, Watched&, const TotemConfigurationEvent&) {}

    static void record(TestNode& at, Watched& who, std::string line) {
        if (!at.in_sync) who.film[at.ring.seq].push_back(std::move(line));
    }
    static std::set<Process> set_of(const std::vector<Address>& list) {
        std::set<Process> set;
        for (const Address& address : list) set.emplace(address.node.value, address.pid);
        return set;
    }

    const Watched& witness(std::uint32_t node, const std::string& group) {
        return watched_[{node, group == kGroups[0] ? 1U : 2U}];
    }
    // After a synchronisation the members in one ring know the same members. (Its very end: what
    // waited is ordered behind it, so it is looked at after that, everywhere.)
    void check_agreement(const std::vector<std::uint32_t>& ring) {
        for (const char* group : kGroups)
            for (const std::uint32_t node : ring)
                if (witness(node, group).members != witness(ring.front(), group).members)
                    complain(witness(node, group), "nodes disagree about the members");
    }
    void check_films() {
        for (const auto& [key, who] : watched_)
            for (const auto& [ring, lines] : who.film) check_film(key, who, ring, lines);
    }
    void check_film(ClientKey key, const Watched& who, std::uint64_t ring, const Lines& lines) {
        if (who.process.second == kWitnessPid) return check_witness(who, ring, lines);
        if (rejoined_elsewhere(lines)) return;
        for (const char* group : kGroups) {
            const auto found = witness(key.first, group).film.find(ring);
            if (found == witness(key.first, group).film.end()) continue;
            if (std::search(found->second.begin(), found->second.end(), lines.begin(),
                            lines.end()) != found->second.end())
                return;
        }
        complain(who, "it saw another film than the witness");
    }
    // Left and joined again in one ring: not one piece of the film.
    static bool rejoined_elsewhere(const Lines& lines) {
        return std::count_if(lines.begin(), lines.end(), [](const std::string& line) {
                   return line.find("/leave") != std::string::npos;
               }) > 0;
    }
    void check_witness(const Watched& who, std::uint64_t ring, const Lines& lines) {
        for (const std::uint32_t node : all_) {
            const auto& film = witness(node, who.group).film;
            const auto found = film.find(ring);
            if (found != film.end() && found->second != lines)
                complain(who, "witnesses of one ring saw different films");
        }
    }
    void check_the_end() {
        for (const char* group : kGroups) {
            std::set<Process> members;
            for (const auto& [key, who] : watched_)
                if (who.is_member && who.group == group) members.insert(who.process);
            for (const auto& [key, who] : watched_)
                if (who.is_member && who.group == group && who.members != members)
                    complain(who, "in the end the members are not those that are there");
        }
    }
    void complain(const Watched& who, const std::string& what) {
        if (wrong_.empty())
            wrong_ = std::to_string(who.process.first) + ":" + std::to_string(who.process.second) +
                     " in " + who.group + ": " + what;
    }

    Random random_;
    Cluster cluster_;
    std::vector<std::uint32_t> all_;
    std::map<ClientKey, Watched> watched_;
    std::vector<ClientKey> open_; // without the witnesses
    std::uint64_t last_client_ = 10;
    std::uint64_t last_message_ = 0;
    std::string wrong_;
};

void members_of_a_group_see_the_same_film(void**) {
    std::string wrong;
    std::size_t messages = 0;
    std::size_t views = 0;
    for (std::uint64_t seed = 1; seed <= 40 && wrong.empty(); ++seed) {
        Film film(seed);
        film.play(400);
        messages += film.messages;
        views += film.views;
        if (!film.wrong().empty()) wrong = "seed " + std::to_string(seed) + ": " + film.wrong();
    }
    assert_string_equal(wrong.c_str(), "");
    assert_true(messages > 10000); // or nothing was tried
    assert_true(views > 10000);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {cmocka_unit_test(members_of_a_group_see_the_same_film)};
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
