// exec/wire/votequorum.cc - messages of the votequorum service, from and to bytes.
#include "wire/votequorum.h"

#include "wire/service_message.h"

#include <optional>

namespace baton::wire {

namespace {

constexpr std::size_t kNameSize = kDeviceNameMax + 1;
constexpr std::size_t kRegistrationName = 20;
constexpr std::size_t kOldName = 16;
constexpr std::size_t kNewName = kOldName + kNameSize;

enum Function : std::uint16_t {
    node_info = 0,
    reconfigure = 1,
    device_registration = 2,
    device_rename = 3,
};

constexpr std::int32_t id_of(Function function) {
    return service_message_id(ServiceId::votequorum, function);
}

auto malformed(const char* what) { return failure(Error::Kind::malformed, what); }
auto too_short() { return malformed("votequorum: too short"); }

std::optional<std::string_view> read_name(Bytes from) {
    const std::string_view field = text_of(from.first(kNameSize));
    const std::size_t end = field.find('\0');
    if (end == std::string_view::npos) return std::nullopt;
    return field.substr(0, end);
}

template <std::size_t Size>
void write_name(std::string_view name, std::array<std::byte, Size>& out, std::size_t offset) {
    ASSERT(name.size() <= kDeviceNameMax && offset + kNameSize <= Size);
    std::memcpy(out.data() + offset, name.data(), name.size());
}

Result<VotequorumMessage> decode_node_info(Bytes message) {
    const auto head = Fields<kNodeInfoSize>::of(message);
    if (!head) return too_short();
    return NodeInfo{head->node<16>(), head->get<std::uint32_t, 20>(),
                    head->get<std::uint32_t, 24>(), head->get<std::uint32_t, 28>()};
}

Result<VotequorumMessage> decode_reconfigure(Bytes message) {
    const auto head = Fields<kReconfigureSize>::of(message);
    if (!head) return too_short();
    const auto parameter = head->get<std::uint8_t, 24>();
    if (parameter < 1 || parameter > 3) return malformed("votequorum: unknown parameter");
    return Reconfigure{head->node<16>(), head->get<std::uint32_t, 20>(),
                       static_cast<QuorumParameter>(parameter)};
}

Result<VotequorumMessage> decode_registration(Bytes message) {
    const auto head = Fields<kDeviceRegistrationSize>::of(message);
    if (!head) return too_short();
    const auto operation = head->get<std::uint32_t, 16>();
    if (operation > 1) return malformed("votequorum: unknown operation on the quorum device");
    const auto name = read_name(message.subspan(kRegistrationName));
    if (!name) return malformed("votequorum: device name without an end");
    return DeviceRegistration{static_cast<DeviceOperation>(operation), *name};
}

Result<VotequorumMessage> decode_rename(Bytes message) {
    if (message.size() < kDeviceRenameSize) return too_short();
    const auto old_name = read_name(message.subspan(kOldName));
    const auto new_name = read_name(message.subspan(kNewName));
    if (!old_name || !new_name) return malformed("votequorum: device name without an end");
    return DeviceRename{*old_name, *new_name};
}

} // namespace

Result<VotequorumMessage> decode_votequorum(Bytes message) {
    const auto whole = service_message_of(message, ServiceId::votequorum, "votequorum");
    if (!whole) return tl::make_unexpected(whole.error());
    switch (decode_service_header(*whole)->function()) {
    case node_info:
        return decode_node_info(*whole);
    case reconfigure:
        return decode_reconfigure(*whole);
    case device_registration:
        return decode_registration(*whole);
    case device_rename:
        return decode_rename(*whole);
    default:
        return malformed("votequorum: unknown function");
    }
}

std::array<std::byte, kNodeInfoSize> encode(const NodeInfo& message) {
    std::array<std::byte, kNodeInfoSize> bytes;
    begin_service_message(std::span(bytes), id_of(node_info), bytes.size())
        .put<16>(message.node)
        .put<20>(message.votes)
        .put<24>(message.expected_votes)
        .put<28>(message.flags);
    return bytes;
}

std::array<std::byte, kReconfigureSize> encode(const Reconfigure& message) {
    std::array<std::byte, kReconfigureSize> bytes;
    begin_service_message(std::span(bytes), id_of(reconfigure), bytes.size())
        .put<16>(message.node)
        .put<20>(message.value)
        .put<24>(static_cast<std::uint8_t>(message.parameter));
    return bytes;
}

std::array<std::byte, kDeviceRegistrationSize> encode(const DeviceRegistration& message) {
    std::array<std::byte, kDeviceRegistrationSize> bytes;
    begin_service_message(std::span(bytes), id_of(device_registration), bytes.size())
        .put<16>(static_cast<std::uint32_t>(message.operation));
    write_name(message.name, bytes, kRegistrationName);
    return bytes;
}

std::array<std::byte, kDeviceRenameSize> encode(const DeviceRename& message) {
    std::array<std::byte, kDeviceRenameSize> bytes;
    begin_service_message(std::span(bytes), id_of(device_rename), bytes.size());
    write_name(message.old_name, bytes, kOldName);
    write_name(message.new_name, bytes, kNewName);
    return bytes;
}

} // namespace baton::wire
