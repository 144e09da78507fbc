/*
 * abi_print.c - prints what a compiled program knows of the public headers.
 *
 * Compiled once with our headers and once with those of Corosync 3.1, the outputs must be equal.
 */
#include <corosync/cfg.h>
#include <corosync/cmap.h>
#include <corosync/corodefs.h>
#include <corosync/cpg.h>
#include <corosync/quorum.h>
#include <corosync/sam.h>
#include <corosync/votequorum.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

#define SIZE(type) printf("sizeof %s %zu align %zu\n", #type, sizeof(type), _Alignof(type))
#define PLACE(type, field)                                                                         \
    printf("%s.%s at %zu size %zu\n", #type, #field, offsetof(type, field),                        \
           sizeof(((type*)NULL)->field))
#define VALUE(name) printf("%s %lld\n", #name, (long long)(name))

static void types(void) {
    SIZE(cs_time_t), SIZE(cs_name_t), SIZE(cs_version_t), SIZE(cs_dispatch_flags_t);
    SIZE(cs_error_t), SIZE(enum corosync_service_types), SIZE(cpg_handle_t);
    SIZE(cpg_iteration_handle_t), SIZE(cpg_guarantee_t), SIZE(cpg_flow_control_state_t);
    SIZE(cpg_reason_t), SIZE(cpg_iteration_type_t), SIZE(cpg_model_t), SIZE(struct cpg_address);
    SIZE(struct cpg_name), SIZE(struct cpg_iteration_description_t), SIZE(struct cpg_ring_id);
    SIZE(cpg_callbacks_t), SIZE(cpg_model_data_t), SIZE(cpg_model_v1_data_t);
}

static void places(void) {
    PLACE(cs_name_t, length), PLACE(cs_name_t, value), PLACE(cs_version_t, releaseCode);
    PLACE(cs_version_t, majorVersion), PLACE(cs_version_t, minorVersion);
    PLACE(struct cpg_address, nodeid), PLACE(struct cpg_address, pid);
    PLACE(struct cpg_address, reason), PLACE(struct cpg_name, length);
    PLACE(struct cpg_name, value), PLACE(struct cpg_iteration_description_t, group);
    PLACE(struct cpg_iteration_description_t, nodeid);
    PLACE(struct cpg_iteration_description_t, pid), PLACE(struct cpg_ring_id, nodeid);
    PLACE(struct cpg_ring_id, seq), PLACE(cpg_callbacks_t, cpg_deliver_fn);
    PLACE(cpg_callbacks_t, cpg_confchg_fn), PLACE(cpg_model_data_t, model);
    PLACE(cpg_model_v1_data_t, model), PLACE(cpg_model_v1_data_t, cpg_deliver_fn);
    PLACE(cpg_model_v1_data_t, cpg_confchg_fn), PLACE(cpg_model_v1_data_t, cpg_totem_confchg_fn);
    PLACE(cpg_model_v1_data_t, flags);
}

static void numbers(void) {
    VALUE(CS_FALSE), VALUE(CS_TRUE), VALUE(CS_MAX_NAME_LENGTH), VALUE(CS_TIME_END);
    VALUE(CS_MAX(3, 5)), VALUE(CS_IPC_TIMEOUT_MS), VALUE(CS_TIME_MS_IN_SEC);
    VALUE(CS_TIME_US_IN_SEC), VALUE(CS_TIME_NS_IN_SEC), VALUE(CS_TIME_US_IN_MSEC);
    VALUE(CS_TIME_NS_IN_MSEC), VALUE(CS_TIME_NS_IN_USEC), VALUE(CS_TRACK_CURRENT);
    VALUE(CS_TRACK_CHANGES), VALUE(CS_TRACK_CHANGES_ONLY), VALUE(CPG_MAX_NAME_LENGTH);
    VALUE(CPG_MEMBERS_MAX), VALUE(CPG_MODEL_V1_DELIVER_INITIAL_TOTEM_CONF);
    VALUE(PROCESSOR_COUNT_MAX), VALUE(TOTEMIP_ADDRLEN);
    puts(CS_PRI_NODE_ID " " CS_PRI_NODE_ID_PADDED " " CS_PRI_RING_ID_SEQ " " CS_PRI_RING_ID);
}

static void enumerations(void) {
    VALUE(CMAP_SERVICE), VALUE(CFG_SERVICE), VALUE(CPG_SERVICE), VALUE(QUORUM_SERVICE);
    VALUE(PLOAD_SERVICE), VALUE(VOTEQUORUM_SERVICE), VALUE(MON_SERVICE), VALUE(WD_SERVICE);
    VALUE(CS_DISPATCH_ONE), VALUE(CS_DISPATCH_ALL), VALUE(CS_DISPATCH_BLOCKING);
    VALUE(CS_DISPATCH_ONE_NONBLOCKING), VALUE(CPG_TYPE_UNORDERED), VALUE(CPG_TYPE_FIFO);
    VALUE(CPG_TYPE_AGREED), VALUE(CPG_TYPE_SAFE), VALUE(CPG_FLOW_CONTROL_DISABLED);
    VALUE(CPG_FLOW_CONTROL_ENABLED), VALUE(CPG_REASON_UNDEFINED), VALUE(CPG_REASON_JOIN);
    VALUE(CPG_REASON_LEAVE), VALUE(CPG_REASON_NODEDOWN), VALUE(CPG_REASON_NODEUP);
    VALUE(CPG_REASON_PROCDOWN), VALUE(CPG_ITERATION_NAME_ONLY), VALUE(CPG_ITERATION_ONE_GROUP);
    VALUE(CPG_ITERATION_ALL), VALUE(CPG_MODEL_V1);
    VALUE(CS_OK), VALUE(CS_ERR_LIBRARY), VALUE(CS_ERR_VERSION), VALUE(CS_ERR_INIT);
    VALUE(CS_ERR_TIMEOUT), VALUE(CS_ERR_TRY_AGAIN), VALUE(CS_ERR_INVALID_PARAM);
    VALUE(CS_ERR_NO_MEMORY), VALUE(CS_ERR_BAD_HANDLE), VALUE(CS_ERR_BUSY), VALUE(CS_ERR_ACCESS);
    VALUE(CS_ERR_NOT_EXIST), VALUE(CS_ERR_NAME_TOO_LONG), VALUE(CS_ERR_EXIST);
    VALUE(CS_ERR_NO_SPACE), VALUE(CS_ERR_INTERRUPT), VALUE(CS_ERR_NAME_NOT_FOUND);
    VALUE(CS_ERR_NO_RESOURCES), VALUE(CS_ERR_NOT_SUPPORTED), VALUE(CS_ERR_BAD_OPERATION);
    VALUE(CS_ERR_FAILED_OPERATION), VALUE(CS_ERR_MESSAGE_ERROR), VALUE(CS_ERR_QUEUE_FULL);
    VALUE(CS_ERR_QUEUE_NOT_AVAILABLE), VALUE(CS_ERR_BAD_FLAGS), VALUE(CS_ERR_TOO_BIG);
    VALUE(CS_ERR_NO_SECTIONS), VALUE(CS_ERR_CONTEXT_NOT_FOUND), VALUE(CS_ERR_TOO_MANY_GROUPS);
    VALUE(CS_ERR_SECURITY);
}

static void cfg(void) {
    SIZE(corosync_cfg_handle_t), SIZE(corosync_cfg_shutdown_flags_t);
    SIZE(corosync_cfg_shutdown_reply_flags_t), SIZE(corosync_cfg_callbacks_t);
    SIZE(corosync_cfg_node_address_t), SIZE(corosync_cfg_node_status_version_t);
    SIZE(struct corosync_knet_link_status_v1), SIZE(struct corosync_cfg_node_status_v1);
    PLACE(corosync_cfg_callbacks_t, corosync_cfg_shutdown_callback);
    PLACE(corosync_cfg_node_address_t, address_length);
    PLACE(corosync_cfg_node_address_t, address);
    PLACE(struct corosync_knet_link_status_v1, enabled);
    PLACE(struct corosync_knet_link_status_v1, connected);
    PLACE(struct corosync_knet_link_status_v1, dynconnected);
    PLACE(struct corosync_knet_link_status_v1, mtu);
    PLACE(struct corosync_knet_link_status_v1, src_ipaddr);
    PLACE(struct corosync_knet_link_status_v1, dst_ipaddr);
    PLACE(struct corosync_cfg_node_status_v1, version);
    PLACE(struct corosync_cfg_node_status_v1, nodeid);
    PLACE(struct corosync_cfg_node_status_v1, reachable);
    PLACE(struct corosync_cfg_node_status_v1, remote);
    PLACE(struct corosync_cfg_node_status_v1, external);
    PLACE(struct corosync_cfg_node_status_v1, onwire_min);
    PLACE(struct corosync_cfg_node_status_v1, onwire_max);
    PLACE(struct corosync_cfg_node_status_v1, onwire_ver);
    PLACE(struct corosync_cfg_node_status_v1, link_status);
    VALUE(COROSYNC_CFG_SHUTDOWN_FLAG_REQUEST), VALUE(COROSYNC_CFG_SHUTDOWN_FLAG_REGARDLESS);
    VALUE(COROSYNC_CFG_SHUTDOWN_FLAG_IMMEDIATE), VALUE(COROSYNC_CFG_SHUTDOWN_FLAG_NO);
    VALUE(COROSYNC_CFG_SHUTDOWN_FLAG_YES), VALUE(CFG_NODE_STATUS_V1), VALUE(CFG_MAX_HOST_LEN);
    VALUE(CFG_MAX_LINKS);
}

static void cmap(void) {
    SIZE(cmap_handle_t), SIZE(cmap_iter_handle_t), SIZE(cmap_track_handle_t);
    SIZE(cmap_value_types_t), SIZE(cmap_map_t), SIZE(struct cmap_notify_value);
    SIZE(hdb_handle_t), SIZE(struct hdb_handle_database);
    PLACE(struct cmap_notify_value, type), PLACE(struct cmap_notify_value, len);
    PLACE(struct cmap_notify_value, data);
    VALUE(CMAP_KEYNAME_MAXLEN), VALUE(CMAP_KEYNAME_MINLEN), VALUE(CMAP_TRACK_ADD);
    VALUE(CMAP_TRACK_DELETE), VALUE(CMAP_TRACK_MODIFY), VALUE(CMAP_TRACK_PREFIX);
    VALUE(CMAP_VALUETYPE_INT8), VALUE(CMAP_VALUETYPE_UINT8), VALUE(CMAP_VALUETYPE_INT16);
    VALUE(CMAP_VALUETYPE_UINT16), VALUE(CMAP_VALUETYPE_INT32), VALUE(CMAP_VALUETYPE_UINT32);
    VALUE(CMAP_VALUETYPE_INT64), VALUE(CMAP_VALUETYPE_UINT64), VALUE(CMAP_VALUETYPE_FLOAT);
    VALUE(CMAP_VALUETYPE_DOUBLE), VALUE(CMAP_VALUETYPE_STRING), VALUE(CMAP_VALUETYPE_BINARY);
    VALUE(CMAP_MAP_DEFAULT), VALUE(CMAP_MAP_ICMAP), VALUE(CMAP_MAP_STATS);
    puts(HDB_D_FORMAT " " HDB_X_FORMAT);
}

static void quorum(void) {
    SIZE(quorum_handle_t), SIZE(quorum_model_t), SIZE(struct quorum_ring_id);
    SIZE(quorum_callbacks_t), SIZE(quorum_model_data_t), SIZE(quorum_model_v0_data_t);
    SIZE(quorum_model_v1_data_t);
    PLACE(struct quorum_ring_id, nodeid), PLACE(struct quorum_ring_id, seq);
    PLACE(quorum_callbacks_t, quorum_notify_fn), PLACE(quorum_model_data_t, model);
    PLACE(quorum_model_v0_data_t, model), PLACE(quorum_model_v0_data_t, quorum_notify_fn);
    PLACE(quorum_model_v1_data_t, model), PLACE(quorum_model_v1_data_t, quorum_notify_fn);
    PLACE(quorum_model_v1_data_t, nodelist_notify_fn);
    VALUE(QUORUM_MODEL_V0), VALUE(QUORUM_MODEL_V1), VALUE(QUORUM_FREE), VALUE(QUORUM_SET);
}

static void votequorum_types(void) {
    SIZE(votequorum_handle_t), SIZE(struct votequorum_info), SIZE(votequorum_node_t);
    SIZE(votequorum_ring_id_t), SIZE(votequorum_callbacks_t);
    PLACE(struct votequorum_info, node_id), PLACE(struct votequorum_info, node_state);
    PLACE(struct votequorum_info, node_votes), PLACE(struct votequorum_info, node_expected_votes);
    PLACE(struct votequorum_info, highest_expected), PLACE(struct votequorum_info, total_votes);
    PLACE(struct votequorum_info, quorum), PLACE(struct votequorum_info, flags);
    PLACE(struct votequorum_info, qdevice_votes), PLACE(struct votequorum_info, qdevice_name);
    PLACE(votequorum_node_t, nodeid), PLACE(votequorum_node_t, state);
    PLACE(votequorum_ring_id_t, nodeid), PLACE(votequorum_ring_id_t, seq);
    PLACE(votequorum_callbacks_t, votequorum_quorum_notify_fn);
    PLACE(votequorum_callbacks_t, votequorum_expectedvotes_notify_fn);
    PLACE(votequorum_callbacks_t, votequorum_nodelist_notify_fn);
}

static void votequorum_values(void) {
    VALUE(VOTEQUORUM_INFO_TWONODE), VALUE(VOTEQUORUM_INFO_QUORATE);
    VALUE(VOTEQUORUM_INFO_WAIT_FOR_ALL), VALUE(VOTEQUORUM_INFO_LAST_MAN_STANDING);
    VALUE(VOTEQUORUM_INFO_AUTO_TIE_BREAKER), VALUE(VOTEQUORUM_INFO_ALLOW_DOWNSCALE);
    VALUE(VOTEQUORUM_INFO_QDEVICE_REGISTERED), VALUE(VOTEQUORUM_INFO_QDEVICE_ALIVE);
    VALUE(VOTEQUORUM_INFO_QDEVICE_CAST_VOTE), VALUE(VOTEQUORUM_INFO_QDEVICE_MASTER_WINS);
    VALUE(VOTEQUORUM_QDEVICE_NODEID), VALUE(VOTEQUORUM_QDEVICE_MAX_NAME_LEN);
    VALUE(VOTEQUORUM_QDEVICE_DEFAULT_TIMEOUT), VALUE(VOTEQUORUM_QDEVICE_DEFAULT_SYNC_TIMEOUT);
    VALUE(VOTEQUORUM_NODESTATE_MEMBER), VALUE(VOTEQUORUM_NODESTATE_DEAD);
    VALUE(VOTEQUORUM_NODESTATE_LEAVING);
}

static void sam(void) {
    SIZE(sam_recovery_policy_t), VALUE(SAM_RECOVERY_POLICY_QUIT);
    VALUE(SAM_RECOVERY_POLICY_RESTART), VALUE(SAM_RECOVERY_POLICY_QUORUM);
    VALUE(SAM_RECOVERY_POLICY_QUORUM_QUIT), VALUE(SAM_RECOVERY_POLICY_QUORUM_RESTART);
    VALUE(SAM_RECOVERY_POLICY_CMAP), VALUE(SAM_RECOVERY_POLICY_CONFDB);
}

int main(void) {
    types();
    places();
    numbers();
    enumerations();
    cfg();
    cmap();
    quorum();
    votequorum_types();
    votequorum_values();
    sam();
    return 0;
}
