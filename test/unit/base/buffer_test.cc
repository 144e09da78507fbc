// test/unit/base/buffer_test.cc - buffers are counted, reused, and given back in the end.
#include "base/buffer.h"

#include <algorithm>
#include <vector>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;

namespace {

void a_freed_buffer_is_used_again(void**) {
    BufferPool pool;
    for (int i = 0; i < 1000; ++i) {
        const Buffer buffer = pool.take(1500);
    }
    assert_int_equal(pool.allocations(), 1);
}

// Nor does it take much more than is asked for.
void every_size_fits_and_wastes_a_quarter_at_most(void**) {
    BufferPool pool;
    std::size_t short_of = 0;
    std::size_t wasteful = 0;
    for (std::size_t size = 1; size <= BufferPool::kLargest; size += 1 + size / 100) {
        Buffer buffer = pool.take(size);
        std::fill(buffer.bytes().begin(), buffer.bytes().end(), std::byte{1});
        const std::size_t held = buffer.slice(0, 1).held();
        short_of += static_cast<std::size_t>(held < size);
        wasteful += static_cast<std::size_t>(size > 128 && held > size + size / 4 + 1);
    }
    assert_int_equal(short_of, 0);
    assert_int_equal(wasteful, 0);
}

void a_slice_keeps_its_buffer_alive(void**) {
    BufferPool pool;
    std::size_t while_held = 0;
    {
        Slice slice;
        {
            Buffer buffer = pool.take(10);
            std::fill(buffer.bytes().begin(), buffer.bytes().end(), std::byte{7});
            slice = buffer.slice(2, 3);
        }
        while_held = pool.outstanding();
        assert_int_equal(std::to_integer<int>(slice.bytes()[2]), 7);
    }
    assert_int_equal(while_held, 1);
    assert_int_equal(pool.outstanding(), 0);
}

void the_last_of_many_copies_frees_the_buffer(void**) {
    BufferPool pool;
    std::vector<Slice> copies(100, pool.copy(std::vector<std::byte>(300)));
    const Slice part = copies.front().part(100, 50);
    copies.clear();
    const auto held_by_part = pool.outstanding();
    const Slice moved = part.from(10);
    assert_int_equal(held_by_part, 1);
    assert_int_equal(moved.size(), 40);
}

void assigning_a_slice_to_itself_keeps_it(void**) {
    BufferPool pool;
    Slice slice = pool.copy(std::vector<std::byte>(5));
    const Slice& same = slice;
    slice = same;
    assert_int_equal(slice.size(), 5);
    assert_int_equal(pool.outstanding(), 1);
}

void a_copy_of_nothing_needs_no_buffer(void**) {
    BufferPool pool;
    const Slice nothing = pool.copy({});
    assert_true(nothing.empty());
    assert_int_equal(pool.allocations(), 0);
}

void the_largest_buffer_can_be_had(void**) {
    BufferPool pool;
    const Buffer buffer = pool.take(BufferPool::kLargest);
    assert_int_equal(buffer.size(), BufferPool::kLargest);
}

// ---- memory

constexpr std::size_t kKept = detail::Slabs::kKept;
constexpr std::size_t kMiB = std::size_t{1} << 20U;

// So many buffers of a size that they are so many bytes.
std::vector<Buffer> buffers(BufferPool& pool, std::size_t bytes, std::size_t size) {
    std::vector<Buffer> all;
    for (std::size_t sum = 0; sum < bytes; sum += size) all.push_back(pool.take(size));
    return all;
}

bool is(Buffer& buffer, std::byte value) {
    return std::ranges::all_of(buffer.bytes(), [&](std::byte each) { return each == value; });
}

void no_two_buffers_share_a_byte(void**) {
    BufferPool pool;
    std::vector<Buffer> all;
    for (std::size_t i = 0; i < 4000; ++i) {
        all.push_back(pool.take(100 + i * 37 % 9000));
        if (i % 3 == 2) all.erase(all.begin() + static_cast<std::ptrdiff_t>(i * 7 % all.size()));
    }
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < all.size(); ++i)
        std::ranges::fill(all[i].bytes(), static_cast<std::byte>(i));
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!is(all[i], static_cast<std::byte>(i))) ++wrong;
    assert_int_equal(wrong, 0);
}

void steady_traffic_asks_the_system_for_nothing(void**) {
    BufferPool pool;
    std::vector<Buffer> circle(3000);
    const auto go_round = [&] {
        for (std::size_t i = 0; i < circle.size(); ++i) circle[i] = pool.take(i % 50 * 60);
    };
    go_round();
    go_round();
    const auto before = pool.allocations();
    for (int i = 0; i < 10; ++i) go_round();
    assert_int_equal(pool.allocations(), before);
}

// Each kind of traffic would keep its own share otherwise.
void what_one_size_took_is_there_for_all_others(void**) {
    BufferPool pool;
    buffers(pool, 8 * kMiB, 1400);
    const auto held = pool.held();
    const auto before = pool.allocations();
    for (const std::size_t size : {200U, 700U, 5000U, 9000U, 40000U}) buffers(pool, 6 * kMiB, size);
    assert_int_equal(pool.allocations(), before);
    assert_int_equal(pool.held(), held);
}

// Keeping everything would let one burst hold memory for ever.
void only_so_much_is_kept_for_later(void**) {
    BufferPool pool;
    buffers(pool, 3 * kKept, 64000);
    assert_true(pool.held() <= kKept);
    assert_true(pool.held() > kKept - kMiB);
}

// 1 MiB messages, and small ones behind them.
void long_buffers_make_way_for_others(void**) {
    BufferPool pool;
    buffers(pool, kKept - kMiB, kMiB);
    const std::vector<Buffer> in_use = buffers(pool, kKept / 2, 1400);
    assert_true(pool.held() <= kKept);
}

void what_was_not_used_for_a_while_goes_back(void**) {
    BufferPool pool;
    buffers(pool, 10 * kMiB, 1400);
    pool.give_back_unused(); // some of it was in use until now
    const auto after_one = pool.held();
    buffers(pool, 3 * kMiB, 1400);
    pool.give_back_unused();
    const auto after_two = pool.held();
    pool.give_back_unused();
    assert_true(after_one > 10 * kMiB);
    assert_true(after_two > 3 * kMiB && after_two < 4 * kMiB);
    assert_int_equal(pool.held(), 0);
}

void what_is_used_all_the_time_does_not_go_back(void**) {
    BufferPool pool;
    std::size_t before = 0;
    for (int i = 0; i < 10; ++i) {
        buffers(pool, 5 * kMiB, 1400);
        pool.give_back_unused();
        if (i == 0) before = pool.allocations();
    }
    assert_int_equal(pool.allocations(), before);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_freed_buffer_is_used_again),
        cmocka_unit_test(every_size_fits_and_wastes_a_quarter_at_most),
        cmocka_unit_test(a_slice_keeps_its_buffer_alive),
        cmocka_unit_test(the_last_of_many_copies_frees_the_buffer),
        cmocka_unit_test(assigning_a_slice_to_itself_keeps_it),
        cmocka_unit_test(a_copy_of_nothing_needs_no_buffer),
        cmocka_unit_test(the_largest_buffer_can_be_had),
        cmocka_unit_test(no_two_buffers_share_a_byte),
        cmocka_unit_test(steady_traffic_asks_the_system_for_nothing),
        cmocka_unit_test(what_one_size_took_is_there_for_all_others),
        cmocka_unit_test(only_so_much_is_kept_for_later),
        cmocka_unit_test(long_buffers_make_way_for_others),
        cmocka_unit_test(what_was_not_used_for_a_while_goes_back),
        cmocka_unit_test(what_is_used_all_the_time_does_not_go_back),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
