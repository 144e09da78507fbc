// test/unit/node/hostile_message_test.cc - application messages that stop or corrupt other daemons.
// Node 3 sends an ordinary message; on the way its inside is replaced by something bad.
#include "packing/unpacker.h"
#include "unit/node/trio.h"
#include "wire/pack.h"
#include "wire/service.h"

#include <algorithm>
#include <cstring>
#include <functional>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::test;

namespace {

constexpr std::size_t kInside = 184; // bytes of a cpg multicast before its data
constexpr std::size_t kPackAt = wire::kMulticastHeaderSize;
const std::string kMark = "the inside of this message is replaced";

using Inside = std::span<std::byte>;

template <class Int>
void put(Inside message, std::size_t offset, Int value) {
    std::memcpy(message.data() + offset, &value, sizeof value);
}

void put_header(Inside message, std::uint32_t service, std::uint32_t function) {
    std::fill(message.begin(), message.end(), std::byte{0});
    put(message, 0, (service << 16U) | function);
    put(message, 8, static_cast<std::uint32_t>(message.size()));
}

// Node 3 says something of `size` bytes; the others get what `spoil` makes of the service message.
bool survives(const std::function<void(Inside message)>& spoil, std::size_t size = 1000) {
    Trio trio(Trio::Kind::plain); // each message by itself
    int spoilt = 0;
    trio.world.tamper = [&](std::uint32_t, std::vector<std::byte>& datagram) {
        const auto* text = reinterpret_cast<const std::byte*>(kMark.data());
        const auto found = std::search(datagram.begin(), datagram.end(), text, text + kMark.size());
        if (found == datagram.end()) return;
        ++spoilt;
        spoil(
            Inside(datagram).subspan(static_cast<std::size_t>(found - datagram.begin()) - kInside));
    };
    trio.world.say(3, "g", kMark, size, false);
    trio.world.run(std::chrono::seconds(1));
    trio.world.tamper = nullptr;
    const RingId ring = trio.ring();
    return trio.works() && spoilt == 2 && trio.ring() == ring;
}

void votequorum_info_about_node_0_before_info_about_the_sender(void**) {
    const bool good = survives([](Inside message) {
        put_header(message, 5, 0);
        put(message, 24, std::uint32_t{1});
    });
    assert_true(good);
}

void cmap_item_of_type_u64_with_value_len_above_8(void**) {
    const bool good = survives([](Inside message) {
        put_header(message, 0, 0);
        put(message, 24, std::uint8_t{1});
        put(message, 48, std::uint16_t{5});
        put(message, 48 + 264, std::uint8_t{8});
        put(message, 48 + 272, std::uint64_t{500});
    });
    assert_true(good);
}

void cmap_value_len_that_wraps(void**) {
    const bool good = survives([](Inside message) {
        put_header(message, 0, 0);
        put(message, 24, std::uint8_t{32});
        put(message, 48 + 264, std::uint8_t{11});
        put(message, 48 + 272, std::uint64_t{0xFFFFFFFFFFFFFF00U});
    });
    assert_true(good);
}

void a_higher_config_version(void**) {
    const bool good = survives([](Inside message) {
        put_header(message, 0, 0);
        put(message, 24, std::uint8_t{1});
        constexpr std::string_view kKey = "totem.config_version";
        put(message, 48, static_cast<std::uint16_t>(kKey.size()));
        std::memcpy(message.data() + 56, kKey.data(), kKey.size());
        put(message, 48 + 264, std::uint8_t{8});
        put(message, 48 + 272, std::uint64_t{8});
        put(message, 48 + 280, std::uint64_t{1000000});
    });
    assert_true(good);
}

void cpg_name_with_length_above_128(void**) {
    for (const std::uint32_t function : {0U, 1U, 3U, 6U}) {
        const bool good = survives([function](Inside message) {
            put_header(message, 2, function);
            put(message, 16, std::uint32_t{0xFFFFFFFFU});
        });
        assert_true(good);
    }
}

void cpg_message_whose_length_is_beyond_its_end(void**) {
    const bool good =
        survives([](Inside message) { put(message, 152, std::uint32_t{0x7FFFFFFFU}); });
    assert_true(good);
}

void joinlist_with_wrong_size(void**) {
    for (const std::uint32_t size : {16U, 24U, 25U, 160U, 500U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
        const bool good = survives([size](Inside message) {
            put_header(message, 2, 2);
            put(message, 8, size);
        });
        assert_true(good);
    }
}

void down_list_with_more_than_384_nodes(void**) {
    const bool good = survives([](Inside message) {
        put_header(message, 2, 5);
        put(message, 24, std::uint32_t{0xFFFFFFFFU});
    });
    assert_true(good);
}

void service_number_above_63(void**) {
    for (const std::uint32_t service : {63U, 64U, 65U, 1000U, 0x7FFFU, 0xFFFFU}) {
        const bool good =
            survives([service](Inside message) { put_header(message, service, 0xFFFF); });
        assert_true(good);
    }
}

void function_numbers_that_no_service_has(void**) {
    for (const std::uint32_t service : {0U, 1U, 2U, 3U, 4U, 5U, 32U}) {
        const bool good =
            survives([service](Inside message) { put_header(message, service, 0x7FFF); });
        assert_true(good);
    }
}

// The same message for the group "sync": the prefix makes room for three letters more.
void to_sync(Inside message, std::uint32_t id) {
    const Inside prefix(message.data() - wire::kServicesPrefixSize,
                        message.size() + wire::kServicesPrefixSize);
    put_header(message, 0, 0);
    std::array<std::byte, wire::kSyncPrefixSize> sync;
    wire::write_sync_prefix(sync);
    std::copy(sync.begin(), sync.end(), prefix.begin());
    put(prefix, 8, id);
    put(prefix, 16, static_cast<std::uint32_t>(prefix.size() - 8));
}

void service_count_above_128(void**) {
    for (const std::uint32_t count : {129U, 100000U, 0xFFFFFFFFU}) {
        const bool good = survives([count](Inside message) {
            to_sync(message, 1);
            for (std::size_t at = 20; at + 4 <= 60; at += 4) put(message, at, count);
        });
        assert_true(good);
    }
}

void barriers_that_nobody_waits_for(void**) {
    const bool good = survives([](Inside message) { to_sync(message, 0); });
    assert_true(good);
}

void cfg_functions_of_the_other_byte_order(void**) {
    for (const std::uint32_t function : {0U, 2U, 3U, 4U}) {
        const bool good = survives([function](Inside message) {
            put_header(message, 1, 0);
            put(message, 0, __builtin_bswap32((1U << 16U) | function));
        });
        assert_true(good);
    }
}

void cfg_messages_that_are_meant_for_others(void**) {
    for (const std::uint32_t function : {0U, 1U, 2U, 3U, 4U}) {
        const bool good = survives([function](Inside message) {
            put_header(message, 1, function);
            put(message, 16, std::uint32_t{9}); // a node that is not here, or nothing
        });
        assert_true(good);
    }
}

void a_group_prefix_with_any_count(void**) {
    for (const std::uint16_t count : {std::uint16_t{0}, std::uint16_t{2}, std::uint16_t{65535}}) {
        const bool good = survives([count](Inside message) {
            put(Inside(message.data() - wire::kServicesPrefixSize, 2), 0, count);
        });
        assert_true(good);
    }
}

void a_pack_whose_lengths_are_wrong(void**) {
    for (const std::uint16_t length : {std::uint16_t{0}, std::uint16_t{7}, std::uint16_t{65535}}) {
        const bool good = survives([length](Inside message) {
            const std::size_t to_length = wire::kServicesPrefixSize + 2; // of the only part
            put(Inside(message.data() - to_length, 2), 0, length);
        });
        assert_true(good);
    }
}

// ---- application message above about 1.06 MiB

// Every pack of node 3 says that its last part goes on in the next one.
void a_message_that_never_ends(void**) {
    Trio trio;
    const auto at_first = trio.world.buffers(1);
    trio.world.tamper = [](std::uint32_t from, std::vector<std::byte>& datagram) {
        const auto message = wire::decode_multicast(datagram);
        if (from != 3 || !message || message->sender != NodeId{3}) return;
        datagram[kPackAt + 4] = datagram[kPackAt + 5] = std::byte{1};
    };
    std::size_t most = 0;
    for (int i = 0; i < 5; ++i) {
        trio.world.say(3, "g", "x", 1000000, false);
        trio.world.run(std::chrono::milliseconds(100));
        most = std::max(most, trio.world.buffers(1));
    }
    trio.world.tamper = nullptr;
    trio.world.say(3, "g", "ends what never ended", 0, false);
    trio.world.run(std::chrono::seconds(1));
    const bool works = trio.works();
    assert_in_range(most, 0, at_first + 100);
    assert_true(works);
}

void a_pack_that_continues_what_never_began(void**) {
    Trio trio;
    trio.world.tamper = [](std::uint32_t from, std::vector<std::byte>& datagram) {
        const auto message = wire::decode_multicast(datagram);
        if (from == 3 && message && message->sender == NodeId{3})
            datagram[kPackAt + 5] = std::byte{200};
    };
    trio.world.say(3, "g", "lost", 0, false);
    trio.world.run(std::chrono::seconds(1));
    trio.world.tamper = nullptr;
    const auto heard = trio.heard(1);
    assert_true(heard.empty());
    assert_true(trio.works());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(votequorum_info_about_node_0_before_info_about_the_sender),
        cmocka_unit_test(cmap_item_of_type_u64_with_value_len_above_8),
        cmocka_unit_test(cmap_value_len_that_wraps),
        cmocka_unit_test(a_higher_config_version),
        cmocka_unit_test(cpg_name_with_length_above_128),
        cmocka_unit_test(cpg_message_whose_length_is_beyond_its_end),
        cmocka_unit_test(joinlist_with_wrong_size),
        cmocka_unit_test(down_list_with_more_than_384_nodes),
        cmocka_unit_test(service_number_above_63),
        cmocka_unit_test(function_numbers_that_no_service_has),
        cmocka_unit_test(service_count_above_128),
        cmocka_unit_test(barriers_that_nobody_waits_for),
        cmocka_unit_test(cfg_functions_of_the_other_byte_order),
        cmocka_unit_test(cfg_messages_that_are_meant_for_others),
        cmocka_unit_test(a_group_prefix_with_any_count),
        cmocka_unit_test(a_pack_whose_lengths_are_wrong),
        cmocka_unit_test(a_message_that_never_ends),
        cmocka_unit_test(a_pack_that_continues_what_never_began),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
