// test/unit/base/shared_test.cc - a value lives as long as somebody holds it.
#include "base/shared.h"
#include "unit/cmocka.h"

using baton::Shared;

namespace {

struct Counted {
    int* alive;
    explicit Counted(int* count) : alive(count) { ++*alive; }
    Counted(const Counted& other) : alive(other.alive) { ++*alive; }
    Counted& operator=(const Counted&) = delete;
    ~Counted() { --*alive; }
};

void a_value_ends_with_its_last_holder(void**) {
    int alive = 0;
    auto one = Shared<Counted>::make(&alive);
    auto other = one;
    one.reset();
    const int held = alive;
    other.reset();
    assert_int_equal(held, 1);
    assert_int_equal(alive, 0);
}

void assigning_lets_the_old_value_go(void**) {
    int first = 0;
    int second = 0;
    auto holder = Shared<Counted>::make(&first);
    holder = Shared<Counted>::make(&second);
    const Shared<Counted>& itself = holder;
    holder = itself;
    assert_int_equal(first, 0);
    assert_int_equal(second, 1);
}

void one_holder_is_alone_until_there_is_another(void**) {
    const auto one = Shared<int>::make(7);
    const bool before = one.unique();
    {
        const auto other = one;
        const bool same = other == one && *other == 7;
        assert_false(one.unique());
        assert_true(same);
    }
    assert_true(before);
    assert_true(one.unique());
    assert_false(Shared<int>().unique());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_value_ends_with_its_last_holder),
        cmocka_unit_test(assigning_lets_the_old_value_go),
        cmocka_unit_test(one_holder_is_alone_until_there_is_another),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
