# lib/local.mk - the client libraries, their public headers and pkg-config files.
#
# They are C, so that a program that links them gets libc and libqb and nothing else. Sonames and
# file names are those of Corosync 3.1; -version-info is current:revision:age, from which libtool
# makes .so.(current-age).age.revision.

# The release of Corosync whose interface this is; configure scripts of clients ask for it.
client_api_version = 3.1.7

client_cppflags = -I$(srcdir)/include -I$(srcdir)/lib $(QB_CFLAGS)
client_cflags = $(WARNING_FLAGS) $(LIBRARY_CXXFLAGS) -std=gnu11 -fvisibility=hidden
client_ldflags = $(LIBRARY_LDFLAGS) -no-undefined -Wl,--as-needed

lib_LTLIBRARIES += \
	lib/libcorosync_common.la \
	lib/libcfg.la \
	lib/libcmap.la \
	lib/libcpg.la \
	lib/libquorum.la \
	lib/libsam.la \
	lib/libvotequorum.la

# libcorosync_common.so.4.0.0
lib_libcorosync_common_la_SOURCES = lib/common/errors.c lib/client/public.h
lib_libcorosync_common_la_CPPFLAGS = $(client_cppflags)
lib_libcorosync_common_la_CFLAGS = $(client_cflags)
lib_libcorosync_common_la_LDFLAGS = $(client_ldflags) -version-info 4:0:0

# What the libraries with a connection have in common; a copy is in each, and nothing of it shows.
noinst_LTLIBRARIES += lib/libclient.la
lib_libclient_la_SOURCES = \
	lib/client/client.c \
	lib/client/client.h \
	lib/client/connection.c \
	lib/client/connection.h \
	lib/client/direct.c \
	lib/client/direct.h \
	lib/client/direct_connect.c \
	lib/client/direct_connect.h \
	lib/client/direct_memory.c \
	lib/client/direct_memory.h \
	lib/client/dispatch.c \
	lib/client/dispatch.h \
	lib/client/fields.h \
	lib/client/handle_table.c \
	lib/client/handle_table.h \
	lib/client/public.h \
	lib/client/service_name.c \
	lib/client/service_name.h
lib_libclient_la_CPPFLAGS = $(client_cppflags)
lib_libclient_la_CFLAGS = $(client_cflags)
client_libadd = lib/libclient.la lib/libcorosync_common.la $(QB_LIBS)

# libcfg.so.7.3.0
lib_libcfg_la_SOURCES = \
	lib/cfg/instance.c \
	lib/cfg/instance.h \
	lib/cfg/links.c \
	lib/cfg/nodes.c \
	lib/cfg/orders.c \
	lib/cfg/protocol.h
lib_libcfg_la_CPPFLAGS = $(client_cppflags)
lib_libcfg_la_CFLAGS = $(client_cflags)
lib_libcfg_la_LDFLAGS = $(client_ldflags) -version-info 10:0:3 \
	-Wl,--version-script=$(srcdir)/lib/libcfg.map
lib_libcfg_la_LIBADD = $(client_libadd)
EXTRA_lib_libcfg_la_DEPENDENCIES = $(srcdir)/lib/libcfg.map

# libcmap.so.4.1.0
lib_libcmap_la_SOURCES = \
	lib/cmap/event.c \
	lib/cmap/event.h \
	lib/cmap/instance.c \
	lib/cmap/instance.h \
	lib/cmap/protocol.h \
	lib/cmap/tracks.c \
	lib/cmap/typed.c \
	lib/cmap/values.c \
	lib/cmap/walks.c
lib_libcmap_la_CPPFLAGS = $(client_cppflags)
lib_libcmap_la_CFLAGS = $(client_cflags)
lib_libcmap_la_LDFLAGS = $(client_ldflags) -version-info 5:0:1 \
	-Wl,--version-script=$(srcdir)/lib/libcmap.map
lib_libcmap_la_LIBADD = $(client_libadd)
EXTRA_lib_libcmap_la_DEPENDENCIES = $(srcdir)/lib/libcmap.map

# libcpg.so.4.1.0
cpg_sources = \
	lib/cpg/dispatch.c \
	lib/cpg/event.c \
	lib/cpg/event.h \
	lib/cpg/groups.c \
	lib/cpg/instance.c \
	lib/cpg/instance.h \
	lib/cpg/iteration.c \
	lib/cpg/mcast.c \
	lib/cpg/protocol.h \
	lib/cpg/reassembly.c \
	lib/cpg/reassembly.h \
	lib/cpg/zcb.c
lib_libcpg_la_SOURCES = $(cpg_sources)
lib_libcpg_la_CPPFLAGS = $(client_cppflags)
lib_libcpg_la_CFLAGS = $(client_cflags)
lib_libcpg_la_LDFLAGS = $(client_ldflags) -version-info 5:0:1 \
	-Wl,--version-script=$(srcdir)/lib/libcpg.map
lib_libcpg_la_LIBADD = $(client_libadd)
EXTRA_lib_libcpg_la_DEPENDENCIES = $(srcdir)/lib/libcpg.map

# libquorum.so.5.1.0
lib_libquorum_la_SOURCES = \
	lib/quorum/event.c \
	lib/quorum/event.h \
	lib/quorum/protocol.h \
	lib/quorum/quorum.c
lib_libquorum_la_CPPFLAGS = $(client_cppflags)
lib_libquorum_la_CFLAGS = $(client_cflags)
lib_libquorum_la_LDFLAGS = $(client_ldflags) -version-info 6:0:1 \
	-Wl,--version-script=$(srcdir)/lib/libquorum.map
lib_libquorum_la_LIBADD = $(client_libadd)
EXTRA_lib_libquorum_la_DEPENDENCIES = $(srcdir)/lib/libquorum.map

# libsam.so.4.4.0; it has no connection of its own
lib_libsam_la_SOURCES = \
	lib/sam/conversation.c \
	lib/sam/conversation.h \
	lib/sam/data.c \
	lib/sam/heartbeat.c \
	lib/sam/quorum_watch.c \
	lib/sam/quorum_watch.h \
	lib/sam/sam.c \
	lib/sam/status.c \
	lib/sam/status.h \
	lib/sam/supervision.h \
	lib/sam/watch.c \
	lib/sam/watch.h
lib_libsam_la_CPPFLAGS = $(client_cppflags)
lib_libsam_la_CFLAGS = $(client_cflags)
lib_libsam_la_LDFLAGS = $(client_ldflags) -version-info 8:0:4 \
	-Wl,--version-script=$(srcdir)/lib/libsam.map
lib_libsam_la_LIBADD = lib/libquorum.la lib/libcmap.la
EXTRA_lib_libsam_la_DEPENDENCIES = $(srcdir)/lib/libsam.map

# libvotequorum.so.8.0.0
lib_libvotequorum_la_SOURCES = \
	lib/votequorum/device.c \
	lib/votequorum/event.c \
	lib/votequorum/event.h \
	lib/votequorum/instance.c \
	lib/votequorum/instance.h \
	lib/votequorum/protocol.h \
	lib/votequorum/votes.c
lib_libvotequorum_la_CPPFLAGS = $(client_cppflags)
lib_libvotequorum_la_CFLAGS = $(client_cflags)
lib_libvotequorum_la_LDFLAGS = $(client_ldflags) -version-info 8:0:0 \
	-Wl,--version-script=$(srcdir)/lib/libvotequorum.map
lib_libvotequorum_la_LIBADD = $(client_libadd)
EXTRA_lib_libvotequorum_la_DEPENDENCIES = $(srcdir)/lib/libvotequorum.map

corosyncincludedir = $(includedir)/corosync
corosyncinclude_HEADERS = \
	include/corosync/cfg.h \
	include/corosync/cmap.h \
	include/corosync/corodefs.h \
	include/corosync/corotypes.h \
	include/corosync/cpg.h \
	include/corosync/hdb.h \
	include/corosync/quorum.h \
	include/corosync/sam.h \
	include/corosync/votequorum.h

client_maps = \
	lib/libcfg.map \
	lib/libcmap.map \
	lib/libcpg.map \
	lib/libquorum.map \
	lib/libsam.map \
	lib/libvotequorum.map
client_pc_files = \
	lib/corosync.pc \
	lib/libcfg.pc \
	lib/libcmap.pc \
	lib/libcorosync_common.pc \
	lib/libcpg.pc \
	lib/libquorum.pc \
	lib/libsam.pc \
	lib/libvotequorum.pc
pkgconfigdir = $(libdir)/pkgconfig
nodist_pkgconfig_DATA = $(client_pc_files)
CLEANFILES += $(client_pc_files)
EXTRA_DIST += $(client_maps) $(client_pc_files:=.in)

$(client_pc_files): %.pc: %.pc.in Makefile
	$(AM_V_GEN)$(MKDIR_P) lib && sed \
		-e 's|@prefix[@]|$(prefix)|' -e 's|@exec_prefix[@]|$(exec_prefix)|' \
		-e 's|@libdir[@]|$(libdir)|' -e 's|@includedir[@]|$(includedir)|' \
		-e 's|@logdir[@]|/var/log/corosync|' -e 's|@corosysconfdir[@]|/etc/corosync|' \
		-e 's|@api_version[@]|$(client_api_version)|' $< > $@.tmp && mv $@.tmp $@

# The parts that need no daemon, for the unit tests.
if WITH_TESTS
check_LTLIBRARIES += lib/libclientparts.la
endif
lib_libclientparts_la_SOURCES = \
	lib/client/handle_table.c \
	lib/client/service_name.c \
	lib/cmap/event.c \
	lib/cpg/event.c \
	lib/cpg/reassembly.c \
	lib/quorum/event.c \
	lib/votequorum/event.c
lib_libclientparts_la_CPPFLAGS = $(client_cppflags)
lib_libclientparts_la_CFLAGS = $(client_cflags)
# The whole of libcpg, for a program that is one file.
if WITH_TESTS
check_LTLIBRARIES += lib/libcpgwhole.la
endif
lib_libcpgwhole_la_SOURCES = lib/common/errors.c $(cpg_sources)
lib_libcpgwhole_la_CPPFLAGS = $(client_cppflags)
lib_libcpgwhole_la_CFLAGS = $(client_cflags)
lib_libcpgwhole_la_LIBADD = lib/libclient.la
