/*
 * abi_print.c - prints what a compiled program knows of the public headers.
 *
 * Compiled once with our headers and once with those of Corosync 3.1, the outputs must be equal.
 */
#include <corosync/corodefs.h>
#include <corosync/cpg.h>
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

int main(void) {
    types();
    places();
    numbers();
    enumerations();
    return 0;
}
