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
	exec/config/config.h \
	exec/config/diagnostics.h \
	exec/config/settings.h \
	exec/node/node.h \
	exec/node/status.h \
	exec/packing/growing_queue.h \
	exec/packing/packer.h \
	exec/packing/unpacker.h \
	exec/ring/action.h \
	exec/ring/cause.h \
	exec/ring/commit.cc \
	exec/ring/commit.h \
	exec/ring/config.h \
	exec/ring/context.cc \
	exec/ring/context.h \
	exec/ring/engine.cc \
	exec/ring/engine.h \
	exec/ring/frame_source.h \
	exec/ring/gather.cc \
	exec/ring/gather.h \
	exec/ring/install.cc \
	exec/ring/install.h \
	exec/ring/message_store.cc \
	exec/ring/message_store.h \
	exec/ring/node_set.h \
	exec/ring/operational.cc \
	exec/ring/operational.h \
	exec/ring/proposal.cc \
	exec/ring/proposal.h \
	exec/ring/recovery.cc \
	exec/ring/recovery.h \
	exec/ring/statistics.h \
	exec/ring/timers.h \
	exec/ring/token_visit.cc \
	exec/ring/token_visit.h \
	exec/ring/view.h \
	exec/services/capability/capability.h \
	exec/services/client.h \
	exec/services/cpg/messages.h \
	exec/services/cpg/service.h \
	exec/services/service.h \
	exec/sync/synchroniser.h \
	exec/wire/capability.h \
	exec/wire/cfg.cc \
	exec/wire/cfg.h \
	exec/wire/cmap.cc \
	exec/wire/cmap.h \
	exec/wire/commit_token.cc \
	exec/wire/cpg.h \
	exec/wire/cpg_decode.cc \
	exec/wire/cpg_encode.cc \
	exec/wire/cpg_names.h \
	exec/wire/fields.h \
	exec/wire/group_prefix.cc \
	exec/wire/join.cc \
	exec/wire/multicast.cc \
	exec/wire/pack.cc \
	exec/wire/pack.h \
	exec/wire/ring_notice.cc \
	exec/wire/ringid_file.h \
	exec/wire/service.cc \
	exec/wire/service.h \
	exec/wire/service_message.h \
	exec/wire/sync.cc \
	exec/wire/sync.h \
	exec/wire/token.cc \
	exec/wire/totem.h \
	exec/wire/totem_header.cc \
	exec/wire/totem_header.h \
	exec/wire/votequorum.cc \
	exec/wire/votequorum.h

core_libs = exec/libbatoncore.a $(FMT_LIBS)

# The shell around it, without main(), so that tests can link it too.
noinst_LIBRARIES += exec/libbatonshell.a
exec_libbatonshell_a_SOURCES = \
	exec/daemon/config_files.h \
	exec/ipc/cpg_codec.cc \
	exec/ipc/cpg_codec.h \
	exec/ipc/cpg_encode.cc \
	exec/ipc/local_protocol.cc \
	exec/ipc/local_protocol.h \
	exec/loop/clock.h \
	exec/loop/handle.h \
	exec/loop/loop.cc \
	exec/loop/loop.h \
	exec/loop/signal.cc \
	exec/loop/signal.h \
	exec/loop/timer.cc \
	exec/loop/timer.h \
	exec/loop/turn.cc \
	exec/loop/turn.h \
	exec/loop/watch.cc \
	exec/loop/watch.h

shell_libs = exec/libbatonshell.a $(core_libs) $(UV_LIBS) $(QB_LIBS) $(SYSTEMD_LIBS)
