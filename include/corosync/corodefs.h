/*
 * corodefs.h - numbers that daemon and clients share.
 *
 * Binary and source compatible with the header of the same name of Corosync 3.1.
 */
#ifndef CORODEFS_H_DEFINED
#define CORODEFS_H_DEFINED

#include <netinet/in.h>

/* The services of the daemon, numbered as in statistics keys ("stats.ipcs.service2...."). */
enum corosync_service_types {
    CMAP_SERVICE = 0,       /* configuration map */
    CFG_SERVICE = 1,        /* configuration and control */
    CPG_SERVICE = 2,        /* closed process groups */
    QUORUM_SERVICE = 3,     /* quorum */
    PLOAD_SERVICE = 4,      /* load test, without a client interface */
    VOTEQUORUM_SERVICE = 5, /* votes behind quorum */
    MON_SERVICE = 6,        /* resource monitor, without a client interface */
    WD_SERVICE = 7,         /* watchdog, without a client interface */
};

/* The most nodes a cluster may have, and the size of arrays that hold one entry for each node. */
#ifdef HAVE_SMALL_MEMORY_FOOTPRINT
#define PROCESSOR_COUNT_MAX 16
#else
#define PROCESSOR_COUNT_MAX 384
#endif

/* Bytes of the longest network address, IPv6. */
#define TOTEMIP_ADDRLEN (sizeof(struct in6_addr))

#endif /* CORODEFS_H_DEFINED */
