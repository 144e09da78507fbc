// test/unit/services/cpg/iteration_test.cc - asking which groups and processes there are.
#include "services/cpg/limits.h"
#include "unit/services/cpg/cluster.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::cpg;
using namespace baton::cpg::testing;

namespace {

constexpr std::uint32_t kNames = 1;
constexpr std::uint32_t kOneGroup = 2;
constexpr std::uint32_t kAll = 3;

// Members: g 1:10 and 2:20, h 1:11. Client 9 of node 1 is in no group.
Cluster populated() {
    Cluster cluster(2);
    cluster.member(1, 2, "h", 11);
    cluster.member(1, 1, "g", 10);
    cluster.member(2, 1, "g", 20);
    cluster.connect(1, 9);
    return cluster;
}

IterationStartReply start(Cluster& cluster, std::uint32_t type, std::string_view group = "") {
    cluster.ask(1, 9, IterationStartRequest{GroupName(group), type});
    return std::get<IterationStartReply>(cluster.node(1).replies[9]);
}

IterationNextReply next(Cluster& cluster, std::uint64_t handle, std::uint64_t client = 9) {
    cluster.ask(1, client, IterationNextRequest{handle});
    return std::get<IterationNextReply>(cluster.node(1).replies[client]);
}

CsError end(Cluster& cluster, std::uint64_t handle, std::uint64_t client = 9) {
    cluster.ask(1, client, IterationEndRequest{handle});
    return std::get<StatusReply>(cluster.node(1).replies[client]).error;
}

std::string walk(Cluster& cluster, std::uint64_t handle) {
    std::string text;
    IterationNextReply entry = next(cluster, handle);
    for (; entry.error == CsError::ok; entry = next(cluster, handle))
        text += std::string(entry.group.text()) + " " + std::to_string(entry.node.value) + ":" +
                std::to_string(entry.pid) + "\n";
    return text + "end " + std::to_string(static_cast<int>(entry.error)) + "\n";
}

void all_processes_come_with_their_groups_together(void**) {
    Cluster cluster = populated();
    const std::string seen = walk(cluster, start(cluster, kAll).handle);
    assert_string_equal(seen.c_str(), "h 1:11\ng 1:10\ng 2:20\nend 27\n");
}

void one_group_gives_its_processes(void**) {
    Cluster cluster = populated();
    const std::string seen = walk(cluster, start(cluster, kOneGroup, "g").handle);
    const std::string none = walk(cluster, start(cluster, kOneGroup, "unknown").handle);
    assert_string_equal(seen.c_str(), "g 1:10\ng 2:20\nend 27\n");
    assert_string_equal(none.c_str(), "end 27\n");
}

void names_come_once_and_without_a_process(void**) {
    Cluster cluster = populated();
    const std::string seen = walk(cluster, start(cluster, kNames).handle);
    assert_string_equal(seen.c_str(), "h 0:0\ng 0:0\nend 27\n");
}

// What Corosync's tools print follows this order, and so do scripts that read it.
void the_lowest_process_is_first_and_the_others_descend(void**) {
    Cluster cluster = populated();
    cluster.member(2, 3, "g", 30);
    cluster.member(1, 3, "g", 12);
    const std::string all = walk(cluster, start(cluster, kAll).handle);
    const std::string one = walk(cluster, start(cluster, kOneGroup, "g").handle);
    assert_string_equal(all.c_str(), "h 1:11\ng 1:10\ng 2:30\ng 2:20\ng 1:12\nend 27\n");
    assert_string_equal(one.c_str(), "g 1:10\ng 2:30\ng 2:20\ng 1:12\nend 27\n");
}

void groups_come_in_descending_order_of_their_lowest_processes(void**) {
    Cluster cluster = populated();
    cluster.member(1, 3, "z", 5);
    const std::string names = walk(cluster, start(cluster, kNames).handle);
    assert_string_equal(names.c_str(), "h 0:0\ng 0:0\nz 0:0\nend 27\n");
}

void an_iteration_shows_what_was_when_it_began(void**) {
    Cluster cluster = populated();
    const std::uint64_t handle = start(cluster, kAll).handle;
    cluster.disconnect(1, 2);
    cluster.member(1, 3, "new", 12);
    const std::string seen = walk(cluster, handle);
    assert_string_equal(seen.c_str(), "h 1:11\ng 1:10\ng 2:20\nend 27\n");
}

void an_unknown_type_is_refused(void**) {
    Cluster cluster = populated();
    const CsError zero = start(cluster, 0).error;
    const CsError four = start(cluster, 4).error;
    assert_int_equal(zero, CsError::invalid_param);
    assert_int_equal(four, CsError::invalid_param);
}

void a_handle_ends_once(void**) {
    Cluster cluster = populated();
    const std::uint64_t handle = start(cluster, kAll).handle;
    const CsError first = end(cluster, handle);
    const CsError again = end(cluster, handle);
    const CsError next_error = next(cluster, handle).error;
    assert_int_equal(first, CsError::ok);
    assert_int_equal(again, CsError::library);
    assert_int_equal(next_error, CsError::library);
}

void a_handle_of_another_client_is_unknown(void**) {
    Cluster cluster = populated();
    const std::uint64_t handle = start(cluster, kAll).handle;
    const CsError foreign = end(cluster, handle, 1);
    const CsError own = end(cluster, handle);
    assert_int_equal(foreign, CsError::library);
    assert_int_equal(own, CsError::ok);
}

void iterations_of_a_client_are_bounded(void**) {
    Cluster cluster = populated();
    std::uint64_t handle = 0;
    for (std::size_t i = 0; i < kIterationsPerClient; ++i) handle = start(cluster, kAll).handle;
    const CsError one_more = start(cluster, kAll).error;
    end(cluster, handle);
    const CsError after_end = start(cluster, kAll).error;
    assert_int_equal(one_more, CsError::no_memory);
    assert_int_equal(after_end, CsError::ok);
}

void the_members_of_any_group_may_be_asked_for(void**) {
    Cluster cluster = populated();
    cluster.ask(1, 9, MembershipRequest{GroupName("g")});
    const std::string members =
        text_of(std::get<MembershipReply>(cluster.node(1).replies[9]).members);
    cluster.ask(1, 9, MembershipRequest{GroupName("unknown")});
    const std::size_t none = std::get<MembershipReply>(cluster.node(1).replies[9]).members.size();
    assert_string_equal(members.c_str(), "1:10 2:20");
    assert_int_equal(none, 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(all_processes_come_with_their_groups_together),
        cmocka_unit_test(one_group_gives_its_processes),
        cmocka_unit_test(names_come_once_and_without_a_process),
        cmocka_unit_test(the_lowest_process_is_first_and_the_others_descend),
        cmocka_unit_test(groups_come_in_descending_order_of_their_lowest_processes),
        cmocka_unit_test(an_iteration_shows_what_was_when_it_began),
        cmocka_unit_test(an_unknown_type_is_refused),
        cmocka_unit_test(a_handle_ends_once),
        cmocka_unit_test(a_handle_of_another_client_is_unknown),
        cmocka_unit_test(iterations_of_a_client_are_bounded),
        cmocka_unit_test(the_members_of_any_group_may_be_asked_for),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
