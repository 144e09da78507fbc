// test/unit/tools/old_tools_test.cc - the text of the tools with Corosync's names, byte by byte.
#include "compat/called_as.h"
#include "compat/cmapctl_text.h"
#include "compat/cpgtool_text.h"
#include "link_view.h"
#include "unit/cmocka.h"

using namespace baton::tool;
using namespace baton::tool::compat;

namespace {

LinkState link(unsigned number, bool enabled, bool connected) {
    return {.number = number,
            .protocol = "udp",
            .enabled = enabled,
            .connected = connected,
            .mtu = 1397,
            .from = "10.9.0.1",
            .to = "10.9.0.2"};
}

NodeLinks node(std::uint32_t id, bool reachable, std::vector<LinkState> links) {
    return {.node = id, .known = true, .reachable = reachable, .links = std::move(links)};
}

LinkView three_nodes() {
    return {.local = 1,
            .transport = "knet",
            .nodes = {node(1, true, {link(0, true, true)}),
                      node(2, true, {link(0, true, true), link(1, true, false)}),
                      node(3, false, {link(0, true, false), link(1, false, true)})}};
}

std::optional<CmapctlOrder> order(const char* line) { return cmapctl_order(line); }

void the_name_says_which_tool_it_is(void**) {
    assert_true(called_as("corosync-cfgtool") == Tool::cfgtool);
    assert_true(called_as("/usr/sbin/corosync-notifyd") == Tool::notifyd);
    assert_true(called_as("../lt-corosync-keygen") == Tool::keygen);
    assert_true(called_as("baton") == Tool::baton);
    assert_true(called_as("corosync-cfgtool2") == Tool::baton);
    assert_true(called_as("") == Tool::baton);
}

void links_are_those_of_the_last_other_node(void**) {
    assert_string_equal(cfgtool_links(three_nodes(), false).c_str(),
                        "Local node ID 1, transport knet\n"
                        "LINK ID 0 udp\n"
                        "\taddr\t= 10.9.0.1\n"
                        "\tstatus:\n"
                        "\t\tnodeid:          1:\tlocalhost\n"
                        "\t\tnodeid:          2:\tconnected\n"
                        "\t\tnodeid:          3:\tdisconnected\n");
}

void in_brief_a_digit_has_enabled_and_connected(void**) {
    assert_string_equal(cfgtool_links(three_nodes(), true).c_str(),
                        "Local node ID 1, transport knet\n"
                        "LINK ID 0 udp\n"
                        "\taddr\t= 10.9.0.1\n"
                        "\tstatus\t= n31\n");
}

void a_node_alone_shows_its_own_links(void**) {
    LinkView view = three_nodes();
    view.nodes.resize(1);
    assert_string_equal(cfgtool_links(view, true).c_str(), "Local node ID 1, transport knet\n"
                                                           "LINK ID 0 udp\n"
                                                           "\taddr\t= 10.9.0.1\n"
                                                           "\tstatus\t= n\n");
}

void only_reachable_nodes_are_shown_with_their_enabled_links(void**) {
    assert_string_equal(cfgtool_nodes(three_nodes()).c_str(),
                        "Local node ID 1, transport knet\n"
                        "nodeid: 2 reachable\n"
                        "   LINK: 0 udp (10.9.0.1->10.9.0.2) enabled connected mtu: 1397\n"
                        "   LINK: 1 udp (10.9.0.1->10.9.0.2) enabled mtu: 1397\n"
                        "\n");
}

void without_knet_there_is_no_arrow(void**) {
    LinkView view = three_nodes();
    view.transport = "udpu";
    view.nodes = {node(
        2, true,
        {{.protocol = "", .enabled = true, .connected = true, .mtu = 1410, .from = "10.9.0.2"}})};
    view.nodes[0].remote = view.nodes[0].external = true;
    view.nodes[0].links[0].dynamic = true;
    assert_string_equal(cfgtool_nodes(view).c_str(),
                        "Local node ID 1, transport udpu\n"
                        "nodeid: 2 reachable remote external\n"
                        "   LINK: 0  (10.9.0.2) enabled connected dynconnected mtu: 1410\n"
                        "\n");
}

void a_key_is_printed_with_type_and_value(void**) {
    const auto value = *lenient_value(CMAP_VALUETYPE_UINT8, "4");
    assert_string_equal(cmapctl_line("a.b", value, {}).c_str(), "a.b (u8) = 4\n");
    assert_string_equal(cmapctl_line("a.b", value, {.quiet = true}).c_str(), "4\n");
}

void bytes_are_shown_only_when_asked_for(void**) {
    const MapValue value{CMAP_VALUETYPE_BINARY, std::string("a\0", 2)};
    assert_string_equal(cmapctl_line("a.b", value, {}).c_str(), "a.b (bin)\n");
    assert_string_equal(cmapctl_line("a.b", value, {.binary = true}).c_str(),
                        "a.b (bin) = a\\x00\n");
    assert_string_equal(cmapctl_line("a.b", {}, {.binary = true}).c_str(), "a.b (bin) = *empty*\n");
    assert_string_equal(cmapctl_line("a.b", value, {.quiet = true}).c_str(), "bin)\n");
}

void a_deletion_shows_the_old_value(void**) {
    const auto before = *lenient_value(CMAP_VALUETYPE_UINT8, "5");
    const auto now = *lenient_value(CMAP_VALUETYPE_UINT8, "6");
    assert_string_equal(cmapctl_change(CMAP_TRACK_DELETE, "a.b", {}, before, {}).c_str(),
                        "delete> a.b (u8) = 5\n");
    assert_string_equal(cmapctl_change(CMAP_TRACK_MODIFY, "a.b", now, before, {}).c_str(),
                        "modify> a.b (u8) = 6\n");
    assert_string_equal(cmapctl_change(CMAP_TRACK_ADD, "a.b", now, {}, {}).c_str(),
                        "create> a.b (u8) = 6\n");
    assert_string_equal(cmapctl_change(77, "a.b", now, {}, {}).c_str(),
                        "unknown change> a.b (u8) = 6\n");
}

void a_line_of_a_file_sets_or_deletes(void**) {
    const auto set = order("a.b str hello there");
    assert_true(set->action == CmapctlOrder::Action::set);
    assert_string_equal(set->value->c_str(), "hello");
    assert_true(order("^a.b")->action == CmapctlOrder::Action::remove);
    const auto prefix = order("  ^^a.");
    assert_true(prefix->action == CmapctlOrder::Action::remove_prefix);
    assert_string_equal(prefix->key.c_str(), "a.");
}

void a_line_may_lack_type_and_value(void**) {
    assert_false(order("a.b")->type.has_value());
    assert_false(order("a.b u8")->value.has_value());
    assert_string_equal(order("\ta.b\tu8\t1")->key.c_str(), "a.b\tu8\t1");
}

void empty_lines_and_comments_are_no_orders(void**) {
    assert_false(order("").has_value());
    assert_false(order(" \t").has_value());
    assert_false(order("# a.b u8 1").has_value());
    assert_false(order("  # a.b u8 1").has_value());
}

std::vector<GroupMember> groups() { return {{"a\\b", 1, 47}, {"a\\b", 2, 48}, {"c\1", 1, 49}}; }

void groups_stand_above_their_processes(void**) {
    assert_string_equal(cpgtool_text(groups(), {{1, "10.0.0.1 10.1.0.1"}}, {}).c_str(),
                        "Group Name\t       PID\t   Node ID\n"
                        "a\\\\b\n"
                        "\t\t        47\t         1 (10.0.0.1 10.1.0.1)\n"
                        "\t\t        48\t         2 ()\n"
                        "c\\x01\n"
                        "\t\t        49\t         1 (10.0.0.1 10.1.0.1)\n");
}

void groups_with_a_delimiter_are_fields(void**) {
    assert_string_equal(cpgtool_text(groups(), {}, {.delimiter = ',', .raw = true}).c_str(),
                        "GRP_NAME,PID,NODEID\n"
                        "a\\b,47,1\n"
                        "a\\b,48,2\n"
                        "c\1,49,1\n");
}

void names_of_groups_come_once(void**) {
    assert_string_equal(cpgtool_text(groups(), {}, {.names = true}).c_str(), "a\\\\b\nc\\x01\n");
    assert_string_equal(cpgtool_text(groups(), {}, {.delimiter = ',', .names = true}).c_str(),
                        "a\\\\b,c\\x01,\n");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_name_says_which_tool_it_is),
        cmocka_unit_test(links_are_those_of_the_last_other_node),
        cmocka_unit_test(in_brief_a_digit_has_enabled_and_connected),
        cmocka_unit_test(a_node_alone_shows_its_own_links),
        cmocka_unit_test(only_reachable_nodes_are_shown_with_their_enabled_links),
        cmocka_unit_test(without_knet_there_is_no_arrow),
        cmocka_unit_test(a_key_is_printed_with_type_and_value),
        cmocka_unit_test(bytes_are_shown_only_when_asked_for),
        cmocka_unit_test(a_deletion_shows_the_old_value),
        cmocka_unit_test(a_line_of_a_file_sets_or_deletes),
        cmocka_unit_test(a_line_may_lack_type_and_value),
        cmocka_unit_test(empty_lines_and_comments_are_no_orders),
        cmocka_unit_test(groups_stand_above_their_processes),
        cmocka_unit_test(groups_with_a_delimiter_are_fields),
        cmocka_unit_test(names_of_groups_come_once),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
