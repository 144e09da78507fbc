/*
 * service_name.c - see service_name.h.
 */
#include "client/service_name.h"

#include <stdio.h>
#include <string.h>

bool instance_name_valid(const char* instance) {
    static const char permitted[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                    "0123456789_-";
    const size_t length = strlen(instance);
    return length > 0 && length <= INSTANCE_NAME_MAX && strspn(instance, permitted) == length;
}

bool service_name(const char* instance, const char* service, char* name) {
    const bool ordinary = instance == NULL || *instance == '\0';
    if (!ordinary && !instance_name_valid(instance)) return false;
    const int length = ordinary ? snprintf(name, SERVICE_NAME_SIZE, "%s", service)
                                : snprintf(name, SERVICE_NAME_SIZE, "%s-%s", instance, service);
    return length > 0 && length < SERVICE_NAME_SIZE;
}
