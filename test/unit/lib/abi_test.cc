// abi_test.cc - sizes and places in the public headers, as existing binaries know them (x86-64).
#include <corosync/corodefs.h>
#include <corosync/cpg.h>
#include <cstddef>

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace {

void structures_have_their_sizes(void**) {
    assert_int_equal(sizeof(cs_name_t), 258);
    assert_int_equal(sizeof(cs_version_t), 3);
    assert_int_equal(sizeof(cpg_name), 132);
    assert_int_equal(sizeof(cpg_address), 12);
    assert_int_equal(sizeof(cpg_ring_id), 16);
    assert_int_equal(sizeof(cpg_iteration_description_t), 140);
    assert_int_equal(sizeof(cpg_callbacks_t), 16);
    assert_int_equal(sizeof(cpg_model_data_t), 4);
    assert_int_equal(sizeof(cpg_model_v1_data_t), 40);
    assert_int_equal(sizeof(cpg_handle_t), 8);
    assert_int_equal(sizeof(cpg_iteration_handle_t), 8);
}

void fields_have_their_places(void**) {
    assert_int_equal(offsetof(cs_name_t, value), 2);
    assert_int_equal(offsetof(cpg_name, value), 4);
    assert_int_equal(offsetof(cpg_address, pid), 4);
    assert_int_equal(offsetof(cpg_address, reason), 8);
    assert_int_equal(offsetof(cpg_ring_id, seq), 8);
    assert_int_equal(offsetof(cpg_iteration_description_t, nodeid), 132);
    assert_int_equal(offsetof(cpg_iteration_description_t, pid), 136);
    assert_int_equal(offsetof(cpg_callbacks_t, cpg_confchg_fn), 8);
    assert_int_equal(offsetof(cpg_model_v1_data_t, cpg_deliver_fn), 8);
    assert_int_equal(offsetof(cpg_model_v1_data_t, cpg_confchg_fn), 16);
    assert_int_equal(offsetof(cpg_model_v1_data_t, cpg_totem_confchg_fn), 24);
    assert_int_equal(offsetof(cpg_model_v1_data_t, flags), 32);
}

void limits_have_their_values(void**) {
    assert_int_equal(CS_MAX_NAME_LENGTH, 256);
    assert_int_equal(CPG_MAX_NAME_LENGTH, 128);
    assert_int_equal(CPG_MEMBERS_MAX, 128);
    assert_int_equal(PROCESSOR_COUNT_MAX, 384);
    assert_int_equal(CPG_MODEL_V1_DELIVER_INITIAL_TOTEM_CONF, 1);
    assert_int_equal(VOTEQUORUM_SERVICE, 5);
    assert_int_equal(CS_DISPATCH_ONE_NONBLOCKING, 4);
    assert_int_equal(CS_ERR_TOO_MANY_GROUPS, 30);
    assert_int_equal(CS_ERR_SECURITY, 100);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(structures_have_their_sizes),
        cmocka_unit_test(fields_have_their_places),
        cmocka_unit_test(limits_have_their_values),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
