// abi_test.cc - sizes and places in the public headers, as existing binaries know them (x86-64).
#include <corosync/cfg.h>
#include <corosync/cmap.h>
#include <corosync/corodefs.h>
#include <corosync/cpg.h>
#include <corosync/quorum.h>
#include <corosync/sam.h>
#include <corosync/votequorum.h>
#include <cstddef>

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

// A size that is wrong is found while compiling; the program says it once more for the record.
#define SIZES(type, size)                                                                          \
    static_assert(sizeof(type) == (size), #type);                                                  \
    assert_int_equal(sizeof(type), size)
#define PLACES(type, field, place)                                                                 \
    static_assert(offsetof(type, field) == (place), #type " " #field);                             \
    assert_int_equal(offsetof(type, field), place)

namespace {

void structures_have_their_sizes(void**) {
    SIZES(cs_name_t, 258);
    SIZES(cs_version_t, 3);
    SIZES(cpg_name, 132);
    SIZES(cpg_address, 12);
    SIZES(cpg_ring_id, 16);
    SIZES(cpg_iteration_description_t, 140);
    SIZES(cpg_callbacks_t, 16);
    SIZES(cpg_model_data_t, 4);
    SIZES(cpg_model_v1_data_t, 40);
    SIZES(cpg_handle_t, 8);
    SIZES(cpg_iteration_handle_t, 8);
}

void fields_have_their_places(void**) {
    PLACES(cs_name_t, value, 2);
    PLACES(cpg_name, value, 4);
    PLACES(cpg_address, pid, 4);
    PLACES(cpg_address, reason, 8);
    PLACES(cpg_ring_id, seq, 8);
    PLACES(cpg_iteration_description_t, nodeid, 132);
    PLACES(cpg_iteration_description_t, pid, 136);
    PLACES(cpg_callbacks_t, cpg_confchg_fn, 8);
    PLACES(cpg_model_v1_data_t, cpg_deliver_fn, 8);
    PLACES(cpg_model_v1_data_t, cpg_confchg_fn, 16);
    PLACES(cpg_model_v1_data_t, cpg_totem_confchg_fn, 24);
    PLACES(cpg_model_v1_data_t, flags, 32);
}

void structures_of_cfg_are_where_they_were(void**) {
    SIZES(corosync_cfg_callbacks_t, 8);
    SIZES(corosync_cfg_node_address_t, 32);
    SIZES(corosync_knet_link_status_v1, 520);
    SIZES(corosync_cfg_node_status_v1, 4176);
    PLACES(corosync_cfg_node_address_t, address, 4);
    PLACES(corosync_knet_link_status_v1, connected, 1);
    PLACES(corosync_knet_link_status_v1, dynconnected, 2);
    PLACES(corosync_knet_link_status_v1, mtu, 4);
    PLACES(corosync_knet_link_status_v1, src_ipaddr, 8);
    PLACES(corosync_knet_link_status_v1, dst_ipaddr, 264);
    PLACES(corosync_cfg_node_status_v1, nodeid, 4);
    PLACES(corosync_cfg_node_status_v1, reachable, 8);
    PLACES(corosync_cfg_node_status_v1, onwire_ver, 13);
    PLACES(corosync_cfg_node_status_v1, link_status, 16);
}

void structures_of_cmap_are_where_they_were(void**) {
    SIZES(cmap_notify_value, 24);
    PLACES(cmap_notify_value, len, 8);
    PLACES(cmap_notify_value, data, 16);
}

void structures_of_quorum_are_where_they_were(void**) {
    SIZES(quorum_callbacks_t, 8);
    SIZES(quorum_model_data_t, 4);
    SIZES(quorum_model_v0_data_t, 16);
    SIZES(quorum_model_v1_data_t, 24);
    SIZES(quorum_ring_id, 16);
    PLACES(quorum_model_v0_data_t, quorum_notify_fn, 8);
    PLACES(quorum_model_v1_data_t, quorum_notify_fn, 8);
    PLACES(quorum_model_v1_data_t, nodelist_notify_fn, 16);
    PLACES(quorum_ring_id, seq, 8);
}

void structures_of_votequorum_are_where_they_were(void**) {
    SIZES(votequorum_info, 292);
    SIZES(votequorum_node_t, 8);
    SIZES(votequorum_ring_id_t, 16);
    SIZES(votequorum_callbacks_t, 24);
    PLACES(votequorum_info, node_expected_votes, 12);
    PLACES(votequorum_info, flags, 28);
    PLACES(votequorum_info, qdevice_votes, 32);
    PLACES(votequorum_info, qdevice_name, 36);
    PLACES(votequorum_node_t, state, 4);
    PLACES(votequorum_ring_id_t, seq, 8);
    PLACES(votequorum_callbacks_t, votequorum_expectedvotes_notify_fn, 8);
    PLACES(votequorum_callbacks_t, votequorum_nodelist_notify_fn, 16);
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
    assert_int_equal(CMAP_KEYNAME_MAXLEN, 255);
    assert_int_equal(CMAP_VALUETYPE_BINARY, 12);
    assert_int_equal(CMAP_TRACK_PREFIX, 8);
    assert_int_equal(VOTEQUORUM_INFO_QDEVICE_MASTER_WINS, 512);
    assert_int_equal(VOTEQUORUM_QDEVICE_MAX_NAME_LEN, 255);
    assert_int_equal(SAM_RECOVERY_POLICY_QUORUM_RESTART, 10);
    assert_int_equal(SAM_RECOVERY_POLICY_CMAP, 16);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(structures_have_their_sizes),
        cmocka_unit_test(fields_have_their_places),
        cmocka_unit_test(structures_of_cfg_are_where_they_were),
        cmocka_unit_test(structures_of_cmap_are_where_they_were),
        cmocka_unit_test(structures_of_quorum_are_where_they_were),
        cmocka_unit_test(structures_of_votequorum_are_where_they_were),
        cmocka_unit_test(limits_have_their_values),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
