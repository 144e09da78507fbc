// test/unit/services/cmap/map_test.cc - keys, what may be set, and in which order watchers hear.
#include "services/cmap/map.h"

#include <vector>

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace baton::cmap {
namespace {

constexpr unsigned kAll = kAdd | kModify | kDelete;

Value raw(Type type, std::string bytes) { return {type, std::move(bytes)}; }

struct Heard {
    Map map;
    std::string text;
    Map::WatchId watch(std::string_view key, unsigned kinds, const std::string& name) {
        return map.watch(key, kinds, [this, name](const Change& change) {
            constexpr const char* kNames[] = {"", "del ", "mod ", "", "add "};
            text += name + ":" + kNames[change.kind] + std::string(change.key) + ' ';
        });
    }
};

// ---- names and values

void names_have_3_to_255_of_some_characters(void**) {
    Map map;
    assert_int_equal(map.set("ab", 1U), CsError::name_too_long);
    assert_int_equal(map.set(std::string(256, 'a'), 1U), CsError::name_too_long);
    assert_int_equal(map.set("a b", 1U), CsError::name_too_long);
    assert_int_equal(map.set(std::string(255, 'a'), 1U), CsError::ok);
    assert_int_equal(map.set("a-Z_0./:", 1U), CsError::ok);
}

void a_number_has_the_length_of_its_type(void**) {
    Map map;
    assert_int_equal(map.set("key", raw(Type::uint32, "123")), CsError::invalid_param);
    assert_int_equal(map.set("key", raw(Type::float64, "1234567")), CsError::invalid_param);
    assert_int_equal(map.set("key", raw(Type::uint32, "1234")), CsError::ok);
}

void a_text_gets_its_end(void**) {
    Map map;
    const CsError without = map.set("one", raw(Type::string, "text"));
    const CsError with = map.set("two", raw(Type::string, std::string("text\0", 5)));
    assert_int_equal(without, CsError::ok);
    assert_int_equal(with, CsError::ok);
    assert_int_equal(map.find("one")->bytes.size(), 5);
    assert_true(*map.find("one") == *map.find("two"));
}

void nothing_follows_the_end_of_a_text(void**) {
    Map map;
    assert_int_equal(map.set("key", raw(Type::string, std::string("te\0xt", 5))),
                     CsError::invalid_param);
}

void a_value_of_no_type_is_refused(void**) {
    Map map;
    assert_int_equal(map.set("key", raw(Type::absent, "")), CsError::invalid_param);
    assert_int_equal(map.set("key", raw(static_cast<Type>(13), "")), CsError::invalid_param);
}

void bytes_may_be_none_or_16384(void**) {
    Map map;
    assert_int_equal(map.set("none", raw(Type::binary, "")), CsError::ok);
    assert_int_equal(map.set("most", raw(Type::binary, std::string(16384, 'x'))), CsError::ok);
    assert_int_equal(map.set("more", raw(Type::binary, std::string(16385, 'x'))),
                     CsError::invalid_param);
    assert_int_equal(map.set("text", raw(Type::string, std::string(16384, 'x'))), CsError::ok);
    assert_int_equal(map.set("text", raw(Type::string, std::string(16385, 'x'))),
                     CsError::invalid_param);
}

void a_full_map_takes_no_more_keys(void**) {
    Map map;
    for (std::size_t i = 0; i < kKeysMax; ++i) map.set("key" + std::to_string(i), std::uint8_t{1});
    assert_int_equal(map.set("one.more", std::uint8_t{1}), CsError::no_memory);
    assert_int_equal(map.set("key0", std::uint8_t{2}), CsError::ok);
    assert_int_equal(map.remove("key0"), CsError::ok);
    assert_int_equal(map.set("one.more", std::uint8_t{1}), CsError::ok);
}

void a_full_map_takes_no_more_bytes(void**) {
    Map map;
    const std::string most(kValueMax, 'x');
    std::size_t taken = 0;
    while (map.set("key" + std::to_string(taken), raw(Type::binary, most)) == CsError::ok) ++taken;
    const CsError small = map.set("key0", raw(Type::binary, "small"));
    const CsError again = map.set("key0", raw(Type::binary, most));
    map.remove("key1");
    const CsError other = map.set("key", raw(Type::binary, most));
    assert_in_range(taken, kBytesMax / (kValueMax + 16), kBytesMax / kValueMax);
    assert_int_equal(small, CsError::ok);
    assert_int_equal(again, CsError::ok);
    assert_int_equal(other, CsError::ok);
    assert_int_equal(map.set("last", raw(Type::binary, most)), CsError::no_memory);
    assert_int_equal(map.set("key", raw(Type::binary, most + "x")), CsError::invalid_param);
}

void a_value_that_would_fill_the_map_too_much_changes_nothing(void**) {
    Map map;
    const std::string most(kValueMax, 'x');
    map.set("small", raw(Type::binary, "y"));
    for (int i = 0; map.set("key" + std::to_string(i), raw(Type::binary, most)) == CsError::ok;)
        ++i;
    assert_int_equal(map.set("small", raw(Type::binary, most)), CsError::no_memory);
    assert_string_equal(map.find("small")->bytes.c_str(), "y");
}

// ---- arithmetic

template <class Number>
Number after(Number start, std::int32_t step) {
    Map map;
    map.set("key", start);
    map.adjust("key", step);
    return map.number<Number>("key").value_or(Number{});
}

void integers_go_round_and_round(void**) {
    assert_int_equal(after<std::uint8_t>(255, 1), 0);
    assert_int_equal(after<std::int8_t>(127, 1), -128);
    assert_int_equal(after<std::uint16_t>(0, -1), 65535);
    assert_int_equal(after<std::int16_t>(-32768, -1), 32767);
    assert_int_equal(after<std::uint32_t>(0xFFFFFFFFU, 1), 0);
    assert_int_equal(after<std::int32_t>(5, -7), -2);
    assert_true(after<std::uint64_t>(0, -1) == 0xFFFFFFFFFFFFFFFFU);
    assert_true(after<std::int64_t>(-1, 1) == 0);
}

void what_is_no_integer_cannot_be_adjusted(void**) {
    Map map;
    map.set("dbl", 1.0);
    map.set("flt", 1.0F);
    map.set("str", std::string_view("1"));
    assert_int_equal(map.adjust("dbl", 1), CsError::invalid_param);
    assert_int_equal(map.adjust("flt", 1), CsError::invalid_param);
    assert_int_equal(map.adjust("str", 1), CsError::invalid_param);
    assert_int_equal(map.adjust("missing", 1), CsError::not_exist);
}

// ---- reading

void a_value_is_read_only_as_what_it_is(void**) {
    Map map;
    map.set("key", std::uint8_t{1});
    assert_true(map.number<std::uint8_t>("key") == 1);
    assert_false(map.number<std::uint32_t>("key").has_value());
    assert_false(map.text("key").has_value());
    assert_false(map.text("missing").has_value());
}

void keys_are_walked_in_the_order_of_their_bytes(void**) {
    Map map;
    for (const char* key : {"node.10", "node.2", "node.1", "other", "noda"}) map.set(key, 1U);
    std::string walked;
    std::string last;
    while (const auto at = map.next("node", last)) {
        last = at->key;
        walked += last + ' ';
    }
    std::string all;
    map.for_each("", [&](const Map::Entry& entry) { all += std::string(entry.key) + ' '; });
    assert_string_equal(walked.c_str(), "node.1 node.10 node.2 ");
    assert_string_equal(all.c_str(), "noda node.1 node.10 node.2 other ");
}

// ---- watching

void exact_watchers_come_first_then_the_longest_prefixes(void**) {
    Heard heard;
    heard.watch("", kAll | kPrefix, "all");
    heard.watch("foo.", kAll | kPrefix, "foo1");
    heard.watch("foo.bar", kAll, "exact1");
    heard.watch("foo.b", kAll | kPrefix, "foob");
    heard.watch("foo.", kAll | kPrefix, "foo2");
    heard.watch("foo.bar", kAll, "exact2");
    heard.watch("foo.bar.baz", kAll | kPrefix, "longer");
    heard.map.set("foo.bar", 1U);
    assert_string_equal(heard.text.c_str(),
                        "exact2:add foo.bar exact1:add foo.bar foob:add foo.bar "
                        "foo2:add foo.bar foo1:add foo.bar all:add foo.bar ");
}

void a_watcher_hears_of_what_it_asked_for(void**) {
    Heard heard;
    heard.watch("key", kAdd, "a");
    heard.watch("key", kModify, "m");
    heard.watch("key", kDelete, "d");
    heard.watch("key", 0, "nothing");
    heard.watch("", kAll, "no name");
    heard.map.set("key", 1U);
    heard.map.set("key", 2U);
    heard.map.remove("key");
    assert_string_equal(heard.text.c_str(), "a:add key m:mod key d:del key ");
}

void the_same_value_again_is_no_change(void**) {
    Heard heard;
    heard.map.set("key", 1U);
    heard.watch("key", kAll, "w");
    heard.map.set("key", 1U);
    const std::string same = heard.text;
    heard.map.set("key", 1); // of another type
    assert_string_equal(same.c_str(), "");
    assert_string_equal(heard.text.c_str(), "w:mod key ");
}

void a_change_shows_both_values(void**) {
    Map map;
    std::string seen;
    const auto number = [](const Value* value) {
        return value == nullptr ? "-" : std::to_string(value->as<std::uint32_t>().value_or(99));
    };
    map.watch("key", kAll, [&](const Change& change) {
        seen += number(change.before) + ">" + number(change.after) + ' ';
    });
    map.set("key", 1U);
    map.set("key", 2U);
    map.remove("key");
    assert_string_equal(seen.c_str(), "->1 1>2 2>- ");
}

void who_stops_watching_hears_nothing(void**) {
    Heard heard;
    const auto first = heard.watch("key", kAll, "first");
    heard.watch("key", kAll, "second");
    const auto prefix = heard.watch("k", kAll | kPrefix, "prefix");
    heard.watch("k", kAll | kPrefix, "other");
    const bool was_there = heard.map.unwatch(first) && heard.map.unwatch(prefix);
    const bool is_there = heard.map.unwatch(first);
    heard.map.set("key", 1U);
    assert_true(was_there);
    assert_false(is_there);
    assert_string_equal(heard.text.c_str(), "second:add key other:add key ");
}

void a_watcher_can_put_another_out(void**) {
    Heard heard;
    const auto victim = heard.watch("key", kAll, "victim");
    heard.map.watch("key", kAll, [&](const Change&) { heard.map.unwatch(victim); });
    heard.map.set("key", 1U);
    assert_string_equal(heard.text.c_str(), "");
}

void a_watcher_can_put_itself_out(void**) {
    Heard heard;
    Map::WatchId own{};
    int told = 0;
    own = heard.map.watch("key", kAll, [&](const Change&) {
        heard.map.unwatch(own);
        ++told;
    });
    heard.map.set("key", 1U);
    heard.map.set("key", 2U);
    assert_int_equal(told, 1);
}

void all_hear_of_changes_in_their_order(void**) {
    Heard heard;
    heard.watch("", kAll | kPrefix, "all");
    heard.map.watch("key", kAdd, [&](const Change&) {
        heard.map.set("key", 2U);
        heard.map.remove("key");
    });
    heard.map.set("key", 1U);
    assert_string_equal(heard.text.c_str(), "all:add key all:mod key all:del key ");
}

// ---- live keys

struct Live {
    std::uint64_t counter = 7;
    Heard heard;
    Live() {
        heard.map.set_live("live.counter", [this] { return Value::of(counter); });
    }
};

void a_live_key_shows_what_is_now(void**) {
    Live live;
    live.counter = 8;
    const auto found = live.heard.map.number<std::uint64_t>("live.counter");
    live.counter = 9;
    const auto walked = live.heard.map.next("live.", "")->value.as<std::uint64_t>();
    live.counter = 10;
    std::uint64_t listed = 0;
    live.heard.map.for_each("live.", [&](const Map::Entry& entry) {
        listed = entry.value.as<std::uint64_t>().value_or(0);
    });
    assert_true(found == 8U);
    assert_true(walked == 9U);
    assert_int_equal(listed, 10);
}

void a_live_change_is_told_when_it_is_looked_for(void**) {
    Live live;
    const bool before = live.heard.map.live_watched();
    live.counter = 8; // before anybody watched
    live.heard.watch("live.", kModify | kPrefix, "w");
    const bool watched = live.heard.map.live_watched();
    live.heard.map.tell_live();
    const std::string nothing = live.heard.text;
    live.counter = 9;
    live.heard.map.tell_live();
    live.heard.map.tell_live();
    assert_false(before);
    assert_true(watched);
    assert_string_equal(nothing.c_str(), "");
    assert_string_equal(live.heard.text.c_str(), "w:mod live.counter ");
}

void nobody_watches_live_keys_but_who_does(void**) {
    Live live;
    live.heard.watch("other", kAll, "w");
    live.heard.watch("live.counter.", kAll | kPrefix, "w");
    const bool others = live.heard.map.live_watched();
    const auto own = live.heard.watch("live.counter", kModify, "w");
    const bool with = live.heard.map.live_watched();
    live.heard.map.unwatch(own);
    assert_false(others);
    assert_true(with);
    assert_false(live.heard.map.live_watched());
}

void a_live_key_that_is_set_or_removed_is_live_no_more(void**) {
    Live live;
    live.heard.map.set("live.counter", std::uint64_t{1});
    live.counter = 100;
    const auto kept = live.heard.map.number<std::uint64_t>("live.counter");
    live.heard.map.set_live("live.counter", [&live] { return Value::of(live.counter); });
    live.heard.map.remove("live.counter");
    live.heard.watch("", kAll | kPrefix, "w");
    assert_true(kept == 1U);
    assert_false(live.heard.map.live_watched());
    assert_int_equal(live.heard.map.size(), 0);
}

// ---- many

void neither_many_keys_nor_many_watches_make_a_change_slow(void**) {
    Map map;
    std::uint64_t told = 0;
    for (int i = 0; i < 2000; ++i)
        map.watch("watched." + std::to_string(i), kAll, [&](const Change&) { ++told; });
    for (int i = 0; i < 200; ++i)
        map.watch("prefix." + std::to_string(i), kAll | kPrefix, [&](const Change&) { ++told; });
    for (int i = 0; i < 100000; ++i) map.set("key." + std::to_string(i), std::uint32_t(i));
    assert_int_equal(told, 0);
    map.set("watched.77", 1U);
    map.set("prefix.77.x", 1U); // prefix.7 and prefix.77
    assert_int_equal(told, 3);
}

} // namespace
} // namespace baton::cmap

int main() {
    using namespace baton::cmap;
    const CMUnitTest tests[] = {
        cmocka_unit_test(names_have_3_to_255_of_some_characters),
        cmocka_unit_test(a_number_has_the_length_of_its_type),
        cmocka_unit_test(a_text_gets_its_end),
        cmocka_unit_test(nothing_follows_the_end_of_a_text),
        cmocka_unit_test(a_value_of_no_type_is_refused),
        cmocka_unit_test(bytes_may_be_none_or_16384),
        cmocka_unit_test(a_full_map_takes_no_more_keys),
        cmocka_unit_test(a_full_map_takes_no_more_bytes),
        cmocka_unit_test(a_value_that_would_fill_the_map_too_much_changes_nothing),
        cmocka_unit_test(integers_go_round_and_round),
        cmocka_unit_test(what_is_no_integer_cannot_be_adjusted),
        cmocka_unit_test(a_value_is_read_only_as_what_it_is),
        cmocka_unit_test(keys_are_walked_in_the_order_of_their_bytes),
        cmocka_unit_test(exact_watchers_come_first_then_the_longest_prefixes),
        cmocka_unit_test(a_watcher_hears_of_what_it_asked_for),
        cmocka_unit_test(the_same_value_again_is_no_change),
        cmocka_unit_test(a_change_shows_both_values),
        cmocka_unit_test(who_stops_watching_hears_nothing),
        cmocka_unit_test(a_watcher_can_put_another_out),
        cmocka_unit_test(a_watcher_can_put_itself_out),
        cmocka_unit_test(all_hear_of_changes_in_their_order),
        cmocka_unit_test(a_live_key_shows_what_is_now),
        cmocka_unit_test(a_live_change_is_told_when_it_is_looked_for),
        cmocka_unit_test(nobody_watches_live_keys_but_who_does),
        cmocka_unit_test(a_live_key_that_is_set_or_removed_is_live_no_more),
        cmocka_unit_test(neither_many_keys_nor_many_watches_make_a_change_slow),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
