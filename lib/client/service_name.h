/*
 * service_name.h - under which name a service of the chosen daemon listens.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { INSTANCE_NAME_MAX = 32, SERVICE_NAME_SIZE = 64 };

/* 1 to 32 of A-Z a-z 0-9 _ - */
bool instance_name_valid(const char* instance);

/*
 * Writes "cpg", or "<instance>-cpg" for a daemon with an instance name, to `name`
 * (SERVICE_NAME_SIZE bytes). `instance` NULL or empty: the ordinary daemon. False: the instance
 * name is malformed, or the service name too long.
 */
bool service_name(const char* instance, const char* service, char* name);

#ifdef __cplusplus
}
#endif
