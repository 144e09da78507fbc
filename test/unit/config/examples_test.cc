// test/unit/config/examples_test.cc - files as the usual tools write them are good as they are.
#include "unit/cmocka.h"
#include "unit/config/examples.h"
#include "unit/config/support.h"

using namespace baton::config;
using namespace baton::config::test;

namespace {

void a_file_of_pcs_is_good_without_a_word(void** /*state*/) {
    const Parsed parsed = parse(kPcs);
    assert_int_equal(parsed.diagnostics.all().size(), 0);
    assert_int_equal(parsed.config.nodes.size(), 3);
    assert_int_equal(parsed.config.timing.token_ms, 10650);
    assert_int_equal(parsed.config.totem.interfaces.size(), 2);
    assert_string_equal(parsed.config.nodes[2].ring_text[1].c_str(), "198.51.100.13");
}

void a_file_of_proxmox_is_good_without_a_word(void** /*state*/) {
    const Parsed parsed = parse(kProxmox);
    assert_int_equal(parsed.diagnostics.all().size(), 0);
    assert_int_equal(parsed.config.totem.config_version, 6);
    assert_int_equal(parsed.config.interface(0)->knet_link_priority, 20);
    assert_int_equal(parsed.config.interface(1)->knet_link_priority, 10);
    assert_int_equal(parsed.config.quorum.expected_votes, 3);
    assert_string_equal(parsed.config.totem.crypto_hash.c_str(), "sha256");
}

void a_file_of_crmsh_fails_for_its_encryption_alone(void** /*state*/) {
    const Parsed parsed = parse(kCrmsh);
    assert_int_equal(parsed.errors(), 1);
    assert_true(parsed.error(6, "cannot encrypt"));
    assert_true(parsed.warning(12, "rrp_mode"));
    assert_true(parsed.warning(15, "ringnumber"));
    assert_int_equal(parsed.warnings(), 2);
}

void the_smallest_file_is_good_without_a_word(void** /*state*/) {
    const Parsed parsed = parse(kMinimal);
    assert_int_equal(parsed.diagnostics.all().size(), 0);
    assert_string_equal(parsed.config.totem.cluster_name.c_str(), "one");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_file_of_pcs_is_good_without_a_word),
        cmocka_unit_test(a_file_of_proxmox_is_good_without_a_word),
        cmocka_unit_test(a_file_of_crmsh_fails_for_its_encryption_alone),
        cmocka_unit_test(the_smallest_file_is_good_without_a_word),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
