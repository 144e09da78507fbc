// test/oracle/group_records.cc - looking things up, and saying what they are.
#include "oracle/group_records.h"

#include "oracle/fields.h"

#include <algorithm>
#include <fmt/format.h>

namespace oracle {

std::size_t Speaker::place_of(std::uint64_t id) const {
    const auto found =
        std::lower_bound(sent.begin(), sent.end(), id,
                         [](const Sent& one, std::uint64_t it) { return one.id < it; });
    if (found == sent.end() || found->id != id) return kNone;
    return static_cast<std::size_t>(found - sent.begin());
}

std::size_t GroupRecords::group(const std::string& name) {
    const auto [place, is_new] = group_numbers.try_emplace(name, groups.size());
    if (is_new) groups.push_back(name);
    return place->second;
}

Speaker* GroupRecords::find(std::size_t group, Client client) {
    const auto found = speaker_numbers.find({group, client});
    return found == speaker_numbers.end() ? nullptr : &speakers[found->second];
}

Speaker& GroupRecords::speaker(std::size_t group, Client client) {
    const auto [place, is_new] = speaker_numbers.try_emplace({group, client}, speakers.size());
    if (is_new) {
        speakers.emplace_back();
        speakers.back().client = client;
        speakers.back().group = group;
        speakers.back().number = place->second;
    }
    return speakers[place->second];
}

std::size_t GroupRecords::view_number(const View& view) {
    const auto [place, is_new] = view_numbers.try_emplace(text_of(view), views.size());
    if (is_new) views.push_back(view);
    return place->second;
}

std::string GroupRecords::named(const Instance& instance) const {
    return fmt::format("{} in group {}", oracle::text(instance.client),
                       groups[speakers[instance.speaker].group]);
}

std::string GroupRecords::text(const Step& step) const {
    if (step.is_view()) return text_of(views[step.view()]);
    return fmt::format("message {} of {}", sent(step).id,
                       oracle::text(speakers[step.speaker()].client));
}

std::string text(Client client) { return fmt::format("{}:{}", client.node, client.pid); }

std::string text(const Clients& clients) {
    std::string line;
    for (const Client client : clients) line += (line.empty() ? "" : ",") + text(client);
    return line.empty() ? "-" : line;
}

std::string text_of(const View& view) {
    std::string why;
    for (const Reason reason : view.why)
        why += (why.empty() ? "" : ",") + std::string(kReasons[static_cast<std::size_t>(reason)]);
    return fmt::format("view members={} joined={} left={} why={}", text(view.members),
                       text(view.joined), text(view.left), why.empty() ? "-" : why);
}

bool contains(const Clients& clients, Client client) {
    return std::find(clients.begin(), clients.end(), client) != clients.end();
}

bool has_reason(const View& view, Reason reason) {
    return std::find(view.why.begin(), view.why.end(), reason) != view.why.end();
}

} // namespace oracle
