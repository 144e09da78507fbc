// test/oracle/group_messages.cc - H4, H6 to H9: messages, from whom and which.
#include "oracle/groups.h"

#include <algorithm>
#include <fmt/format.h>

namespace oracle {

void GroupChecker::on(const Event& at, const Message& message) {
    Instance* instance = told(at, message.pid, message.group);
    if (instance == nullptr || !may_hear(at, *instance, message)) return;
    ++messages_;
    const std::size_t group = records_.group(message.group);
    Speaker* speaker = records_.find(group, message.from);
    const std::size_t place = speaker == nullptr ? kNone : speaker->place_of(message.id);
    if (place != kNone) {
        check_whole(at, *instance, speaker->sent[place], message);
        return hear(at, *instance, *speaker, place);
    }
    const bool unknown = speaker == nullptr || speaker->instances.empty();
    if (unknown && foreign_.contains(message.from.node)) return; // it tells nobody what it sends
    violated(
        "H7", at, *instance,
        fmt::format("hears message {} of {}, which never sent it", message.id, text(message.from)));
}

bool GroupChecker::may_hear(const Event& at, const Instance& instance, const Message& message) {
    if (!instance.joined)
        violated("H1", at, instance, "hears a message before it is told that it joined");
    else if (!contains(instance.members, message.from))
        violated("H4", at, instance,
                 fmt::format("hears message {} of {}, which is no member", message.id,
                             text(message.from)));
    else
        return true;
    return false;
}

void GroupChecker::check_whole(const Event& at, const Instance& instance, const Sent& sent,
                               const Message& message) {
    if (sent.size == message.size && sent.digest == message.digest) return;
    violated("H7", at, instance,
             fmt::format("hears message {} of {} with {} bytes and digest {:x}; {} bytes and {:x} "
                         "were sent",
                         message.id, text(message.from), message.size, message.digest, sent.size,
                         sent.digest));
}

// One after the other. Only who is new to a sender may miss the first ones: they may have been sent
// before they met. Whether it did not miss too much is seen in the films.
void GroupChecker::hear(const Event& at, Instance& instance, Speaker& speaker, std::size_t place) {
    Heard& heard = instance.heard[speaker.client];
    const bool own = speaker.client == instance.client;
    const std::uint64_t id = speaker.sent[place].id;
    if (place < heard.next)
        return violated("H6", at, instance,
                        fmt::format("hears message {} of {} twice, or after a later one", id,
                                    text(speaker.client)));
    if (heard.fresh)
        records_.first_words.push_back(
            {instance.client, speaker.number, heard.next, place, heard.since});
    else if (place > heard.next && !own && foreign_.contains(at.node))
        foreign_gaps_.push_back({instance.client, speaker.number, heard.next, place, at.time});
    else if (place > heard.next)
        violated(own ? "H8" : "H6", at, instance,
                 fmt::format("hears message {} of {}, and did not hear {}", id,
                             text(speaker.client), speaker.sent[heard.next].id));
    heard.fresh = false;
    heard.next = place + 1;
    if (own) speaker.sent[place].stage = speaker.stages.size() - 1;
    check_lost_nodes(at, instance, speaker.sent[place]);
    instance.film.push_back({speaker.number << 32U | place, at.time});
}

// A message that was sent in a ring without some node comes after the loss of that node's clients,
// unless they came back since.
void GroupChecker::check_lost_nodes(const Event& at, Instance& instance, const Sent& sent) {
    if (sent.ring == kNone || sent.ring == instance.checked_ring) return;
    const RingSeen& ring = records_.rings[sent.ring];
    const auto installed = ring.installed.find(at.node);
    if (installed == ring.installed.end()) return;
    instance.checked_ring = sent.ring;
    for (const Client member : instance.members) {
        if (std::find(ring.members.begin(), ring.members.end(), member.node) != ring.members.end())
            continue;
        if (instance.heard[member].since > installed->second) continue;
        violated("H9", at, instance,
                 fmt::format("hears message {}, sent after node {} was lost, before it is told of "
                             "the loss",
                             sent.id, member.node));
    }
}

} // namespace oracle
