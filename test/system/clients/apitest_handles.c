/*
 * apitest_handles.c - wrong handles, wrong arguments, what is known without the daemon, codes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "apitest.h"

static void check_wrong_handle(cpg_handle_t wrong) {
    struct cpg_name group = name_of("g");
    struct cpg_address list[CPG_MEMBERS_MAX];
    struct cpg_iteration_description_t description;
    cpg_iteration_handle_t walk;
    cpg_flow_control_state_t state;
    struct iovec piece = {"x", 1};
    void* pointer = NULL;
    unsigned number;
    int count;
    check("wrong handle, finalize", cpg_finalize(wrong), CS_ERR_BAD_HANDLE);
    check("wrong handle, fd_get", cpg_fd_get(wrong, &count), CS_ERR_BAD_HANDLE);
    check("wrong handle, max_atomic_msgsize_get", cpg_max_atomic_msgsize_get(wrong, &number),
          CS_ERR_BAD_HANDLE);
    check("wrong handle, context_get", cpg_context_get(wrong, &pointer), CS_ERR_BAD_HANDLE);
    check("wrong handle, context_set", cpg_context_set(wrong, pointer), CS_ERR_BAD_HANDLE);
    check("wrong handle, dispatch", cpg_dispatch(wrong, CS_DISPATCH_ALL), CS_ERR_BAD_HANDLE);
    check("wrong handle, join", cpg_join(wrong, &group), CS_ERR_BAD_HANDLE);
    check("wrong handle, leave", cpg_leave(wrong, &group), CS_ERR_BAD_HANDLE);
    check("wrong handle, mcast_joined", cpg_mcast_joined(wrong, CPG_TYPE_AGREED, &piece, 1),
          CS_ERR_BAD_HANDLE);
    check("wrong handle, membership_get", cpg_membership_get(wrong, &group, list, &count),
          CS_ERR_BAD_HANDLE);
    check("wrong handle, local_get", cpg_local_get(wrong, &number), CS_ERR_BAD_HANDLE);
    check("wrong handle, flow_control_state_get", cpg_flow_control_state_get(wrong, &state),
          CS_ERR_BAD_HANDLE);
    check("wrong handle, zcb_alloc", cpg_zcb_alloc(wrong, 10, &pointer), CS_ERR_BAD_HANDLE);
    if (!reference_library) /* it looks into the buffer first */
        check("wrong handle, zcb_free", cpg_zcb_free(wrong, &pointer), CS_ERR_BAD_HANDLE);
    check("wrong handle, iteration_initialize",
          cpg_iteration_initialize(wrong, CPG_ITERATION_ALL, NULL, &walk), CS_ERR_BAD_HANDLE);
    check("wrong handle, iteration_next", cpg_iteration_next(wrong, &description),
          CS_ERR_BAD_HANDLE);
    check("wrong handle, iteration_finalize", cpg_iteration_finalize(wrong), CS_ERR_BAD_HANDLE);
}

static void check_missing_pointers(cpg_handle_t handle) {
    if (reference_library) return; /* it follows them */
    check("no handle, initialize", cpg_initialize(NULL, NULL), CS_ERR_INVALID_PARAM);
    check("no place, fd_get", cpg_fd_get(handle, NULL), CS_ERR_INVALID_PARAM);
    check("no place, local_get", cpg_local_get(handle, NULL), CS_ERR_INVALID_PARAM);
    check("no place, context_get", cpg_context_get(handle, NULL), CS_ERR_INVALID_PARAM);
    check("no place, zcb_alloc", cpg_zcb_alloc(handle, 10, NULL), CS_ERR_INVALID_PARAM);
    check("no group, join", cpg_join(handle, NULL), CS_ERR_INVALID_PARAM);
    check("no group, leave", cpg_leave(handle, NULL), CS_ERR_INVALID_PARAM);
    check("no pieces, mcast_joined", cpg_mcast_joined(handle, CPG_TYPE_AGREED, NULL, 1),
          CS_ERR_INVALID_PARAM);
}

static void check_local_knowledge(cpg_handle_t handle) {
    struct pollfd readable = {.events = POLLIN};
    cpg_flow_control_state_t state = CPG_FLOW_CONTROL_ENABLED;
    unsigned number = 0;
    int other = 0;
    void* context = &other;
    check("fd_get", cpg_fd_get(handle, &readable.fd), CS_OK);
    check("nothing to read", poll(&readable, 1, 0), 0);
    check("max_atomic_msgsize_get", cpg_max_atomic_msgsize_get(handle, &number), CS_OK);
    check("the size", number, 1047552);
    check("flow_control_state_get", cpg_flow_control_state_get(handle, &state), CS_OK);
    check("the state", state, CPG_FLOW_CONTROL_DISABLED);
    check("context_get", cpg_context_get(handle, &context), CS_OK);
    check("context is NULL", context == NULL, 1);
    check("context_set", cpg_context_set(handle, &other), CS_OK);
    check("context_get again", cpg_context_get(handle, &context), CS_OK);
    check("context is what was set", context == &other, 1);
    check("local_get", cpg_local_get(handle, &number), CS_OK);
    check("node id is not 0", number != 0, 1);
    check("dispatch ALL without event", cpg_dispatch(handle, CS_DISPATCH_ALL), CS_OK);
    check("dispatch ONE_NONBLOCKING without event",
          cpg_dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING), CS_ERR_TRY_AGAIN);
}

void test_handles(void) {
    section("handles");
    cpg_handle_t handle = 0;
    cpg_model_v1_data_t model = recording;
    cpg_model_data_t* data = (cpg_model_data_t*)(void*)&model;
    check("model 0", cpg_model_initialize(&handle, (cpg_model_t)0, data, NULL),
          CS_ERR_INVALID_PARAM);
    check("model 2", cpg_model_initialize(&handle, (cpg_model_t)2, data, NULL),
          CS_ERR_INVALID_PARAM);
    model.flags = 2;
    check("unknown flag", cpg_model_initialize(&handle, CPG_MODEL_V1, data, NULL),
          CS_ERR_INVALID_PARAM);
    check_wrong_handle(0);
    check("initialize without callbacks", cpg_initialize(&handle, NULL), CS_OK);
    check_local_knowledge(handle);
    check_missing_pointers(handle);
    check("finalize", cpg_finalize(handle), CS_OK);
    check_wrong_handle(handle);
    check("model V1 without data", cpg_model_initialize(&handle, CPG_MODEL_V1, NULL, &model),
          CS_OK);
    void* context = NULL;
    cpg_context_get(handle, &context);
    check("context of initialize", context == &model, 1);
    check("finalize", cpg_finalize(handle), CS_OK);
}

/* libcorosync_common comes with libcpg; this program does not name it. */
void test_codes(void) {
    section("codes");
    const char* (*text)(cs_error_t) =
        (const char* (*)(cs_error_t))dlsym(RTLD_DEFAULT, "cs_strerror");
    cs_error_t (*of_errno)(int) = (cs_error_t(*)(int))dlsym(RTLD_DEFAULT, "qb_to_cs_error");
    cs_error_t (*of_hdb)(int) = (cs_error_t(*)(int))dlsym(RTLD_DEFAULT, "hdb_error_to_cs");
    check("the functions are there", text != NULL && of_errno != NULL && of_hdb != NULL, 1);
    if (text == NULL || of_errno == NULL || of_hdb == NULL) return;
    check("name of 1", strcmp(text(CS_OK), "success"), 0);
    check("name of 6", strcmp(text(CS_ERR_TRY_AGAIN), "CS_ERR_TRY_AGAIN"), 0);
    check("name of 100", strcmp(text(CS_ERR_SECURITY), "CS_ERR_SECURITY"), 0);
    check("name of 29", strcmp(text((cs_error_t)29), "unknown error"), 0);
    static const struct {
        int number, code;
    } map[] = {{0, 1},           {-EBADF, 9},   {-ENOMEM, 8},   {-EAGAIN, 6},       {-ETIMEDOUT, 6},
               {-ENOBUFS, 6},    {-ENOMSG, 6},  {-EINVAL, 7},   {-EBUSY, 10},       {-EACCES, 11},
               {-EOVERFLOW, 13}, {-EEXIST, 14}, {-ENOSPC, 15},  {-EINTR, 16},       {-ENOENT, 12},
               {-ENODEV, 12},    {-ENOSYS, 19}, {-ENOTSUP, 19}, {-EBADMSG, 22},     {-EMSGSIZE, 26},
               {-E2BIG, 26},     {-ETIME, 5},   {-EBADE, 21},   {-ECONNREFUSED, 2}, {-ENOTCONN, 2},
               {-EPIPE, 2},      {17, 1}};
    for (size_t i = 0; i < sizeof map / sizeof map[0]; ++i)
        check("code of an errno", of_errno(map[i].number), map[i].code);
    check("hdb 0", of_hdb(0), CS_OK);
    check("hdb EBADF", of_hdb(-EBADF), CS_ERR_BAD_HANDLE);
    check("hdb EMFILE", of_hdb(-EMFILE), CS_ERR_NO_RESOURCES);
    check("hdb EINVAL", of_hdb(-EINVAL), CS_ERR_LIBRARY);
}
