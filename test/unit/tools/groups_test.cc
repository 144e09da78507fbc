// test/unit/tools/groups_test.cc - groups and what happens in one, for people and as JSON.
#include "chat_text.h"
#include "groups_text.h"
#include "sample.h"
#include "unit/cmocka.h"

#include <corosync/cpg.h>

using namespace baton::tool;

namespace {

NodeNames names() { return NodeNames(*read_status(sample::healthy().dump())); }

std::vector<GroupMember> two_groups() {
    return {{"chat", 1, 4711}, {"chat", 10, 12}, {"store", 77, 3}};
}

ChatWriter for_people() { return {false, "chat", names()}; }
ChatWriter for_programs() { return {true, "chat", names()}; }

GroupChange change() {
    return {{{1, 5, 0}, {2, 6, 0}}, {{2, 6, CPG_REASON_JOIN}}, {{10, 7, CPG_REASON_NODEDOWN}}};
}

void groups_are_named_once_and_nodes_by_name(void**) {
    assert_string_equal(groups_text(two_groups(), names()).c_str(), "GROUP  NODE  NAME    PID\n"
                                                                    "chat      1  alpha  4711\n"
                                                                    "         10  gamma    12\n"
                                                                    "store    77            3\n");
}

void without_groups_there_is_a_sentence(void**) {
    assert_string_equal(groups_text({}, names()).c_str(), "no process is in a group\n");
}

void groups_as_json_hold_their_members(void**) {
    assert_string_equal(groups_json(two_groups()).c_str(),
                        "{\"schema_version\":1,\"groups\":["
                        "{\"name\":\"chat\",\"members\":[{\"node\":1,\"pid\":4711},"
                        "{\"node\":10,\"pid\":12}]},"
                        "{\"name\":\"store\",\"members\":[{\"node\":77,\"pid\":3}]}]}\n");
}

void no_groups_as_json_are_an_empty_list(void**) {
    assert_string_equal(groups_json({}).c_str(), "{\"schema_version\":1,\"groups\":[]}\n");
}

void a_message_names_its_sender(void**) {
    assert_string_equal(for_people().message({2, 6, 0}, "hello\033").c_str(),
                        "beta:6> hello\\x1b\n");
}

void a_message_as_json_is_one_line(void**) {
    assert_string_equal(for_programs().message({2, 6, 0}, "a\nb").c_str(),
                        "{\"schema_version\":1,\"type\":\"message\",\"group\":\"chat\","
                        "\"node\":2,\"pid\":6,\"text\":\"a\\nb\"}\n");
}

void a_change_tells_who_came_and_went_and_who_is_there(void**) {
    assert_string_equal(for_people().membership(change()).c_str(),
                        "+ beta:6 joined\n"
                        "- gamma:7 is lost with its node\n"
                        "= 2 members: alpha:5 beta:6\n");
}

void the_last_one_leaves_nobody(void**) {
    assert_string_equal(for_people().membership({{}, {}, {{1, 5, CPG_REASON_LEAVE}}}).c_str(),
                        "- alpha:5 left\n= 0 members\n");
}

void a_change_as_json_has_the_reasons(void**) {
    assert_string_equal(for_programs().membership(change()).c_str(),
                        "{\"schema_version\":1,\"type\":\"membership\",\"group\":\"chat\","
                        "\"members\":[{\"node\":1,\"pid\":5},{\"node\":2,\"pid\":6}],"
                        "\"joined\":[{\"node\":2,\"pid\":6,\"reason\":\"join\"}],"
                        "\"left\":[{\"node\":10,\"pid\":7,\"reason\":\"nodedown\"}]}\n");
}

void a_ring_is_named_as_in_the_log(void**) {
    assert_string_equal(for_people().ring(1, 47, {1, 10, 99}).c_str(),
                        "~ ring 1.2f: nodes alpha gamma 99\n");
    assert_string_equal(for_programs().ring(1, 47, {1, 10}).c_str(),
                        "{\"schema_version\":1,\"type\":\"ring\",\"id\":\"1.2f\","
                        "\"nodes\":[1,10]}\n");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(groups_are_named_once_and_nodes_by_name),
        cmocka_unit_test(without_groups_there_is_a_sentence),
        cmocka_unit_test(groups_as_json_hold_their_members),
        cmocka_unit_test(no_groups_as_json_are_an_empty_list),
        cmocka_unit_test(a_message_names_its_sender),
        cmocka_unit_test(a_message_as_json_is_one_line),
        cmocka_unit_test(a_change_tells_who_came_and_went_and_who_is_there),
        cmocka_unit_test(the_last_one_leaves_nobody),
        cmocka_unit_test(a_change_as_json_has_the_reasons),
        cmocka_unit_test(a_ring_is_named_as_in_the_log),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
