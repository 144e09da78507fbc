# exec/local.mk - the daemon: the pure core as a library, and batond around it.

# The pure core: no sockets, clocks, files or threads in here (test/build/purity holds it to that).
noinst_LIBRARIES += exec/libbatoncore.a
exec_libbatoncore_a_SOURCES = \
	exec/base/address.h \
	exec/base/assert.cc \
	exec/base/assert.h \
	exec/base/buffer.cc \
	exec/base/buffer.h \
	exec/base/group_name.h \
	exec/base/ids.h \
	exec/base/log.h \
	exec/base/random.h \
	exec/base/result.h \
	exec/base/time.h \
	exec/wire/cpg.h \
	exec/wire/fields.h \
	exec/wire/pack.h \
	exec/wire/service.h \
	exec/wire/sync.h \
	exec/wire/totem.h \
	exec/ring/action.h \
	exec/ring/config.h \
	exec/ring/frame_source.h \
	exec/ring/statistics.h \
	exec/ring/view.h \
	exec/services/client.h \
	exec/services/service.h \
	exec/services/cpg/messages.h \
	exec/services/cpg/service.h \
	exec/node/node.h \
	exec/node/status.h \
	exec/config/config.h \
	exec/config/diagnostics.h \
	exec/config/settings.h

core_libs = exec/libbatoncore.a $(FMT_LIBS)
