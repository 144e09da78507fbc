// exec/wire/cfg.cc - messages of the cfg service, from and to bytes.
#include "wire/cfg.h"

#include "wire/service_message.h"

namespace baton::wire {

namespace {

constexpr std::size_t kReasonOffset = 32;

enum Function : std::uint16_t {
    ring_reenable = 0,
    kill_node = 1,
    shutdown = 2,
    reload = 3,
    crypto_phase = 4,
};

constexpr std::int32_t id_of(Function function) {
    return service_message_id(ServiceId::cfg, function);
}

auto too_short() { return failure(Error::Kind::malformed, "cfg: too short"); }

Result<CfgMessage> decode_kill_node(Bytes message) {
    const auto head = Fields<kCfgKillNodeSize>::of(message);
    if (!head) return too_short();
    const std::size_t length = head->get<std::uint16_t, 24>();
    if (length > kCfgReasonMax) return failure(Error::Kind::limit, "cfg: reason too long");
    return CfgKillNode{head->node<16>(), text_of(message.subspan(kReasonOffset, length))};
}

Result<CfgMessage> decode_reload(Bytes message) {
    const auto head = Fields<kCfgReloadSize>::of(message);
    if (!head) return too_short();
    return CfgReload{head->node<16>(), head->get<std::uint64_t, 24>()};
}

Result<CfgMessage> decode_crypto_phase(Bytes message) {
    const auto head = Fields<kCfgCryptoPhaseSize>::of(message);
    if (!head) return too_short();
    const auto phase = static_cast<CryptoPhase>(head->get<std::uint32_t, 16>());
    if (phase != CryptoPhase::activate && phase != CryptoPhase::clean_up)
        return failure(Error::Kind::malformed, "cfg: unknown phase of a change of keys");
    return CfgCryptoPhase{phase, head->get<std::uint32_t, 20>()};
}

} // namespace

Result<CfgMessage> decode_cfg(Bytes message) {
    const auto whole = service_message_of(message, ServiceId::cfg, "cfg");
    if (!whole) return tl::make_unexpected(whole.error());
    switch (decode_service_header(*whole)->function()) {
    case ring_reenable:
        return CfgRingReenable{};
    case kill_node:
        return decode_kill_node(*whole);
    case shutdown:
        return CfgShutdown{};
    case reload:
        return decode_reload(*whole);
    case crypto_phase:
        return decode_crypto_phase(*whole);
    default:
        return failure(Error::Kind::malformed, "cfg: unknown function");
    }
}

std::array<std::byte, kCfgKillNodeSize> encode(const CfgKillNode& message) {
    ASSERT(message.reason.size() <= kCfgReasonMax);
    std::array<std::byte, kCfgKillNodeSize> bytes;
    begin_service_message(std::span(bytes), id_of(kill_node), bytes.size())
        .put<16>(message.node)
        .put<24>(static_cast<std::uint16_t>(message.reason.size()));
    message.reason.copy(reinterpret_cast<char*>(bytes.data()) + kReasonOffset, kCfgReasonMax);
    return bytes;
}

std::array<std::byte, kCfgShutdownSize> encode(const CfgShutdown&) {
    std::array<std::byte, kCfgShutdownSize> bytes;
    begin_service_message(std::span(bytes), id_of(shutdown), bytes.size());
    return bytes;
}

std::array<std::byte, kCfgReloadSize> encode(const CfgReload& message) {
    std::array<std::byte, kCfgReloadSize> bytes;
    begin_service_message(std::span(bytes), id_of(reload), bytes.size())
        .put<16>(message.source_node)
        .put<24>(message.source_handle);
    return bytes;
}

std::array<std::byte, kCfgCryptoPhaseSize> encode(const CfgCryptoPhase& message) {
    std::array<std::byte, kCfgCryptoPhaseSize> bytes;
    begin_service_message(std::span(bytes), id_of(crypto_phase), bytes.size())
        .put<16>(static_cast<std::uint32_t>(message.phase))
        .put<20>(message.fingerprint);
    return bytes;
}

} // namespace baton::wire
