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

void buffers_of_one_size_class_replace_each_other(void**) {
    BufferPool pool;
    { const Buffer buffer = pool.take(1025); }
    { const Buffer buffer = pool.take(2048); }
    const auto same_class = pool.allocations();
    { const Buffer buffer = pool.take(1024); }
    assert_int_equal(same_class, 1);
    assert_int_equal(pool.allocations(), 2);
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

// Keeping everything would let one burst hold memory for ever.
void only_so_much_is_kept_for_later(void**) {
    constexpr std::size_t kSize = std::size_t{64} << 10U;
    constexpr std::size_t kFit = BufferPool::kKeptBytesPerClass / kSize;
    BufferPool pool;
    {
        std::vector<Buffer> burst;
        for (std::size_t i = 0; i < 2 * kFit; ++i) burst.push_back(pool.take(kSize));
    }
    const auto before = pool.allocations();
    std::vector<Buffer> burst;
    for (std::size_t i = 0; i < 2 * kFit; ++i) burst.push_back(pool.take(kSize));
    assert_int_equal(pool.allocations() - before, kFit);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_freed_buffer_is_used_again),
        cmocka_unit_test(buffers_of_one_size_class_replace_each_other),
        cmocka_unit_test(a_slice_keeps_its_buffer_alive),
        cmocka_unit_test(the_last_of_many_copies_frees_the_buffer),
        cmocka_unit_test(assigning_a_slice_to_itself_keeps_it),
        cmocka_unit_test(a_copy_of_nothing_needs_no_buffer),
        cmocka_unit_test(the_largest_buffer_can_be_had),
        cmocka_unit_test(only_so_much_is_kept_for_later),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
