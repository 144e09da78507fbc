// handle_table_test.cc - handles find their object, and nothing else finds anything.
#include <cstdlib>
#include <set>
#include <thread>
#include <vector>

#include "client/handle_table.h"

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace {

struct Thing {
    object head{};
    int destroyed = 0;
};

void destroy(object* head) { ++reinterpret_cast<Thing*>(head)->destroyed; }

struct Table {
    handle_table table = HANDLE_TABLE_INITIALIZER;
    ~Table() { std::free(table.slots); }
    std::uint64_t add(Thing& thing) {
        std::uint64_t handle = 0;
        thing.head.destroy = destroy;
        return handle_table_add(&table, &thing.head, &handle) ? handle : 0;
    }
    bool finds(std::uint64_t handle) {
        object* found = handle_table_get(&table, handle);
        if (found != nullptr) object_put(found);
        return found != nullptr;
    }
};

void a_handle_finds_its_object(void**) {
    Table table;
    std::vector<Thing> things(100);
    std::vector<std::uint64_t> handles;
    handles.reserve(things.size());
    for (Thing& thing : things) handles.push_back(table.add(thing));
    int wrong = 0;
    for (std::size_t i = 0; i < things.size(); ++i) {
        object* found = handle_table_get(&table.table, handles[i]);
        if (found != &things[i].head) ++wrong;
        if (found != nullptr) object_put(found);
    }
    const std::size_t different = std::set(handles.begin(), handles.end()).size();
    assert_int_equal(wrong, 0);
    assert_int_equal(different, things.size());
}

void a_handle_is_never_a_small_number(void**) {
    Table table;
    Thing thing;
    const bool above = table.add(thing) > UINT32_MAX;
    assert_true(above);
}

void numbers_that_are_no_handles_find_nothing(void**) {
    Table table;
    Thing thing;
    const std::uint64_t handle = table.add(thing);
    const bool found = table.finds(0) || table.finds(UINT64_MAX) || table.finds(handle + 1) ||
                       table.finds(handle ^ (1ULL << 32)) || table.finds(handle & UINT32_MAX);
    assert_false(found);
}

void a_removed_handle_finds_nothing(void**) {
    Table table;
    Thing thing;
    const std::uint64_t handle = table.add(thing);
    object* removed = handle_table_remove(&table.table, handle);
    const bool found = table.finds(handle);
    const bool again = handle_table_remove(&table.table, handle) != nullptr;
    assert_ptr_equal(removed, &thing.head);
    assert_false(found);
    assert_false(again);
}

void a_stale_handle_does_not_find_the_next_object(void**) {
    Table table;
    Thing first;
    Thing second;
    const std::uint64_t stale = table.add(first);
    handle_table_remove(&table.table, stale);
    const std::uint64_t fresh = table.add(second);
    const bool same_place = static_cast<std::uint32_t>(stale) == static_cast<std::uint32_t>(fresh);
    const bool found = table.finds(stale);
    assert_true(same_place);
    assert_false(found);
}

void an_object_lives_until_its_last_user_puts_it_back(void**) {
    Table table;
    Thing thing;
    const std::uint64_t handle = table.add(thing);
    object* user = handle_table_get(&table.table, handle);
    object* removed = handle_table_remove(&table.table, handle);
    object_put(removed);
    const int before = thing.destroyed;
    const bool told = object_removed(user);
    object_put(user);
    assert_int_equal(before, 0);
    assert_true(told);
    assert_int_equal(thing.destroyed, 1);
}

void threads_do_not_disturb_each_other(void**) {
    Table table;
    std::vector<std::thread> threads;
    std::vector<int> wrong(4);
    threads.reserve(wrong.size());
    for (int& mine : wrong)
        threads.emplace_back([&table, &mine] {
            for (int i = 0; i < 2000; ++i) {
                Thing thing;
                const std::uint64_t handle = table.add(thing);
                if (!table.finds(handle)) ++mine;
                object* removed = handle_table_remove(&table.table, handle);
                if (removed != &thing.head)
                    ++mine;
                else
                    object_put(removed);
                if (thing.destroyed != 1 || table.finds(handle)) ++mine;
            }
        });
    for (std::thread& thread : threads) thread.join();
    const int sum = wrong[0] + wrong[1] + wrong[2] + wrong[3];
    assert_int_equal(sum, 0);
}

void a_cleared_table_gives_its_references_back(void**) {
    Table table;
    std::vector<Thing> things(20);
    std::vector<std::uint64_t> handles;
    handles.reserve(things.size());
    for (Thing& thing : things) handles.push_back(table.add(thing));
    object* held = handle_table_get(&table.table, handles[3]);
    handle_table_clear(&table.table);
    int destroyed = 0;
    int found = 0;
    for (std::size_t i = 0; i < things.size(); ++i) {
        destroyed += things[i].destroyed;
        found += table.finds(handles[i]) ? 1 : 0;
    }
    const bool removed = object_removed(held);
    object_put(held);
    Thing later;
    const bool usable = table.finds(table.add(later));
    assert_int_equal(destroyed, 19);
    assert_int_equal(things[3].destroyed, 1);
    assert_int_equal(found, 0);
    assert_true(removed);
    assert_true(usable);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_handle_finds_its_object),
        cmocka_unit_test(a_handle_is_never_a_small_number),
        cmocka_unit_test(numbers_that_are_no_handles_find_nothing),
        cmocka_unit_test(a_removed_handle_finds_nothing),
        cmocka_unit_test(a_stale_handle_does_not_find_the_next_object),
        cmocka_unit_test(an_object_lives_until_its_last_user_puts_it_back),
        cmocka_unit_test(threads_do_not_disturb_each_other),
        cmocka_unit_test(a_cleared_table_gives_its_references_back),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
