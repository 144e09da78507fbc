// test/world/links.cc - what a node's transport tells it of its links: late, and sometimes wrong.
#include "world/step.h"

#include <algorithm>

namespace baton::world {

// A link is up when answers come back: in both directions, from a process that runs. Whatever
// changes is told when it has been so for a while.
void World::watch_links() {
    if (link_down == Duration{0}) return;
    for (const auto& at : hosts_) {
        if (!at->node || at->paused) continue;
        at->hears.resize(hosts_.size());
        for (const auto& other : hosts_) {
            if (other == at) continue;
            const bool up =
                other->node && !other->paused && passes(*at, *other) && passes(*other, *at);
            Evidence& evidence = at->hears[other->number];
            if (evidence.up == up) continue;
            evidence.up = up;
            evidence.due = now_ + (up ? link_up : link_down);
        }
        wake(*at);
    }
}

void World::rumour(Id id, Id about, bool up) {
    Host& at = host(id);
    Host& whom = host(about);
    if (!at.node || at.paused || link_down == Duration{0}) return;
    at.hears.resize(hosts_.size());
    at.hears[whom.number].due = now_ + (up ? link_down : link_up); // until the truth comes out
    step(at, [&](Node& node, TimePoint now) {
        node.links_changed(now, NodeId{about}, up, at.actions);
    });
}

void World::tell_links(Host& at) {
    for (const auto& other : hosts_) {
        if (!at.node || other->number >= at.hears.size()) continue;
        Evidence& evidence = at.hears[other->number];
        if (!evidence.due || *evidence.due > now_) continue;
        evidence.due.reset();
        step(at, [&](Node& node, TimePoint now) {
            node.links_changed(now, NodeId{other->id}, evidence.up, at.actions);
        });
    }
}

} // namespace baton::world
