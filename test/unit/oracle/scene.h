// test/unit/oracle/scene.h - makes traces of clients of one group that see what they should, to be
// spoilt. Nodes are in one component until they part; what is said is heard by all members in the
// component of the speaker, in one order.
#pragma once

#include "oracle/oracle.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace oracle {

class Scene {
public:
    void join(Client client);
    void leave(Client client);
    void die(Client client);
    void crash(Node node); // with its clients; the others are told
    // The nodes of each side lose those of the others; then all meet again.
    void part(const std::vector<Nodes>& sides);
    void meet();

    std::uint64_t say(Client client); // and all hear it
    std::uint64_t submit(Client client);
    void hear(Client client, Client from, std::uint64_t id);
    void hear_all(Client from, std::uint64_t id); // its members

    void tell(Node node, What what);

    std::vector<Event> events;

private:
    [[nodiscard]] Clients together(Node node) const;
    void view(const Clients& whom, const Clients& joined, const Clients& left, Reason why);

    Clients members_; // of all components
    std::map<Node, int> side_;
    std::map<Client, std::uint64_t> ids_;
};

// The properties that are violated, each once: "H5 H6"; or "".
std::string violated(const Scene& scene, Scope scope = Scope::clients, bool quiescent = true);

// The place of the n-th view or message, or the message with this number, that a client is told.
std::size_t view_at(const Scene& scene, Client client, int n);
std::size_t message_at(const Scene& scene, Client client, Client from, std::uint64_t id);
View& view(Scene& scene, Client client, int n);
Message& message(Scene& scene, Client client, Client from, std::uint64_t id);
void erase(Scene& scene, std::size_t place);
// Exchanges what stands in two places; the times stay where they are.
void exchange(Scene& scene, std::size_t one, std::size_t other);

} // namespace oracle
