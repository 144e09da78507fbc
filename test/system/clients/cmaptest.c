/*
 * cmaptest.c - what libcmap answers: handles, values, walks, watches, the end of the daemon.
 */
#include <corosync/cmap.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answers.h"

static cmap_handle_t handle, other;

static void wrong_handle(cmap_handle_t wrong) {
    char key[CMAP_KEYNAME_MAXLEN + 1];
    const void* context;
    uint8_t number;
    size_t length = 1;
    int fd;
    cmap_iter_handle_t walk;
    cmap_value_types_t type;
    say("# a handle that is none");
    SHOW(cmap_finalize(wrong)), SHOW(cmap_fd_get(wrong, &fd));
    SHOW(cmap_dispatch(wrong, CS_DISPATCH_ALL)), SHOW(cmap_context_get(wrong, &context));
    SHOW(cmap_context_set(wrong, NULL)), SHOW(cmap_set(wrong, "a.b", "x", 1, 12));
    SHOW(cmap_set_uint8(wrong, "a.b", 1)), SHOW(cmap_delete(wrong, "a.b"));
    SHOW(cmap_get(wrong, "a.b", &number, &length, &type));
    SHOW(cmap_get_uint8(wrong, "a.b", &number)), SHOW(cmap_inc(wrong, "a.b"));
    SHOW(cmap_dec(wrong, "a.b")), SHOW(cmap_iter_init(wrong, NULL, &walk));
    SHOW(cmap_iter_next(wrong, 1, key, &length, &type)), SHOW(cmap_iter_finalize(wrong, 1));
    SHOW(cmap_track_delete(wrong, 1));
}

static void handles(void) {
    static int mine;
    const void* context = &mine;
    int fd = -1;
    wrong_handle(0);
    SHOW(cmap_initialize(&handle));
    SHOW(cmap_fd_get(handle, &fd));
    say("nothing to read: %d", !readable(fd, 0));
    SHOW(cmap_context_get(handle, &context));
    say("no context: %d", context == NULL);
    SHOW(cmap_context_set(handle, &mine));
    SHOW(cmap_context_get(handle, &context));
    say("my context: %d", context == &mine);
    SHOW(cmap_dispatch(handle, CS_DISPATCH_ALL));
    SHOW(cmap_dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING));
    SHOW(cmap_finalize(handle));
    wrong_handle(handle);
    SHOW(cmap_initialize_map(&handle, CMAP_MAP_DEFAULT));
    SHOW(cmap_initialize_map(&other, CMAP_MAP_STATS));
    SHOW(cmap_set_uint8(other, "some.key", 1));
    SHOW(cmap_delete(other, "some.key"));
    SHOW(cmap_finalize(other));
    SHOW(cmap_initialize_map(&other, (cmap_map_t)7));
    SHOW(cmap_finalize(other));
}

static cs_error_t initialize_other(void) { return cmap_initialize(&other); }

static void missing_pointers(void) {
    size_t length = 1;
    char byte;
    say("# missing pointers");
    SHOW(cmap_set(handle, NULL, "x", 1, CMAP_VALUETYPE_BINARY));
    SHOW(cmap_set(handle, "a.b", NULL, 1, CMAP_VALUETYPE_BINARY));
    SHOW(cmap_set_string(handle, "a.b", NULL));
    SHOW(cmap_delete(handle, NULL));
    SHOW(cmap_get(handle, NULL, &byte, &length, NULL));
    SHOW(cmap_get(handle, "a.b", &byte, NULL, NULL));
    SHOW(cmap_inc(handle, NULL)), SHOW(cmap_dec(handle, NULL));
    SHOW(cmap_iter_init(handle, NULL, NULL));
    SHOW(cmap_iter_next(handle, 1, NULL, NULL, NULL));
    SHOW(cmap_track_add(handle, "a.b", CMAP_TRACK_ADD, NULL, NULL, NULL));
    if (!robust) return;
    must_heed_environment(initialize_other);
    MUST(cmap_initialize(NULL), CS_ERR_INVALID_PARAM);
    MUST(cmap_fd_get(handle, NULL), CS_ERR_INVALID_PARAM);
    MUST(cmap_get_string(handle, "a.b", NULL), CS_ERR_INVALID_PARAM);
    MUST(cmap_context_get(handle, NULL), CS_ERR_INVALID_PARAM);
}

static void names(void) {
    char name[400];
    say("# names");
    memset(name, 'k', sizeof name);
    for (size_t length = 254; length <= 257; ++length) {
        name[length] = '\0';
        say("%zu characters", length);
        SHOW(cmap_set_uint8(handle, name, 1)), SHOW(cmap_delete(handle, name));
        SHOW(cmap_get(handle, name, NULL, NULL, NULL)), SHOW(cmap_inc(handle, name));
        name[length] = 'k';
    }
    SHOW(cmap_set_uint8(handle, "", 1)), SHOW(cmap_set_uint8(handle, "ab", 1));
    SHOW(cmap_set_uint8(handle, "a b", 1)), SHOW(cmap_set_uint8(handle, "a*b", 1));
    SHOW(cmap_set_uint8(handle, "aZ0._-/:", 1)), SHOW(cmap_delete(handle, "aZ0._-/:"));
    SHOW(cmap_set_uint8(handle, "a\xc3\xa4z", 1)), SHOW(cmap_get(handle, "a*b", NULL, NULL, NULL));
    SHOW(cmap_set_uint8(handle, "totem.version", 2));
    SHOW(cmap_delete(handle, "totem.version"));
    SHOW(cmap_inc(handle, "totem.version"));
    SHOW(cmap_set_uint8(handle, "runtime.config.new_key", 2));
}

#define NUMBER(type, ctype, value, format)                                                         \
    do {                                                                                           \
        ctype got = 0;                                                                             \
        SHOW(cmap_set_##type(handle, "test.number", value));                                       \
        SHOW(cmap_get_##type(handle, "test.number", &got));                                        \
        say("%s " format, #type, got);                                                             \
        SHOW(cmap_inc(handle, "test.number"));                                                     \
        SHOW(cmap_get_##type(handle, "test.number", &got));                                        \
        say("%s " format, #type, got);                                                             \
        SHOW(cmap_dec(handle, "test.number"));                                                     \
        SHOW(cmap_get_##type(handle, "test.number", &got));                                        \
        say("%s " format, #type, got);                                                             \
    } while (0)

static void numbers(void) {
    int8_t narrow;
    say("# numbers");
    NUMBER(int8, int8_t, INT8_MAX, "%d");
    NUMBER(uint8, uint8_t, UINT8_MAX, "%d");
    NUMBER(int16, int16_t, INT16_MAX, "%d");
    NUMBER(uint16, uint16_t, UINT16_MAX, "%d");
    NUMBER(int32, int32_t, INT32_MAX, "%d");
    NUMBER(uint32, uint32_t, UINT32_MAX, "%u");
    NUMBER(int64, int64_t, INT64_MAX, "%ld");
    NUMBER(uint64, uint64_t, UINT64_MAX, "%lu");
    NUMBER(float, float, 1.5F, "%g");
    NUMBER(double, double, 1e300, "%g");
    SHOW(cmap_get_int8(handle, "test.number", &narrow));
    SHOW(cmap_get_int8(handle, "test.none", &narrow));
    SHOW(cmap_inc(handle, "test.none")), SHOW(cmap_delete(handle, "test.none"));
    SHOW(cmap_delete(handle, "test.number")), SHOW(cmap_delete(handle, "test.number"));
}

static void get_bytes(const char* key, size_t room) {
    static char value[40000];
    cmap_value_types_t type = 0;
    size_t length = room;
    memset(value, '#', sizeof value);
    const cs_error_t error = cmap_get(handle, key, value, &length, &type);
    say("get %s with room for %zu = %d", key, room, (int)error);
    if (error != CS_OK) return;
    say("type %d, length %zu, first %d, last %d, behind %d", (int)type, length, value[0],
        length == 0 ? 0 : value[length - 1], value[length]);
}

static void texts(void) {
    size_t length = 7;
    cmap_value_types_t type = 0;
    char* text = NULL;
    say("# texts");
    SHOW(cmap_set_string(handle, "test.text", "hello"));
    SHOW(cmap_get_string(handle, "test.text", &text));
    say("%s", text);
    free(text);
    SHOW(cmap_get(handle, "test.text", NULL, &length, &type));
    say("length %zu, type %d", length, (int)type);
    SHOW(cmap_get(handle, "test.text", NULL, NULL, NULL));
    get_bytes("test.text", 5), get_bytes("test.text", 6), get_bytes("test.text", 100);
    SHOW(cmap_set(handle, "test.text", "hello", 3, CMAP_VALUETYPE_STRING));
    get_bytes("test.text", 100);
    SHOW(cmap_set(handle, "test.text", "hello", 6, CMAP_VALUETYPE_STRING));
    get_bytes("test.text", 100);
    SHOW(cmap_set(handle, "test.text", "he\0lo", 6, CMAP_VALUETYPE_STRING));
    SHOW(cmap_set_string(handle, "test.text", ""));
    get_bytes("test.text", 100);
    SHOW(cmap_set_uint8(handle, "test.text", 7));
    SHOW(cmap_get_string(handle, "test.text", &text));
    SHOW(cmap_inc(handle, "test.text"));
    SHOW(cmap_get_string(handle, "test.none", &text));
    SHOW(cmap_delete(handle, "test.text"));
    if (!robust) return;
    length = 0;
    MUST(cmap_set_string(handle, "test.text", "hello"), CS_OK);
    MUST(cmap_get(handle, "test.text", &type, &length, NULL), CS_OK);
    MUST(length, 6);
    MUST(cmap_delete(handle, "test.text"), CS_OK);
}

static void sizes(void) {
    static char big[2000000];
    say("# sizes");
    memset(big, 'b', sizeof big);
    SHOW(cmap_set(handle, "test.size", "", 0, CMAP_VALUETYPE_BINARY));
    get_bytes("test.size", 10);
    for (size_t length = 16383; length <= 16385; ++length) {
        say("%zu bytes", length);
        SHOW(cmap_set(handle, "test.size", big, length, CMAP_VALUETYPE_BINARY));
        get_bytes("test.size", 20000);
        SHOW(cmap_set(handle, "test.size", big, length, CMAP_VALUETYPE_STRING));
        get_bytes("test.size", 20000);
    }
    SHOW(cmap_set(handle, "test.size", big, 100000, CMAP_VALUETYPE_BINARY));
    SHOW(cmap_set(handle, "test.size", big, 4, CMAP_VALUETYPE_UINT16));
    SHOW(cmap_set(handle, "test.size", big, 1, CMAP_VALUETYPE_UINT16));
    SHOW(cmap_set(handle, "test.size", big, 4, CMAP_VALUETYPE_DOUBLE));
    SHOW(cmap_set(handle, "test.size", big, 4, (cmap_value_types_t)13));
    SHOW(cmap_set(handle, "test.size", big, 4, (cmap_value_types_t)0));
    SHOW(cmap_delete(handle, "test.size"));
    if (!robust) return;
    MUST(cmap_set(handle, "test.size", big, sizeof big, CMAP_VALUETYPE_BINARY),
         CS_ERR_INVALID_PARAM);
    MUST(cmap_set(handle, "test.size", big, 4, (cmap_value_types_t)(256 + 12)),
         CS_ERR_INVALID_PARAM);
    MUST(cmap_get(handle, "test.size", NULL, NULL, NULL), CS_ERR_NOT_EXIST);
}

/* Two threads on one handle: each must get its own answers. */
static void* read_second(void* wrong) {
    for (int i = 0; i < 3000; ++i) {
        uint32_t value = 0;
        if (cmap_get_uint32(handle, "test.second", &value) != CS_OK || value != 2) ++*(int*)wrong;
    }
    return wrong;
}

static void threads(void) {
    pthread_t thread;
    int wrong = 0, wrong_there = 0;
    uint16_t value = 0;
    MUST(cmap_set_uint16(handle, "test.first", 1), CS_OK);
    MUST(cmap_set_uint32(handle, "test.second", 2), CS_OK);
    MUST(pthread_create(&thread, NULL, read_second, &wrong_there), 0);
    for (int i = 0; i < 3000; ++i)
        if (cmap_get_uint16(handle, "test.first", &value) != CS_OK || value != 1) ++wrong;
    MUST(pthread_join(thread, NULL), 0);
    MUST(wrong, 0), MUST(wrong_there, 0);
    MUST(cmap_delete(handle, "test.first"), CS_OK);
    MUST(cmap_delete(handle, "test.second"), CS_OK);
}

static void walk(const char* prefix) {
    char key[CMAP_KEYNAME_MAXLEN + 1];
    cmap_iter_handle_t at;
    cmap_value_types_t type;
    size_t length;
    say("walk %s", prefix);
    if (SHOW(cmap_iter_init(handle, prefix, &at)) != CS_OK) return;
    while (cmap_iter_next(handle, at, key, &length, &type) == CS_OK)
        say("%s %zu %d", key, length, (int)type);
    SHOW(cmap_iter_next(handle, at, key, NULL, NULL));
    SHOW(cmap_iter_finalize(handle, at));
    SHOW(cmap_iter_next(handle, at, key, NULL, NULL));
    SHOW(cmap_iter_finalize(handle, at));
}

static void walks(void) {
    char key[CMAP_KEYNAME_MAXLEN + 1], longest[300];
    cmap_iter_handle_t at;
    int count = 0;
    say("# walks");
    SHOW(cmap_set_uint8(handle, "walk.b", 1)), SHOW(cmap_set_uint16(handle, "walk.a", 1));
    SHOW(cmap_set_string(handle, "walk.a.x", "text")), SHOW(cmap_set_uint8(handle, "walk-c", 1));
    walk("walk"), walk("walk."), walk("walk.a"), walk("walkz"), walk("totem.v");
    walk("quorum.provider");
    memset(longest, 'w', sizeof longest);
    longest[256] = '\0';
    SHOW(cmap_iter_init(handle, longest, &at));
    SHOW(cmap_iter_init(handle, NULL, &at));
    while (cmap_iter_next(handle, at, key, NULL, NULL) == CS_OK) ++count;
    say("more than 50 keys: %d", count > 50);
    SHOW(cmap_iter_finalize(handle, at));
    SHOW(cmap_iter_init(handle, "walk", &at));
    while (cmap_iter_next(handle, at, key, NULL, NULL) == CS_OK) SHOW(cmap_delete(handle, key));
    SHOW(cmap_iter_finalize(handle, at));
    walk("walk");
}

static cmap_track_handle_t watch;
static bool ends_watch, ends_handle;

static void print_value(const char* which, struct cmap_notify_value value) {
    if (value.type == CMAP_VALUETYPE_STRING)
        say("  %s text %zu %.*s", which, value.len, (int)value.len, (const char*)value.data);
    else if (value.type == CMAP_VALUETYPE_UINT8)
        say("  %s number %zu %d", which, value.len, *(const uint8_t*)value.data);
    else
        say("  %s type %d length %zu", which, (int)value.type, value.len);
}

static void on_change(cmap_handle_t of, cmap_track_handle_t by, int32_t event, const char* key,
                      struct cmap_notify_value new_value, struct cmap_notify_value old_value,
                      void* data) {
    say("%s: %d %s, handle %d", (const char*)data, event, key, of == handle);
    print_value("new", new_value);
    print_value("old", old_value);
    if (ends_watch) SHOW(cmap_track_delete(of, by));
    if (ends_handle) SHOW(cmap_finalize(of));
}

static void change(void) {
    SHOW(cmap_set_string(handle, "track.key", "one"));
    SHOW(cmap_set_string(handle, "track.key", "one"));
    SHOW(cmap_set_string(handle, "track.key", "two"));
    SHOW(cmap_set_uint8(handle, "track.key", 3));
    SHOW(cmap_inc(handle, "track.key"));
    SHOW(cmap_set_uint8(handle, "track.key.below", 1));
    SHOW(cmap_delete(handle, "track.key.below"));
    SHOW(cmap_delete(handle, "track.key"));
    SHOW(cmap_dispatch(handle, CS_DISPATCH_ALL));
}

static void watch_kinds(const char* key, int32_t kinds) {
    say("watch %s %d", key == NULL ? "everything" : key, kinds);
    if (SHOW(cmap_track_add(handle, key, kinds, on_change, (void*)(uintptr_t) "watch", &watch)) !=
        CS_OK)
        return;
    change();
    SHOW(cmap_track_delete(handle, watch));
    SHOW(cmap_track_delete(handle, watch));
}

static void later_change(void) {
    cmap_handle_t own;
    if (cmap_initialize(&own) != CS_OK) return;
    cmap_set_uint8(own, "track.key", 9);
    cmap_delete(own, "track.key");
    cmap_finalize(own);
}

static void watches(void) {
    const int32_t all = CMAP_TRACK_ADD | CMAP_TRACK_DELETE | CMAP_TRACK_MODIFY;
    cmap_track_handle_t exact, prefix, longer, everything;
    char longest[300];
    int fd;
    say("# watches");
    watch_kinds("track.key", all), watch_kinds("track.key", CMAP_TRACK_ADD);
    watch_kinds("track.key", CMAP_TRACK_MODIFY), watch_kinds("track.key", CMAP_TRACK_DELETE);
    watch_kinds("track.", all | CMAP_TRACK_PREFIX), watch_kinds("track.", all);
    watch_kinds("track.key", 0), watch_kinds("track.key", 16), watch_kinds("track.key", 8);
    memset(longest, 'w', sizeof longest);
    longest[256] = '\0';
    SHOW(cmap_track_add(handle, longest, all, on_change, NULL, &watch));
    say("several watches of one change");
#define TRACK(key, kinds, name, place)                                                             \
    SHOW(cmap_track_add(handle, key, kinds, on_change, (void*)(uintptr_t)(name), place))
    TRACK("track", all | CMAP_TRACK_PREFIX, "prefix", &prefix);
    TRACK(NULL, all | CMAP_TRACK_PREFIX, "everything", &everything);
    TRACK("track.key", all, "exact", &exact), TRACK("track.key", all, "newer", &watch);
    TRACK("track.k", all | CMAP_TRACK_PREFIX, "longer", &longer);
    SHOW(cmap_set_uint8(handle, "track.key", 1));
    SHOW(cmap_fd_get(handle, &fd));
    say("something to read: %d", readable(fd, 1000));
    for (int i = 0; i < 5; ++i) SHOW(cmap_dispatch(handle, CS_DISPATCH_ONE));
    SHOW(cmap_dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING));
    say("nothing to read: %d", !readable(fd, 0));
    SHOW(cmap_track_delete(handle, exact)), SHOW(cmap_track_delete(handle, prefix));
    SHOW(cmap_track_delete(handle, longer)), SHOW(cmap_track_delete(handle, everything));
    say("an event for a watch that ended");
    SHOW(cmap_delete(handle, "track.key"));
    SHOW(cmap_track_delete(handle, watch));
    SHOW(cmap_dispatch(handle, CS_DISPATCH_ALL));
    say("a watch that ends itself");
    ends_watch = true;
    TRACK("track.key", all, "once", &watch);
    SHOW(cmap_set_uint8(handle, "track.key", 1)), SHOW(cmap_set_uint8(handle, "track.key", 2));
    SHOW(cmap_dispatch(handle, CS_DISPATCH_ALL));
    SHOW(cmap_delete(handle, "track.key"));
    ends_watch = false;
    say("waiting");
    TRACK("track.key", CMAP_TRACK_ADD, "late", &watch);
    run_later(later_change, 200);
    SHOW(cmap_dispatch(handle, CS_DISPATCH_ONE));
    SHOW(cmap_track_delete(handle, watch));
    if (robust) { /* the event of a watch that ended counts as the one */
        MUST(cmap_track_add(handle, "track.mine", all, on_change, NULL, &watch), CS_OK);
        MUST(cmap_set_uint8(handle, "track.mine", 1), CS_OK);
        MUST(cmap_track_delete(handle, watch), CS_OK);
        MUST(cmap_dispatch(handle, CS_DISPATCH_ONE), CS_OK);
        MUST(cmap_delete(handle, "track.mine"), CS_OK);
    }
    say("a handle that ends itself");
    ends_handle = true;
    TRACK("track.key", CMAP_TRACK_ADD, "last", &watch);
    run_later(later_change, 200);
    SHOW(cmap_dispatch(handle, CS_DISPATCH_BLOCKING));
    SHOW(cmap_dispatch(handle, CS_DISPATCH_ALL));
    SHOW(cmap_finalize(handle));
    readable(-1, 500); /* the other thread takes its key away */
}

static void finalize_handle(void) { cmap_finalize(handle); }

static void death(void) {
    uint8_t number;
    int fd;
    say("# the end of the daemon");
    SHOW(cmap_initialize(&handle)), SHOW(cmap_initialize(&other));
    SHOW(cmap_fd_get(handle, &fd));
    if (robust) { /* the reference goes on waiting */
        run_later(finalize_handle, 200);
        MUST(cmap_dispatch(handle, CS_DISPATCH_BLOCKING), CS_ERR_BAD_HANDLE);
        MUST(cmap_initialize(&handle), CS_OK);
        MUST(cmap_fd_get(handle, &fd), CS_OK);
    }
    wait_for_harness();
    say("something to read: %d", readable(fd, 5000));
    SHOW(cmap_dispatch(handle, CS_DISPATCH_ALL)), SHOW(cmap_dispatch(handle, CS_DISPATCH_ONE));
    SHOW(cmap_get_uint8(handle, "some.key", &number)), SHOW(cmap_set_uint8(other, "some.key", 1));
    SHOW(cmap_finalize(handle)), SHOW(cmap_finalize(other)), SHOW(cmap_finalize(other));
    SHOW(cmap_initialize(&handle));
}

int main(int argc, char** argv) {
    if (strcmp(chosen(argc, argv), "death") == 0) {
        death();
        return 0;
    }
    handles();
    missing_pointers();
    names();
    numbers();
    texts();
    sizes();
    if (robust) threads(); /* the reference mixes them up */
    walks();
    watches();
    return 0;
}
