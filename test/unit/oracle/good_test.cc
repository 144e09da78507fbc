// test/unit/oracle/good_test.cc - a story in which everything is right is not blamed.
#include "unit/oracle/story.h"

#include "unit/cmocka.h"

using namespace oracle;

namespace {

void a_good_story_has_no_violation(void**) {
    const Story story = good_story();
    Oracle oracle;
    for (const Event& event : story.events) oracle.take(event);
    oracle.finish(true);
    for (const Violation& one : oracle.violations())
        print_error("%s %s\n", one.property.c_str(), one.text.c_str());
    assert_true(oracle.violations().empty());
}

void a_good_story_is_not_vacuous(void**) {
    const Story story = good_story();
    Oracle oracle;
    for (const Event& event : story.events) oracle.take(event);
    oracle.finish(true);
    for (const char* what :
         {"regular", "transitional", "transitional with messages", "gap in transitional",
          "safe delivered", "safe in transitional", "failed recovery", "kept promise", "merge",
          "wrapped frames", "resends"}) {
        const auto found = oracle.counts().find(what);
        if (found == oracle.counts().end() || found->second == 0) fail_msg("no %s", what);
    }
}

void each_node_of_a_good_story_is_good_by_itself(void**) {
    const Story story = good_story();
    std::string found;
    for (const Node node : {1U, 2U, 3U}) {
        std::vector<Event> own;
        for (const Event& event : story.events)
            if (event.node == node) own.push_back(event);
        found += first_violation(own, {.scope = Scope::one_node, .bounds = {}, .quiescent = true});
    }
    assert_string_equal(found.c_str(), "");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_good_story_has_no_violation),
        cmocka_unit_test(a_good_story_is_not_vacuous),
        cmocka_unit_test(each_node_of_a_good_story_is_good_by_itself),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
