// test/support/padding.cc - where the bytes without a meaning are in application messages.
// Written from the layouts, apart from the codecs, so that one can catch the other.
#include "support/application_message.h"

#include "wire/fields.h"

#include <algorithm>

namespace baton::test {

namespace {

class Padding {
public:
    explicit Padding(std::span<std::byte> message) : bytes_(message) {
        clear(4, 8);
        clear(12, 16);
    }

    void service_message(std::uint32_t id) {
        switch (id) {
        case 0x00000:
            return cmap();
        case 0x10001:
            return clear(20, 24), clear(26, 32), clear(32 + u16(24), 288);
        case 0x10003:
            return clear(20, 24);
        case 0x20000:
        case 0x20001:
            return name(16), clear(156, 160), clear(164, 168);
        case 0x20002:
            return join_list();
        case 0x20003:
            return name(16), clear(156, 160), clear(164, 168), clear(172, 176);
        case 0x20005:
            return clear(20, 24), clear(28, 32), clear(32 + 4 * u32(24), 1568);
        case 0x20006:
            return partial();
        case 0x50001:
            return clear(25, 32);
        case 0x50002:
            return clear_after_zero(20, 280);
        case 0x50003:
            return clear_after_zero(16, 271), clear_after_zero(271, 528);
        default:
            return;
        }
    }
    void sync_message(std::uint32_t id) {
        clear(28, 32);
        if (id == 1) clear(36, 40), clear(40 + 4 * u32(32), 552);
    }

private:
    [[nodiscard]] std::size_t u16(std::size_t offset) const {
        return wire::Fields<2>::of(bytes_.subspan(offset))->get<std::uint16_t, 0>();
    }
    [[nodiscard]] std::size_t u32(std::size_t offset) const {
        return wire::Fields<4>::of(bytes_.subspan(offset))->get<std::uint32_t, 0>();
    }
    void clear(std::size_t begin, std::size_t end) {
        const auto range = bytes_.subspan(begin, end - begin);
        std::fill(range.begin(), range.end(), std::byte{0});
    }
    void clear_after_zero(std::size_t begin, std::size_t end) {
        const auto range = bytes_.subspan(begin, end - begin);
        std::fill(std::find(range.begin(), range.end(), std::byte{0}), range.end(), std::byte{0});
    }
    void name(std::size_t at) {
        clear(at + 4, at + 8);
        clear(at + 8 + u32(at), at + 136);
    }
    void cmap() {
        clear(17, 24), clear(25, 32), clear(33, 40), clear(41, 48);
        clear(50, 56), clear(56 + u16(48), 312), clear(313, 320); // the one item that is in use
    }
    void join_list() {
        clear(20, 24);
        for (std::size_t at = 24; at < bytes_.size(); at += 144)
            clear(at + 4, at + 8), name(at + 8);
    }
    void partial() {
        name(16);
        for (const std::size_t at : {156U, 164U, 172U, 180U, 188U}) clear(at, at + 4);
    }

    std::span<std::byte> bytes_;
};

} // namespace

ByteVector without_padding(Bytes message) {
    ByteVector copy(message.begin(), message.end());
    const auto prefix = wire::decode_group_prefix(message);
    if (!prefix || !wire::decode_service_header(message.subspan(prefix->size))) return copy;
    const auto id =
        static_cast<std::uint32_t>(wire::decode_service_header(message.subspan(prefix->size))->id);
    Padding padding{std::span(copy).subspan(prefix->size)};
    if (prefix->group == wire::Group::sync)
        padding.sync_message(id);
    else
        padding.service_message(id);
    return copy;
}

} // namespace baton::test
