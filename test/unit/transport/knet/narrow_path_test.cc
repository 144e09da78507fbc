// test/unit/transport/knet/narrow_path_test.cc - when a path is taken for narrow.
#include "transport/knet/narrow_path.h"

#include <fmt/format.h>
#include <string>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using baton::transport::knet::NarrowPath;

namespace {

// As libknet 1.25 has it.
std::string longer(unsigned factor, unsigned host = 3, unsigned link = 1) {
    return fmt::format("Increasing PMTUd response timeout multiplier to ({}) for host {} link: {}",
                       factor, host, link);
}
constexpr const char* kDone = "PMTUD completed for host: 3 link: 1 current link mtu: 1085";
constexpr const char* kGone = "PMTUD detected host (3) link (1) has been disconnected";

void two_waits_in_vain_are_enough(void**) {
    NarrowPath path;
    const bool first = path.take(longer(4)).has_value();
    const auto second = path.take(longer(8));
    assert_false(first);
    assert_true(second && second->node == NodeId{3} && second->number == 1);
}

void what_is_said_names_node_and_link(void**) {
    const std::string text = NarrowPath::text_of({NodeId{3}, 1});
    assert_true(text.find("node 3 on link 1") != std::string::npos);
    assert_true(text.find("set knet_mtu") != std::string::npos);
}

void longer_waits_in_the_same_run_are_no_news(void**) {
    NarrowPath path;
    path.take(longer(8));
    assert_false(path.take(longer(16)).has_value());
    assert_false(path.take(longer(32)).has_value());
}

void links_are_told_apart(void**) {
    NarrowPath path;
    path.take(longer(8));
    assert_true(path.take(longer(8, 3, 0)).has_value());
    assert_true(path.take(longer(8, 2, 1)).has_value());
}

// The largest packets that are probed are larger than those that are sent.
void a_path_known_to_be_narrow_is_no_news(void**) {
    NarrowPath path;
    path.take(longer(8));
    path.take(kDone);
    assert_false(path.take(longer(128)).has_value());
    path.take(kDone);
    assert_false(path.take(longer(64)).has_value());
}

void one_that_was_wide_again_is(void**) {
    NarrowPath path;
    path.take(longer(8));
    path.take(kDone);
    path.take(kDone); // nothing was waited for in vain
    assert_true(path.take(longer(128)).has_value());
}

void a_lost_answer_long_ago_does_not_count(void**) {
    NarrowPath path;
    path.take(longer(4));
    path.take(kDone);
    path.take(kDone);
    assert_false(path.take(longer(4)).has_value());
    assert_true(path.take(longer(8)).has_value());
}

// It comes back with packets of the old size.
void a_link_that_was_down_begins_anew(void**) {
    NarrowPath path;
    path.take(longer(8));
    path.take(kGone);
    assert_true(path.take(longer(64)).has_value());
}

void other_words_are_about_nothing(void**) {
    NarrowPath path;
    assert_false(path.take("").has_value());
    assert_false(path.take("Starting PMTUD for host: 3 link: 1").has_value());
    assert_false(path.take("Increasing PMTUd response timeout multiplier to ").has_value());
    assert_false(path.take("Increasing PMTUd response timeout multiplier to (8)").has_value());
    assert_false(path.take(longer(8).substr(0, longer(8).size() - 1)).has_value());
}

void made_up_links_do_not_fill_the_memory(void**) {
    NarrowPath path;
    for (unsigned host = 0; host < NarrowPath::kLinksMax; ++host) path.take(longer(8, host));
    assert_false(path.take(longer(8, NarrowPath::kLinksMax)).has_value());
    assert_true(path.take(longer(16, 7)) == std::nullopt);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(two_waits_in_vain_are_enough),
        cmocka_unit_test(what_is_said_names_node_and_link),
        cmocka_unit_test(longer_waits_in_the_same_run_are_no_news),
        cmocka_unit_test(links_are_told_apart),
        cmocka_unit_test(a_path_known_to_be_narrow_is_no_news),
        cmocka_unit_test(one_that_was_wide_again_is),
        cmocka_unit_test(a_lost_answer_long_ago_does_not_count),
        cmocka_unit_test(a_link_that_was_down_begins_anew),
        cmocka_unit_test(other_words_are_about_nothing),
        cmocka_unit_test(made_up_links_do_not_fill_the_memory),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
