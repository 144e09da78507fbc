// test/unit/base/pieces_test.cc - bytes in several places are read as one.
#include "base/pieces.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;

namespace {

Bytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

std::string text_of(const Pieces& pieces) {
    std::string text(pieces.size(), '?');
    pieces.copy_to(std::as_writable_bytes(std::span(text)).data());
    return text;
}

void one_piece_is_what_it_is(void**) {
    const Pieces pieces = bytes_of("alone");
    assert_string_equal(text_of(pieces).c_str(), "alone");
    assert_true(pieces.rest().empty());
}

void several_are_copied_one_behind_the_other(void**) {
    BufferPool pool;
    const std::array rest{pool.copy(bytes_of(" and")), Slice{}, pool.copy(bytes_of(" more"))};
    const Pieces pieces(bytes_of("one"), rest);
    assert_int_equal(pieces.size(), 12);
    assert_string_equal(text_of(pieces).c_str(), "one and more");
}

void nothing_is_empty(void**) {
    const std::array<Slice, 2> rest{};
    assert_true(Pieces().empty());
    assert_true(Pieces({}, rest).empty());
    assert_string_equal(text_of({}).c_str(), "");
}

void slices_become_one_in_the_pool_that_they_are_of(void**) {
    BufferPool pool;
    const std::array pieces{Slice{}, pool.copy(bytes_of("one")), pool.copy(bytes_of("two"))};
    const std::size_t before = pool.outstanding();
    const Slice whole = joined(pieces);
    const bool equal = text_of(whole.bytes()) == "onetwo";
    assert_true(equal);
    assert_int_equal(pool.outstanding(), before + 1);
}

void a_slice_tells_what_memory_it_holds(void**) {
    BufferPool pool;
    const Buffer buffer = pool.take(3000);
    const Slice slice = buffer.slice(100, 1);
    assert_int_equal(slice.held(), 3072);
    assert_int_equal(Slice().held(), 0);
    assert_true(slice.shares_buffer(buffer.slice(200, 7)));
    assert_false(slice.shares_buffer(pool.take(3000).slice(100, 1)));
}

void a_slice_that_is_reset_holds_nothing(void**) {
    BufferPool pool;
    Slice slice = pool.copy(bytes_of("x"));
    slice.reset();
    assert_int_equal(pool.outstanding(), 0);
    assert_true(slice.empty());
    slice.reset();
    assert_int_equal(pool.outstanding(), 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(one_piece_is_what_it_is),
        cmocka_unit_test(several_are_copied_one_behind_the_other),
        cmocka_unit_test(nothing_is_empty),
        cmocka_unit_test(slices_become_one_in_the_pool_that_they_are_of),
        cmocka_unit_test(a_slice_tells_what_memory_it_holds),
        cmocka_unit_test(a_slice_that_is_reset_holds_nothing),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
