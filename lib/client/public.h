/*
 * public.h - the public headers, their functions marked for export.
 *
 * The libraries are compiled with hidden visibility, so that nothing but the declared interface
 * leaves them.
 */
#pragma once

#include <stddef.h>

#pragma GCC visibility push(default)
#include <corosync/cfg.h>
#include <corosync/cmap.h>
#include <corosync/corotypes.h>
#include <corosync/cpg.h>
#include <corosync/quorum.h>
#include <corosync/sam.h>
#include <corosync/votequorum.h>
#pragma GCC visibility pop
