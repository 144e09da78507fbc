// test/unit/tools/quorum_text_test.cc - the quorum: Corosync's page, ours, and the explanation.
#include "quorum_explain.h"
#include "quorum_view.h"
#include "text.h"
#include "unit/cmocka.h"

#include <corosync/votequorum.h>

using namespace baton::tool;

namespace {

QuorumView quorate() {
    return {.provider = "corosync_votequorum",
            .local = 1,
            .representative = 1,
            .ring_sequence = 0x2f,
            .quorate = true,
            .votes = Votes{.expected = 3,
                           .highest_expected = 3,
                           .total = 2,
                           .quorum = 2,
                           .flags = VOTEQUORUM_INFO_QUORATE},
            .members = {{.node = 1, .name = "alpha", .votes = 1},
                        {.node = 2, .name = "beta", .votes = 1}},
            .rules = {.nodes = {{1, "alpha", 1, true, true},
                                {2, "beta", 1, true, true},
                                {3, "gamma", 1, false, false}}}};
}

QuorumView alone() {
    QuorumView view = quorate();
    view.quorate = false;
    view.votes->total = 1;
    view.votes->flags = 0;
    view.members.resize(1);
    view.rules.nodes[1].member = false;
    return view;
}

QuorumView with_device(std::uint32_t flags) {
    QuorumView view = quorate();
    view.votes->flags |= VOTEQUORUM_INFO_QDEVICE_REGISTERED | flags;
    view.votes->device = "Qdevice";
    view.votes->device_votes = 1;
    view.members[0].flags = view.votes->flags;
    return view;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string explained(const QuorumView& view) { return explanation_text(explain_quorum(view)); }

void the_page_is_corosyncs(void**) {
    assert_string_equal(quorumtool_status(quorate(), {}, "Sat Nov 21 19:58:59 2026").c_str(),
                        "Quorum information\n"
                        "------------------\n"
                        "Date:             Sat Nov 21 19:58:59 2026\n"
                        "Quorum provider:  corosync_votequorum\n"
                        "Nodes:            2\n"
                        "Node ID:          1\n"
                        "Ring ID:          1.2f\n"
                        "Quorate:          Yes\n"
                        "\n"
                        "Votequorum information\n"
                        "----------------------\n"
                        "Expected votes:   3\n"
                        "Highest expected: 3\n"
                        "Total votes:      2\n"
                        "Quorum:           2  \n"
                        "Flags:            Quorate \n"
                        "\n"
                        "Membership information\n"
                        "----------------------\n"
                        "    Nodeid      Votes Name\n"
                        "         1          1 alpha (local)\n"
                        "         2          1 beta\n");
}

void an_inquorate_page_says_what_is_blocked(void**) {
    const std::string page = quorumtool_status(alone(), {}, "now");
    assert_true(contains(page, "\nQuorate:          No\n"));
    assert_true(contains(page, "\nQuorum:           2 Activity blocked\nFlags:            \n"));
}

void hexadecimal_ids_have_eight_digits(void**) {
    assert_string_equal(quorumtool_members(quorate(), {.hexadecimal = true}).c_str(),
                        "\nMembership information\n"
                        "----------------------\n"
                        "    Nodeid      Votes Name\n"
                        "0x00000001          1 alpha (local)\n"
                        "0x00000002          1 beta\n");
}

void the_machine_form_has_the_device_column(void**) {
    assert_true(contains(quorumtool_members(quorate(), {.machine = true}),
                         "    Nodeid      Votes    Qdevice Name\n"
                         "         1          1         NR alpha (local)\n"));
}

void a_device_that_votes_has_its_row(void**) {
    const auto view =
        with_device(VOTEQUORUM_INFO_QDEVICE_ALIVE | VOTEQUORUM_INFO_QDEVICE_CAST_VOTE);
    const std::string page = quorumtool_members(view, {});
    assert_true(contains(page, "         1          1    A,V,NMW alpha (local)\n"));
    assert_true(contains(page, "         0          1            Qdevice\n"));
}

void a_device_that_does_not_vote_shows_what_it_could(void**) {
    const std::string page =
        quorumtool_members(with_device(VOTEQUORUM_INFO_QDEVICE_MASTER_WINS), {});
    assert_true(contains(page, "   NA,NV,MW alpha (local)\n"));
    assert_true(contains(page, "         0          0            Qdevice (votes 1)\n"));
}

void flags_have_an_order(void**) {
    assert_string_equal(flag_words(0x7f).c_str(),
                        "2Node Quorate WaitForAll LastManStanding AutoTieBreaker AllowDownscale "
                        "Qdevice ");
}

void without_a_provider_there_are_no_votes(void**) {
    const QuorumView view{.local = 1, .ring_sequence = 9};
    const std::string page = quorumtool_status(view, {}, "now");
    assert_true(contains(page, "Quorum provider:  Not configured\n"));
    assert_false(contains(page, "Votequorum"));
    assert_true(contains(explained(view), "no quorum provider is configured"));
}

void our_page_names_the_absent(void**) {
    const std::string page = quorum_text(alone());
    assert_int_equal(page.find("ATTENTION: not quorate\n"), 0);
    assert_true(contains(page, "beta       1  ABSENT\n"));
    assert_true(contains(page, "gamma      1  ABSENT  not seen since the start\n"));
}

void json_has_the_votes(void**) {
    const auto json = nlohmann::json::parse(quorum_json(quorate()));
    assert_int_equal(json.at("schema_version"), 1);
    assert_true(json.at("quorate") == true);
    assert_int_equal(json.at("votes").at("expected"), 3);
    assert_true(json.at("votes").at("device").is_null());
    assert_true(json.at("ring").at("id") == "1.2f");
}

void a_quorate_node_needs_no_advice(void**) {
    assert_true(explain_quorum(quorate()).advice.empty());
    assert_true(contains(explained(quorate()), "this node is quorate: 2 of 3 expected votes"));
}

void an_inquorate_node_is_told_how_to_go_on(void**) {
    const std::string text = explained(alone());
    assert_true(contains(text, "this node is NOT quorate: 1 of 3 expected votes are here, 2 are "
                               "needed"));
    assert_true(contains(text, "absent: node 2 (beta), node 3 (gamma)"));
    assert_true(contains(text, "corosync-quorumtool -e 1"));
}

void who_is_waited_for_is_named(void**) {
    QuorumView view = alone();
    view.votes->flags = VOTEQUORUM_INFO_WAIT_FOR_ALL;
    view.rules.waiting_for_all = true;
    const std::string text = explained(view);
    assert_true(contains(text, "not seen since this node started: node 3 (gamma)"));
    assert_true(contains(text, "baton map set quorum.cancel_wait_for_all u8 1"));
}

void a_configured_device_that_is_absent_is_told(void**) {
    QuorumView view = alone();
    view.rules.device_model = "net";
    assert_true(contains(explained(view), "a quorum device 'net' is configured, but none is "
                                          "registered"));
    assert_true(contains(explained(view), "systemctl start corosync-qdevice"));
}

void each_rule_is_explained(void**) {
    QuorumView view = with_device(0);
    view.votes->flags |= 0x3f;
    view.votes->expected = 2;
    const std::string text = explained(view);
    for (const char* rule :
         {"two_node", "wait_for_all", "last_man_standing", "auto_tie_breaker", "allow_downscale",
          "it does not vote for this node", "but have been 3"})
        assert_true(contains(text, rule));
}

void a_name_cannot_drive_the_terminal(void**) {
    QuorumView view = alone();
    view.rules.nodes[2].name = "g\033[2J";
    assert_false(contains(explained(view) + quorum_text(view), "\033"));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_page_is_corosyncs),
        cmocka_unit_test(an_inquorate_page_says_what_is_blocked),
        cmocka_unit_test(hexadecimal_ids_have_eight_digits),
        cmocka_unit_test(the_machine_form_has_the_device_column),
        cmocka_unit_test(a_device_that_votes_has_its_row),
        cmocka_unit_test(a_device_that_does_not_vote_shows_what_it_could),
        cmocka_unit_test(flags_have_an_order),
        cmocka_unit_test(without_a_provider_there_are_no_votes),
        cmocka_unit_test(our_page_names_the_absent),
        cmocka_unit_test(json_has_the_votes),
        cmocka_unit_test(a_quorate_node_needs_no_advice),
        cmocka_unit_test(an_inquorate_node_is_told_how_to_go_on),
        cmocka_unit_test(who_is_waited_for_is_named),
        cmocka_unit_test(a_configured_device_that_is_absent_is_told),
        cmocka_unit_test(each_rule_is_explained),
        cmocka_unit_test(a_name_cannot_drive_the_terminal),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
