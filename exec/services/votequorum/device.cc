// exec/services/votequorum/device.cc - the quorum device of this node: a client that registers,
// and says again and again how it votes.
#include "services/votequorum/state.h"

namespace baton::votequorum {

namespace {

constexpr std::uint32_t kOfDevice = flags::kDeviceRegistered | flags::kDeviceAlive |
                                    flags::kDeviceCastsVote | flags::kDeviceMasterWins;

void notice(std::string text, Effects& effects) {
    effects.log({LogLevel::notice, LogPart::votequorum, std::move(text)});
}

// What is allowed waits for room for the messages that it leads to.
CsError if_room(std::size_t bytes, CsError allowed, const Effects& effects) {
    return allowed == CsError::ok && !effects.room_for(bytes) ? CsError::try_again : allowed;
}

} // namespace

// ---- waiting for it

void VotequorumService::State::wait_for_poll(Effects& effects) {
    awaiting_poll = true;
    device_deadline = effects.now() + milliseconds(options.device_sync_timeout_ms);
    notice("waiting for quorum device " + device_name + " poll (but maximum for " +
               std::to_string(options.device_sync_timeout_ms) + " ms)",
           effects);
}

void VotequorumService::State::device_is_silent(Effects& effects) {
    awaiting_poll = false;
    if (!us().has(flags::kDeviceAlive)) return;
    us().put(flags::kDeviceAlive | flags::kDeviceCastsVote, false);
    notice("lost contact with quorum device " + device_name, effects);
    send_info(effects);
}

// ---- registration

void VotequorumService::State::send_registration(wire::DeviceOperation operation,
                                                 std::string_view name, Effects& effects) const {
    const auto message = wire::encode(wire::DeviceRegistration{operation, name});
    effects.multicast({Bytes(message)}, false);
}

CsError VotequorumService::State::may_register(const std::string& name) const {
    if (name.empty() || name.size() > wire::kDeviceNameMax) return CsError::invalid_param;
    if (!options.device_can_operate) return CsError::access;
    if (us().has(flags::kDeviceRegistered))
        return name == device_name ? CsError::ok : CsError::exist;
    return registering ? CsError::try_again : CsError::ok;
}

void VotequorumService::State::request(ClientId from, const DeviceRegisterRequest& request,
                                       Effects& effects) {
    CsError error = may_register(request.name);
    const bool is_new = error == CsError::ok && !us().has(flags::kDeviceRegistered);
    if (is_new && !effects.room_for(wire::kDeviceRegistrationSize)) error = CsError::try_again;
    if (!is_new || error != CsError::ok) return effects.reply(from, Reply{StatusReply{error}});
    registering = from; // answered when it is ordered
    registering_name = request.name;
    send_registration(wire::DeviceOperation::register_device, registering_name, effects);
}

// Also comes in each synchronisation, for those who are new; nobody here waits for that one.
void VotequorumService::State::own_registration(std::string_view name, Effects& effects) {
    if (us().has(flags::kDeviceRegistered) || !registering || name != registering_name) return;
    if (device_name.empty()) device_name = name;
    const bool ours = device_name == name;
    const ClientId client = *registering;
    registering.reset();
    if (ours) {
        us().put(flags::kDeviceRegistered, true);
        send_info(effects); // first: a Corosync ends itself if it does not know whose device it is
        send_device_info(effects);
    }
    effects.reply(client, Reply{StatusReply{ours ? CsError::ok : CsError::exist}});
}

CsError VotequorumService::State::is_registered_as(const std::string& name) const {
    if (!us().has(flags::kDeviceRegistered)) return CsError::not_exist;
    return name == device_name ? CsError::ok : CsError::invalid_param;
}

void VotequorumService::State::request(ClientId from, const DeviceUnregisterRequest& request,
                                       Effects& effects) {
    const CsError error = if_room(wire::kNodeInfoSize + wire::kDeviceRegistrationSize,
                                  is_registered_as(request.name), effects);
    if (error == CsError::ok) {
        device_deadline.reset();
        awaiting_poll = false;
        us().put(kOfDevice, false);
        send_info(effects);
        send_registration(wire::DeviceOperation::unregister_device, device_name, effects);
    }
    effects.reply(from, Reply{StatusReply{error}});
}

void VotequorumService::State::request(ClientId from, const DeviceUpdateRequest& request,
                                       Effects& effects) {
    CsError error = is_registered_as(request.old_name);
    if (error == CsError::ok &&
        (request.new_name.empty() || request.new_name.size() > wire::kDeviceNameMax))
        error = CsError::invalid_param;
    error = if_room(wire::kDeviceRenameSize, error, effects);
    if (error == CsError::ok) {
        const auto message = wire::encode(wire::DeviceRename{request.old_name, request.new_name});
        effects.multicast({Bytes(message)}, false);
    }
    effects.reply(from, Reply{StatusReply{error}});
}

// ---- its votes

CsError VotequorumService::State::may_poll(const DevicePollRequest& request) const {
    if (!options.device_can_operate) return CsError::access;
    if (!us().has(flags::kDeviceRegistered)) return CsError::not_exist;
    if (request.ring != ring) return CsError::message_error;
    return is_registered_as(request.name);
}

void VotequorumService::State::request(ClientId from, const DevicePollRequest& request,
                                       Effects& effects) {
    const CsError error = if_room(wire::kNodeInfoSize, may_poll(request), effects);
    if (error == CsError::ok) {
        const std::uint32_t before = us().flags;
        us().put(flags::kDeviceAlive, true);
        us().put(flags::kDeviceCastsVote, request.cast_vote);
        if (us().flags != before) send_info(effects);
        device_deadline = effects.now() + milliseconds(options.device_timeout_ms);
        awaiting_poll = false;
    }
    effects.reply(from, Reply{StatusReply{error}});
}

void VotequorumService::State::request(ClientId from, const DeviceMasterWinsRequest& request,
                                       Effects& effects) {
    const CsError allowed =
        options.device_can_operate ? is_registered_as(request.name) : CsError::access;
    const CsError error = if_room(wire::kNodeInfoSize, allowed, effects);
    if (error == CsError::ok) {
        const std::uint32_t before = us().flags;
        us().put(flags::kDeviceMasterWins, request.allow);
        options.device_master_wins = request.allow;
        map.set("runtime.votequorum.qdevice_master_wins", static_cast<std::uint8_t>(request.allow));
        if (us().flags != before) send_info(effects);
    }
    effects.reply(from, Reply{StatusReply{error}});
}

} // namespace baton::votequorum
