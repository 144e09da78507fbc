// test/support/describe_application.cc - application messages in the words of the vector files.
#include "support/application_message.h"

#include "wire/fields.h"

namespace baton::test {

namespace {

struct Describer {
    const std::string& at; // what all names begin with
    Description& into;

    template <class Int>
    void number(const char* name, Int value) {
        into.number(at + name, std::uint64_t{value});
    }
    void ring(RingId ring) {
        number("ring_id.rep", ring.representative.value);
        number("ring_id.seq", ring.seq);
    }
    void name(const std::string& field, std::string_view text) {
        into.number(at + field + ".length", text.size());
        into.text(at + field + ".value", text);
    }
    void source(NodeId node, std::uint64_t handle) {
        number("source.node", node.value);
        number("source.handle", handle);
    }

    template <class... Messages>
    void operator()(const std::variant<Messages...>& message) {
        std::visit(*this, message);
    }

    void operator()(const wire::Barrier& barrier) { ring(barrier.ring); }
    void operator()(const wire::ServiceBuild& build) {
        ring(build.ring);
        number("service_count", build.services.size());
        for (std::size_t i = 0; i < build.services.size(); ++i)
            into.number(indexed(at + "service", i), build.services[i]);
    }

    void operator()(const wire::CmapMessage& message) {
        number("reason", static_cast<std::uint8_t>(message.reason));
        number("item_count", message.items.size());
        for (std::size_t i = 0; i < message.items.size(); ++i) {
            const wire::CmapItem& item = message.items[i];
            const std::string item_name = indexed("item", i);
            name(item_name + ".key", item.key);
            into.number(at + item_name + ".value_type", static_cast<std::uint8_t>(item.type));
            into.number(at + item_name + ".value_len", item.value.size());
            into.number(at + item_name + ".value_u64", wire::config_version(message).value());
        }
    }

    void operator()(const wire::CfgRingReenable&) {}
    void operator()(const wire::CfgShutdown&) {}
    void operator()(const wire::CfgKillNode& message) {
        number("node", message.node.value);
        name("reason", message.reason);
    }
    void operator()(const wire::CfgReload& message) {
        source(message.source_node, message.source_handle);
    }
    void operator()(const wire::CfgCryptoPhase& message) {
        number("phase", static_cast<std::uint32_t>(message.phase));
    }

    void process(const GroupName& group, std::uint32_t pid, std::uint32_t reason) {
        name("group_name", group.text());
        number("pid", pid);
        number("reason", reason);
    }
    void operator()(const wire::CpgProcessJoin& join) {
        process(join.group, join.pid, join.reason);
    }
    void operator()(const wire::CpgProcessLeave& leave) {
        process(leave.group, leave.pid, leave.reason);
    }
    void operator()(const wire::CpgJoinList& list) {
        number("entries", list.entries.size());
        for (std::size_t i = 0; i < list.entries.size(); ++i) {
            into.number(indexed(at + "entry", i) + ".pid", list.entries[i].pid);
            name(indexed("entry", i) + ".group_name", list.entries[i].group.text());
        }
    }
    void operator()(const wire::CpgMulticast& message) {
        name("group_name", message.group.text());
        number("data_len", message.data.size());
        number("pid", message.pid);
        source(message.source_node, message.source_handle);
    }
    void operator()(const wire::CpgDownList& list) {
        number("old_members", list.old_members);
        number("left_count", list.left.size());
        for (std::size_t i = 0; i < list.left.size(); ++i)
            into.number(indexed(at + "left", i), list.left[i].value);
    }
    void operator()(const wire::CpgPartialMulticast& message) {
        name("group_name", message.group.text());
        number("total_len", message.total_length);
        number("frag_len", message.data.size());
        number("pid", message.pid);
        number("part_type", message.part);
        source(message.source_node, message.source_handle);
    }

    void operator()(const wire::NodeInfo& info) {
        number("node", info.node.value);
        number("votes", info.votes);
        number("expected_votes", info.expected_votes);
        number("flags", info.flags);
    }
    void operator()(const wire::Reconfigure& message) {
        number("node", message.node.value);
        number("value", message.value);
        number("param", static_cast<std::uint8_t>(message.parameter));
    }
    void operator()(const wire::DeviceRegistration& message) {
        number("operation", static_cast<std::uint32_t>(message.operation));
        into.text(at + "name", message.name);
    }
    void operator()(const wire::DeviceRename& message) {
        into.text(at + "old_name", message.old_name);
        into.text(at + "new_name", message.new_name);
    }

    void attempt(const wire::ReloadId& id) {
        number("initiator", id.initiator.value);
        ring(id.ring);
        number("number", id.number);
    }
    void texts(const char* name, const std::vector<std::string>& list) {
        number(name, list.size());
        for (std::size_t i = 0; i < list.size(); ++i) into.text(indexed(at + name, i), list[i]);
    }
    void operator()(const wire::ReloadQuestion& question) {
        number("number", question.number);
        number("check_only", std::uint32_t{question.check_only});
    }
    void operator()(const wire::ReloadAnswer& answer) {
        attempt(answer.id);
        number("old_version", answer.old_version);
        number("new_version", answer.new_version);
        number("digest", answer.digest);
        number("good", std::uint32_t{answer.good});
        texts("complaints", answer.complaints);
        texts("needs_restart", answer.needs_restart);
    }
    void operator()(const wire::ReloadDecision& decision) {
        attempt(decision.id);
        number("apply", std::uint32_t{decision.apply});
    }
};

} // namespace

void describe(const ApplicationMessage& message, const std::string& prefix, Description& into) {
    const bool sync = message.prefix.group == wire::Group::sync;
    into.number(prefix + "group_count", 1U);
    into.text(prefix + "group[0]", sync ? "sync" : "a");
    const std::string at = prefix + "msg.";
    Describer describer{at, into};
    describer.number("id", static_cast<std::uint32_t>(message.header.id));
    describer.number("size", message.header.size);
    if (!sync) {
        describer.number("service", message.header.service());
        describer.number("function", message.header.function());
    }
    std::visit(describer, message.content);
}

} // namespace baton::test
