// exec/wire/cpg_decode.cc - messages of the cpg services, from bytes.
#include "wire/cpg_names.h"

namespace baton::wire {

namespace {

auto malformed(const char* what) { return failure(Error::Kind::malformed, what); }
auto bad_name() { return failure(Error::Kind::limit, "cpg: group name longer than 128"); }

template <class Message>
Result<CpgMessage> decode_process(Bytes message) {
    const auto head = Fields<kCpgProcessSize>::of(message);
    if (!head) return malformed("cpg: process message too short");
    const auto group = read_cpg_name(message.subspan<16, kCpgNameSize>());
    if (!group) return bad_name();
    return Message{*group, head->get<std::uint32_t, 152>(), head->get<std::uint32_t, 160>()};
}

// The number of entries follows from the message's size, which has to be exact.
Result<CpgMessage> decode_join_list(Bytes message) {
    if (message.size() < kCpgJoinListHeaderSize) return malformed("cpg: join list too short");
    Bytes rest = message.subspan(kCpgJoinListHeaderSize);
    if (rest.size() % kCpgJoinListEntrySize != 0)
        return malformed("cpg: join list of a wrong size");
    CpgJoinList list;
    list.entries.reserve(rest.size() / kCpgJoinListEntrySize);
    for (; !rest.empty(); rest = rest.subspan(kCpgJoinListEntrySize)) {
        const auto group = read_cpg_name(rest.subspan<8, kCpgNameSize>());
        if (!group) return bad_name();
        list.entries.push_back({Fields<4>::of(rest)->get<std::uint32_t, 0>(), *group});
    }
    return list;
}

Result<CpgMessage> decode_multicast_message(Bytes message) {
    const auto head = Fields<kCpgMulticastHeaderSize>::of(message);
    if (!head) return malformed("cpg: multicast too short");
    const auto group = read_cpg_name(message.subspan<16, kCpgNameSize>());
    if (!group) return bad_name();
    const Bytes data = message.subspan(kCpgMulticastHeaderSize);
    const std::size_t length = head->get<std::uint32_t, 152>();
    if (length > data.size()) return malformed("cpg: multicast shorter than its length says");
    return CpgMulticast{*group, head->get<std::uint32_t, 160>(), head->node<168>(),
                        head->get<std::uint64_t, 176>(), data.first(length)};
}

Result<CpgMessage> decode_down_list(Bytes message) {
    const auto head = Fields<kCpgDownListSize>::of(message);
    if (!head) return malformed("cpg: down list too short");
    const std::size_t count = head->get<std::uint32_t, 24>();
    if (count > kCpgDownListMax) return failure(Error::Kind::limit, "cpg: down list too long");
    CpgDownList list{head->get<std::uint32_t, 16>(), {}};
    for (std::size_t i = 0; i < count; ++i)
        list.left.push_back(Fields<4>::of(message.subspan(32 + 4 * i))->node<0>());
    return list;
}

// Whoever joins the parts together makes room for the total length, so a part must fit into it.
Result<CpgMessage> decode_partial(Bytes message) {
    const auto head = Fields<kCpgPartialHeaderSize>::of(message);
    if (!head) return malformed("cpg: partial multicast too short");
    const auto group = read_cpg_name(message.subspan<16, kCpgNameSize>());
    if (!group) return bad_name();
    const Bytes data = message.subspan(kCpgPartialHeaderSize);
    const auto total = head->get<std::uint32_t, 152>();
    const std::size_t length = head->get<std::uint32_t, 160>();
    const auto part = head->get<std::uint32_t, 176>();
    if (length > data.size() || length > total)
        return malformed("cpg: partial multicast of a wrong length");
    if (part < 1 || part > 3) return malformed("cpg: partial multicast of an unknown kind");
    return CpgPartialMulticast{*group,
                               total,
                               head->get<std::uint32_t, 168>(),
                               part,
                               head->node<184>(),
                               head->get<std::uint64_t, 192>(),
                               data.first(length)};
}

} // namespace

Result<CpgMessage> decode_cpg(Bytes message) {
    const auto whole = service_message_of(message, ServiceId::cpg, "cpg");
    if (!whole) return tl::make_unexpected(whole.error());
    switch (static_cast<CpgFunction>(decode_service_header(*whole)->function())) {
    case CpgFunction::process_join:
        return decode_process<CpgProcessJoin>(*whole);
    case CpgFunction::process_leave:
        return decode_process<CpgProcessLeave>(*whole);
    case CpgFunction::join_list:
        return decode_join_list(*whole);
    case CpgFunction::multicast:
        return decode_multicast_message(*whole);
    case CpgFunction::old_down_list:
        return CpgDownList{};
    case CpgFunction::down_list:
        return decode_down_list(*whole);
    case CpgFunction::partial_multicast:
        return decode_partial(*whole);
    }
    return malformed("cpg: unknown function");
}

} // namespace baton::wire
