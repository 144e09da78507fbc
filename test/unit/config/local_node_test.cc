// test/unit/config/local_node_test.cc - which entry of the nodelist is this machine.
#include "config/local_node.h"
#include "unit/cmocka.h"
#include "unit/config/support.h"

using namespace baton::config;
using namespace baton::config::test;

namespace {

LookedUp found(std::initializer_list<const char*> addresses) {
    LookedUp result;
    for (const char* each : addresses)
        result.addresses.push_back(*baton::IpAddress::from_text(each));
    return result;
}

Resolution machine(std::string host, std::initializer_list<const char*> local) {
    Resolution resolution;
    resolution.host_name = std::move(host);
    for (const char* each : local)
        resolution.local.push_back({*baton::IpAddress::from_text(each), ""});
    return resolution;
}

Parsed resolved(Parsed parsed, const Resolution& resolution) {
    resolve_with(parsed, resolution);
    return parsed;
}

constexpr const char* kUdpu = "transport: udpu\n";

Parsed two_nodes(const Resolution& resolution, const std::string& more = "") {
    Parsed parsed =
        parse(good_totem() + node("name: db1.example.org\nnodeid: 11\nring0_addr: 10.0.0.1\n") +
              node("name: db2\nnodeid: 22\nring0_addr: 10.0.0.2\n") + more);
    return resolved(std::move(parsed), resolution);
}

std::string local_of(const Parsed& parsed) {
    return parsed.config.local() == nullptr ? "(none)" : parsed.config.local()->name;
}

void the_host_name_names_the_node(void** /*state*/) {
    const Parsed parsed = two_nodes(machine("db2", {"192.0.2.9"}));
    assert_string_equal(local_of(parsed).c_str(), "db2");
}

void domain_parts_of_the_host_name_are_cut(void** /*state*/) {
    const Parsed parsed = two_nodes(machine("db2.lan.example.org", {"192.0.2.9"}));
    assert_string_equal(local_of(parsed).c_str(), "db2");
}

void the_first_labels_may_be_equal(void** /*state*/) {
    const Parsed parsed = two_nodes(machine("db1.other.net", {"192.0.2.9"}));
    assert_string_equal(local_of(parsed).c_str(), "db1.example.org");
}

void the_host_name_counts_before_the_address(void** /*state*/) {
    const Parsed parsed = two_nodes(machine("db2", {"10.0.0.1"}));
    assert_string_equal(local_of(parsed).c_str(), "db2");
}

void a_local_address_names_the_node(void** /*state*/) {
    const Parsed parsed = two_nodes(machine("other", {"192.0.2.9", "10.0.0.2"}));
    assert_string_equal(local_of(parsed).c_str(), "db2");
}

void a_reverse_name_names_the_node(void** /*state*/) {
    Resolution resolution = machine("other", {"192.0.2.9"});
    resolution.local[0].reverse_name = "db2.example.org";
    const Parsed parsed = two_nodes(resolution);
    assert_string_equal(local_of(parsed).c_str(), "db2");
}

void a_name_that_resolves_to_a_local_address_names_the_node(void** /*state*/) {
    Resolution resolution = machine("other", {"192.0.2.9"});
    resolution.names["db2"] = found({"192.0.2.9"});
    const Parsed parsed = two_nodes(resolution);
    assert_string_equal(local_of(parsed).c_str(), "db2");
}

void first_labels_of_numbers_are_not_compared(void** /*state*/) {
    const Parsed parsed = two_nodes(machine("10", {"10.0.0.2"}));
    assert_string_equal(local_of(parsed).c_str(), "db2");
}

void no_match_is_an_error(void** /*state*/) {
    const Parsed parsed = two_nodes(machine("other", {"192.0.2.9"}));
    assert_true(parsed.error(0, "no entry of the nodelist is this machine"));
    assert_null(parsed.config.local());
}

void reverse_names_are_asked_for_only_in_need(void** /*state*/) {
    const Parsed parsed = two_nodes(machine("db2", {"192.0.2.9"}));
    const bool by_name = needs_reverse_names(parsed.config, machine("db2", {"192.0.2.9"}));
    const bool by_address = needs_reverse_names(parsed.config, machine("other", {"10.0.0.1"}));
    const bool nothing = needs_reverse_names(parsed.config, machine("other", {"192.0.2.9"}));
    assert_false(by_name || by_address);
    assert_true(nothing);
}

void several_local_addresses_take_the_first_with_a_warning(void** /*state*/) {
    const Parsed parsed = two_nodes(machine("other", {"10.0.0.2", "10.0.0.1"}));
    assert_string_equal(local_of(parsed).c_str(), "db2");
    assert_true(parsed.warning(13, "2 nodes have addresses of this machine"));
}

void system_node_names_the_node_by_name(void** /*state*/) {
    const Parsed parsed = two_nodes(machine("other", {"10.0.0.2", "10.0.0.1"}),
                                    "system {\nnode: db1.example.org\n}\n");
    assert_string_equal(local_of(parsed).c_str(), "db1.example.org");
    assert_int_equal(parsed.diagnostics.all().size(), 0);
}

void system_node_names_the_node_by_id(void** /*state*/) {
    const Parsed parsed =
        two_nodes(machine("other", {"10.0.0.1", "10.0.0.2"}), "system {\nnode: 22\n}\n");
    assert_string_equal(local_of(parsed).c_str(), "db2");
}

void the_environment_counts_before_system_node(void** /*state*/) {
    Resolution resolution = machine("other", {"10.0.0.1", "10.0.0.2"});
    resolution.node = "22";
    const Parsed parsed = two_nodes(resolution, "system {\nnode: 11\n}\n");
    assert_string_equal(local_of(parsed).c_str(), "db2");
}

void a_node_name_that_nobody_has_is_an_error(void** /*state*/) {
    const Parsed parsed = two_nodes(machine("db1", {"10.0.0.1"}), "system {\nnode: db9\n}\n");
    assert_true(parsed.error(20, "'db9'"));
    assert_null(parsed.config.local());
}

void an_address_that_is_not_here_warns(void** /*state*/) {
    const Parsed parsed = two_nodes(machine("db2", {"192.0.2.9"}));
    assert_int_equal(parsed.errors(), 0);
    assert_true(
        parsed.warning(16, "10.0.0.2 of node 'db2', the local node, is not on this machine"));
}

void all_of_127_is_local(void** /*state*/) {
    const Parsed parsed = resolved(parse_nodes(kUdpu, {"nodeid: 3\nring0_addr: 127.0.0.3\n"}),
                                   machine("h", {"127.0.0.1"}));
    assert_int_equal(parsed.diagnostics.all().size(), 0);
    assert_non_null(parsed.config.local());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_host_name_names_the_node),
        cmocka_unit_test(domain_parts_of_the_host_name_are_cut),
        cmocka_unit_test(the_first_labels_may_be_equal),
        cmocka_unit_test(the_host_name_counts_before_the_address),
        cmocka_unit_test(a_local_address_names_the_node),
        cmocka_unit_test(a_reverse_name_names_the_node),
        cmocka_unit_test(a_name_that_resolves_to_a_local_address_names_the_node),
        cmocka_unit_test(first_labels_of_numbers_are_not_compared),
        cmocka_unit_test(no_match_is_an_error),
        cmocka_unit_test(reverse_names_are_asked_for_only_in_need),
        cmocka_unit_test(several_local_addresses_take_the_first_with_a_warning),
        cmocka_unit_test(system_node_names_the_node_by_name),
        cmocka_unit_test(system_node_names_the_node_by_id),
        cmocka_unit_test(the_environment_counts_before_system_node),
        cmocka_unit_test(a_node_name_that_nobody_has_is_an_error),
        cmocka_unit_test(an_address_that_is_not_here_warns),
        cmocka_unit_test(all_of_127_is_local),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
