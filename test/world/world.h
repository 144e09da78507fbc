// test/world/world.h - a cluster of real nodes in one process, on a network that obeys.
//
// Virtual time, no chance but a seeded generator: the same story gives the same trace. What a story
// may see is told by Show, what an oracle is to judge by Witness; never log text. What a story asks
// for in the log it takes from `observer`.
#pragma once

#include "world/arbiter.h"
#include "world/arrivals.h"
#include "world/electorate.h"
#include "world/host.h"
#include "world/network.h"
#include "world/show.h"
#include "world/witness.h"

#include <functional>
#include <string>

namespace baton::world {

class World {
public:
    using Id = std::uint32_t;

    ring::RingConfig config; // of nodes started from now on; `self` is filled in
    Electorate electorate;   // likewise
    // Asked at every start, for what else a node is to know.
    std::function<void(NodeConfig& node)> configure;
    Network network;
    Show show;
    // Told of everything that a node wants done, shown or not.
    std::function<void(Id id, const NodeAction& action)> observer;
    // Asked for every datagram between nodes; may change what arrives.
    std::function<void(Id from, std::vector<std::byte>& datagram)> tamper;

    World() = default;
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    void watch(oracle::Oracle& oracle); // before the first start; the oracle must live longer
    void seed(std::uint64_t seed);

    // ---- processes (processes.cc)
    void start(Id id); // also again, after kill: with the ring sequence from its disk
    void kill(Id id);
    void leave(Id id); // its clients first
    void pause(Id id);
    void resume(Id id);
    void gather(Id id);
    void forget_disk(Id id);
    void disk(Id id, Disk::Health health);
    // From its next start on it knows nothing of what Batons agree on to be fast.
    void plain(Id id, bool plain) { host(id).plain = plain; }
    void freeze(Id id);
    void thaw(Id id);
    void leap(Id id, Duration by);

    // ---- the network (wires.cc)
    void isolate(Id id, bool up);
    void partition(const std::vector<std::vector<Id>>& sides);
    void deaf(Id id, bool deaf); // receives nothing from others
    void block(Id from, Id to, bool blocked);
    void slow(Id from, Id to, Duration by);
    // So late nodes are told of a link that is down or up; 0: no transport watches links.
    Duration link_down{0};
    Duration link_up{0};
    // A link says to `id` that `about` is heard or not, true or not. It is put right after a while.
    void rumour(Id id, Id about, bool up);
    void heal(); // no partition, no blocked link, no slow one
    void buffer(Id id, std::size_t datagrams);
    void sluggish(Id id, Duration per_datagram);
    // Something about the network was changed: the oracle is told.
    void disturbed();
    // All faults end, and all nodes that ever ran are there.
    void calm();
    // The same, but who did not hear whom still does not.
    void still();
    // Any bytes, as if they came from the network.
    void inject(Id to, const std::vector<std::byte>& datagram);

    // ---- local clients, one per node and group (clients.cc)
    // Multicasts that the daemon reads one behind the other are one step, whether clients ask for
    // them or they come from the network. By the seed.
    bool gathers = false;
    void join(Id id, const std::string& group);
    [[nodiscard]] Client* client(Id id, const std::string& group);
    [[nodiscard]] bool has_client(Id id, const std::string& group) {
        return client(id, group) != nullptr;
    }
    void leave_group(Id id, const std::string& group);
    void die(Id id, const std::string& group);
    void say(Id id, const std::string& group, const std::string& text, std::size_t size, bool safe,
             std::uint32_t times = 1);
    void stall(Id id, const std::string& group, bool stalled);

    // ---- votes (voters.cc), asked of a node as its tools would; false: it does not listen now
    Arbiter arbiter; // of the quorum device
    bool expect(Id id, std::uint32_t votes);
    bool give_votes(Id id, Id whom, std::uint32_t votes);
    bool set_key(Id id, const std::string& key, cmap::Value value);
    bool register_device(Id id, bool registered);
    bool let_master_win(Id id, bool allow);
    bool poll(Id id, bool cast);
    // Every device that there is asks the arbiter, who answers unless it is asleep.
    void poll_all();
    // How the node counts votes, as it says now.
    [[nodiscard]] std::optional<votequorum::InfoReply> tally(Id id);

    // ---- configuration files (files.cc)
    Duration reading = milliseconds(3);      // so long it takes a node
    void edit(Id id, std::uint64_t version); // and it is as good as all else here says
    void rekey(Id id, std::uint32_t key);    // the next that it reads; 0: no encryption
    void spoil(Id id);                       // it cannot be read anew, until it is edited
    bool reload(Id id); // asked of a node as its tools would; false: it does not listen now

    // ---- time
    void run(Duration duration);
    // Until something happens, or it is `limit`.
    void run_to_event(TimePoint limit);
    // Until every live node is in one synchronised ring with all it can reach, and nothing waits to
    // be sent. False after a virtual minute without that.
    bool settle();
    // Nothing was done since it settled, and all members have all that was sent.
    [[nodiscard]] bool quiescent() const;
    // Tells the oracle that observation ends here.
    void end();

    [[nodiscard]] const std::vector<std::string>& trace() const { return show.lines(); }
    [[nodiscard]] Node* node(Id id); // nothing if it does not run
    [[nodiscard]] bool paused(Id id) { return host(id).paused; }
    // How many buffers the node has in use.
    [[nodiscard]] std::size_t buffers(Id id) { return host(id).pool.outstanding(); }
    [[nodiscard]] TimePoint now() const { return now_; }
    // Datagrams that were sent over the network, lost or not.
    [[nodiscard]] std::uint64_t datagrams() const { return datagrams_; }

private:
    Host& host(Id id);
    [[nodiscard]] Host* find(Id id) const;

    template <class What>
    void step(Host& at, What what);
    void perform(Host& at);
    void perform(Host& at, const NodeAction& action);
    void after_step(Host& at);
    void end_process(Host& at, bool told = false);
    void discard(Host& at);

    void send(Host& from, Host& to, const Slice& frame);
    void dispatch(const Host& from, Host& to, const Slice& frame);
    Slice changed(const Host& from, Host& to, const Slice& frame, bool damaged);
    [[nodiscard]] static bool passes(const Host& from, const Host& to);
    void arrive(Arrival arrival);
    void take(Host& at, const Slice& bytes);
    void take_list(Host& at);
    void take_inbox(Host& at);

    void read(const Host& at, Client& client);
    void ask(Host& at, Client& client, Request request);
    [[nodiscard]] static bool takes_requests(const Host& at);
    void serve_clients(Host& at);
    void serve(Host& at, Client& client);
    bool settle(Host& at);
    void multicast(Host& at, Client& client, const Request& request);
    [[nodiscard]] static Client* find(Host& at, ClientId id);
    void hear(Host& at, const SendEvent& event);
    void hear(Host& at, ClientId id, const cpg::Event& event);
    void answer(Host& at, const ReplyToClient& reply);
    void answer(Host& at, ClientId id, const cpg::Reply& reply);
    void cut_off(Host& at);
    void disconnect(Host& at, Client& client);

    template <class Request>
    void request(Host& at, ClientId client, Request request);
    Host* listening(Id id);
    void watch_quorum(Host& at);
    void attend(Host& at);
    bool poll(Host& at, RingId ring, bool cast);
    void ask_arbiter(Host& at, RingId ring);
    void ask_tally(Host& at);
    void hear(Host& at, const quorum::Event& event);
    void hear(Host& at, const votequorum::Event& event);
    void answer(Host& at, const votequorum::Reply& reply);
    static void answer(Host& at, const cmap::Reply& reply);
    void obey(Host& at, const Command& command);
    void stop_for(Host& at, const ShutDown& reason);

    [[nodiscard]] std::uint64_t version_of(const Host& at) const;
    [[nodiscard]] std::vector<std::pair<std::string, cmap::Value>> file_of(const Host& at) const;
    void mend_files();
    void begin_reading(Host& at, std::uint64_t number);
    void change_key(Host& at, const Command& command);
    void tell_reading(Host& at);
    void finish_reading(Host& at);
    void stop(Host& at);

    void wake(Host& at);
    bool next_event(TimePoint limit);
    [[nodiscard]] bool settled() const;
    [[nodiscard]] bool settled(const Host& at) const;
    void tell_cuts();
    void tell_deaf();
    void watch_links();
    void tell_links(Host& at);
    void mend(Host& at);

    static constexpr TimePoint kNever = TimePoint::max();

    const Outside outside_{}; // nothing
    TimePoint now_{std::chrono::seconds(1000)};
    std::unique_ptr<Witness> witness_;
    std::vector<std::unique_ptr<Witness::Probe>> probes_; // by a host's number
    std::vector<std::unique_ptr<Host>> hosts_;            // by id
    std::vector<TimePoint> wakes_;                        // by a host's place
    std::size_t soonest_ = 0;                             // the place of the first to wake
    bool soonest_known_ = true;
    Arrivals arrivals_;
    std::vector<std::byte> scratch_;
    std::uint64_t seed_ = 0;
    std::uint64_t last_client_ = 0;
    std::optional<oracle::What> if_granted_; // what the oracle is told then
    bool granted_ = false;
    std::uint64_t datagrams_ = 0;
    bool settled_ = false; // and nothing was done since
};

} // namespace baton::world
