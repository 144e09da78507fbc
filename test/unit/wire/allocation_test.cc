// test/unit/wire/allocation_test.cc - what is done for every datagram asks for no memory.
#include "wire/pack.h"
#include "wire/service.h"
#include "wire/totem.h"

#include <array>
#include <cstdlib>
#include <new>
#include <string>

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {
std::size_t allocations = 0;
}

// Not inlined, so that the compiler takes them for the pair that they are.
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size); memory != nullptr) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace baton;

// Allocations of `work`, done a second time, when pools have what they need.
template <class Work>
std::size_t allocations_of(Work work) {
    work();
    const std::size_t before = allocations;
    work();
    return allocations - before;
}

wire::Token full_token() {
    wire::Token token{};
    token.request_count = wire::kRetransmitsMax;
    return token;
}

void the_counter_counts(void**) {
    const std::size_t count = allocations_of([] { ::operator delete(::operator new(8)); });
    assert_int_equal(count, 1);
}

void a_token_goes_out_and_comes_in_without_memory(void**) {
    std::size_t count = 1;
    bool good = false;
    {
        BufferPool pool;
        count = allocations_of([&] {
            const Slice bytes = wire::encode(full_token(), pool);
            good = wire::decode_token(bytes.bytes()).has_value();
        });
    }
    assert_true(good);
    assert_int_equal(count, 0);
}

// The bytes of a multicast with one part that is a service message without content.
constexpr std::size_t kPackAt = wire::kMulticastHeaderSize;
constexpr std::size_t kPrefixAt = kPackAt + wire::pack_header_size(1);
constexpr std::size_t kMessageAt = kPrefixAt + wire::kServicesPrefixSize;
using Frame = std::array<std::byte, kMessageAt + wire::kServiceHeaderSize>;

void write(Frame& frame) {
    const std::span out(frame);
    const std::array<std::uint16_t, 1> lengths{std::tuple_size_v<Frame> - kPrefixAt};
    wire::Multicast message;
    message.sender = {1};
    wire::write_multicast_header(message, out.first<kPackAt>());
    wire::write_pack_header(0, 0, lengths, out.subspan<kPackAt, kPrefixAt - kPackAt>());
    wire::write_services_prefix(out.subspan<kPrefixAt, wire::kServicesPrefixSize>());
    frame[kMessageAt + 8] = std::byte{wire::kServiceHeaderSize};
}

bool read(const Frame& frame) {
    const auto message = wire::decode_multicast(frame);
    const auto pack = wire::PackReader::of(message->payload);
    const Bytes part = message->payload.subspan(pack->data_offset(), pack->length(0));
    const auto prefix = wire::decode_group_prefix(part);
    return wire::decode_service_header(part.subspan(prefix->size)).has_value();
}

void a_multicast_is_written_and_read_without_memory(void**) {
    Frame frame{};
    bool good = false;
    const std::size_t count = allocations_of([&] {
        write(frame);
        good = read(frame);
    });
    assert_true(good);
    assert_int_equal(count, 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_counter_counts),
        cmocka_unit_test(a_token_goes_out_and_comes_in_without_memory),
        cmocka_unit_test(a_multicast_is_written_and_read_without_memory),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
