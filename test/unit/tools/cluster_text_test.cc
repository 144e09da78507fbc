// test/unit/tools/cluster_text_test.cc - nodes, links and the results of a reload.
#include "link_view.h"
#include "node_list.h"
#include "reload_text.h"
#include "text.h"
#include <cstring>

#include "unit/cmocka.h"

using namespace baton::tool;
using json = nlohmann::json;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::vector<ListedNode> nodes() {
    return {{.id = 1,
             .name = "alpha",
             .addresses = {"10.0.0.1", "10.1.0.1"},
             .listed = true,
             .member = true,
             .seen = true,
             .joins = 2},
            {.id = 2, .name = "beta", .addresses = {"10.0.0.2"}, .listed = true},
            {.id = 9, .seen = true}};
}

LinkView links() {
    return {
        .local = 1,
        .transport = "knet",
        .nodes = {
            {.node = 1, .known = true},
            {.node = 2,
             .name = "beta",
             .known = true,
             .reachable = true,
             .links = {{.enabled = true, .connected = true, .mtu = 1397, .from = "a", .to = "b"},
                       {.number = 1, .enabled = true, .mtu = 9, .to = "d"},
                       {.number = 2}}},
            {.node = 3, .name = "gamma"}}};
}

// As the daemon tells it without knet: the address of the node itself, in the place of the one
// here.
LinkView links_over_udpu() {
    const auto link = [](const char* address) {
        return LinkState{
            .enabled = true, .connected = true, .mtu = 1410, .from = address, .to = ""};
    };
    return {.local = 2,
            .transport = "udpu",
            .nodes = {{.node = 1, .known = true, .reachable = true, .links = {link("10.0.0.1")}},
                      {.node = 2, .known = true, .reachable = true, .links = {link("10.0.0.2")}}}};
}

json reload() {
    return {
        {"schema_version", 1},
        {"check_only", false},
        {"two_phase", true},
        {"applied", true},
        {"nodes",
         {{{"id", 1}, {"name", "alpha"}, {"result", "ok"}, {"old_version", 4}, {"new_version", 5}},
          {{"id", 2},
           {"name", "beta"},
           {"result", "ok"},
           {"old_version", 4},
           {"new_version", 5},
           {"needs_restart", {"totem.transport"}}}}}};
}

ReloadReport report(const json& answer) {
    auto read = read_reload(answer.dump());
    return read ? std::move(*read) : ReloadReport{};
}

void nodes_are_a_table(void**) {
    assert_string_equal(nodes_text(nodes(), 1).c_str(),
                        "ID  NAME   ADDRESSES          STATE       JOINS\n"
                        " 1  alpha  10.0.0.1 10.1.0.1  member          2  this node\n"
                        " 2  beta   10.0.0.2           NEVER SEEN      0\n"
                        " 9                            LEFT            0  not in the nodelist\n");
}

void nodes_as_json_have_their_addresses(void**) {
    const json all = json::parse(nodes_json(nodes(), 1));
    assert_int_equal(all.at("schema_version"), 1);
    assert_true(all.at("nodes")[0].at("addresses") == json({"10.0.0.1", "10.1.0.1"}));
    assert_true(all.at("nodes")[1].at("member") == false);
}

void links_that_are_down_are_shown(void**) {
    assert_string_equal(links_text(links()).c_str(),
                        "node 1 over knet\n"
                        "NODE  NAME   LINK  STATE         PATH     MTU\n"
                        "   2  beta      0  connected     a -> b  1397\n"
                        "   2  beta      1  DISCONNECTED  d          9\n"
                        "   3  gamma     -  UNREACHABLE\n");
}

void one_link_down_is_not_well(void**) {
    LinkView view = links();
    assert_false(all_connected(view));
    view.nodes.pop_back();
    assert_false(all_connected(view));
    view.nodes[1].links[1].connected = true;
    assert_true(all_connected(view));
}

void links_as_json_leave_out_what_is_not_there(void**) {
    const json all = json::parse(links_json(links()));
    assert_int_equal(all.at("nodes")[1].at("links").size(), 2);
    assert_true(all.at("nodes")[1].at("links")[1].at("connected") == false);
    assert_true(all.at("all_connected") == false);
}

void without_knet_a_path_leads_from_here_to_the_other(void**) {
    const json all = json::parse(links_json(links_over_udpu()));
    const json& own = all.at("nodes")[1].at("links")[0];
    const json& other = all.at("nodes")[0].at("links")[0];
    assert_true(own.at("from") == "10.0.0.2" && own.at("to") == "");
    assert_true(other.at("from") == "10.0.0.2" && other.at("to") == "10.0.0.1");
    assert_string_equal(links_text(links_over_udpu()).c_str(),
                        "node 2 over udpu\n"
                        "NODE  NAME  LINK  STATE      PATH                   MTU\n"
                        "   1           0  connected  10.0.0.2 -> 10.0.0.1  1410\n");
}

void a_reload_everywhere_is_well(void**) {
    const ReloadReport all = report(reload());
    assert_true(went_well(all));
    const std::string page = reload_text(all);
    assert_int_equal(page.find("OK: every node has applied its file\n"), 0);
    assert_true(contains(page, "node 2 (beta): totem.transport changes only with a restart"));
    assert_true(contains(page, " 1  alpha  ok      4 -> 5\n"));
}

void a_refusal_is_told_with_its_complaint(void**) {
    json answer = reload();
    answer["applied"] = false;
    answer["nodes"][1]["result"] = "refused";
    answer["nodes"][1]["complaints"] = {"line 3: unknown \033 word"};
    const ReloadReport all = report(answer);
    assert_false(went_well(all));
    const std::string page = reload_text(all);
    assert_int_equal(page.find("ATTENTION: refused; nothing was changed on any node\n"), 0);
    assert_true(contains(page, "  ! node 2 (beta): line 3: unknown \\x1b word\n"));
}

void a_check_changes_nothing(void**) {
    json answer = reload();
    answer["check_only"] = true;
    answer["applied"] = false;
    assert_int_equal(reload_text(report(answer)).find("OK: every node can apply its file"), 0);
    answer["nodes"][0]["result"] = "no answer";
    assert_int_equal(reload_text(report(answer)).find("ATTENTION: not every node can"), 0);
}

void among_others_nobody_was_asked(void**) {
    json answer = reload();
    answer["two_phase"] = false;
    answer["nodes"][1]["result"] = "not a Baton";
    assert_true(went_well(report(answer)));
    assert_true(contains(reload_text(report(answer)), "warning: not all members are Batons"));
    answer["nodes"][1]["result"] = "refused";
    assert_int_equal(reload_text(report(answer)).find("ATTENTION: applied, but not"), 0);
}

void what_is_no_answer_is_refused(void**) {
    assert_false(read_reload("").has_value());
    assert_false(read_reload("[]").has_value());
    assert_false(read_reload("{\"schema_version\":2}").has_value());
    json answer = reload();
    answer["nodes"][0]["id"] = "x";
    assert_false(read_reload(answer.dump()).has_value());
}

void a_reload_that_was_interrupted_says_why(void**) {
    json answer = reload();
    answer["applied"] = false;
    answer["why"] = "the membership changed";
    const std::string page = reload_text(report(answer));
    assert_non_null(std::strstr(page.c_str(), "  ! the membership changed\n"));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(nodes_are_a_table),
        cmocka_unit_test(nodes_as_json_have_their_addresses),
        cmocka_unit_test(links_that_are_down_are_shown),
        cmocka_unit_test(one_link_down_is_not_well),
        cmocka_unit_test(links_as_json_leave_out_what_is_not_there),
        cmocka_unit_test(without_knet_a_path_leads_from_here_to_the_other),
        cmocka_unit_test(a_reload_everywhere_is_well),
        cmocka_unit_test(a_reload_that_was_interrupted_says_why),
        cmocka_unit_test(a_refusal_is_told_with_its_complaint),
        cmocka_unit_test(a_check_changes_nothing),
        cmocka_unit_test(among_others_nobody_was_asked),
        cmocka_unit_test(what_is_no_answer_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
