# tools/local.mk - the command "baton", and the demonstration of a ring.

# What it says and measures, without I/O, so that tests can link it.
noinst_LIBRARIES += tools/libbatontool.a
tools_libbatontool_a_SOURCES = \
	tools/bench_text.cc \
	tools/bench_text.h \
	tools/chat_text.cc \
	tools/chat_text.h \
	tools/check_text.cc \
	tools/check_text.h \
	tools/cluster_event.cc \
	tools/cluster_event.h \
	tools/compat/called_as.cc \
	tools/compat/called_as.h \
	tools/compat/cmapctl_text.cc \
	tools/compat/cmapctl_text.h \
	tools/compat/cpgtool_text.cc \
	tools/compat/cpgtool_text.h \
	tools/compat/help.cc \
	tools/compat/help.h \
	tools/exit_codes.h \
	tools/groups_text.cc \
	tools/groups_text.h \
	tools/latency.cc \
	tools/latency.h \
	tools/line_reader.cc \
	tools/line_reader.h \
	tools/link_view.cc \
	tools/link_view.h \
	tools/map_change.cc \
	tools/map_value.cc \
	tools/map_value.h \
	tools/names.cc \
	tools/names.h \
	tools/node_list.cc \
	tools/node_list.h \
	tools/quorum_explain.cc \
	tools/quorum_explain.h \
	tools/quorum_text.cc \
	tools/quorum_turns.h \
	tools/quorum_view.h \
	tools/quorumtool_text.cc \
	tools/reload_text.cc \
	tools/reload_text.h \
	tools/status_report.cc \
	tools/status_report.h \
	tools/status_text.cc \
	tools/status_text.h \
	tools/text.cc \
	tools/text.h \
	tools/trouble.cc \
	tools/trouble.h

bin_PROGRAMS += tools/baton
tools_baton_SOURCES = \
	tools/bench_sender.cc \
	tools/bench_sender.h \
	tools/cluster_commands.h \
	tools/cluster_line.cc \
	tools/cluster_line.h \
	tools/cluster_session.cc \
	tools/cluster_session.h \
	tools/command_bench.cc \
	tools/command_check.cc \
	tools/command_control.cc \
	tools/command_groups.cc \
	tools/command_join.cc \
	tools/command_keygen.cc \
	tools/command_map.cc \
	tools/command_nodes.cc \
	tools/command_notify.cc \
	tools/command_quorum.cc \
	tools/command_status.cc \
	tools/commands.h \
	tools/compat/cfgtool.cc \
	tools/compat/cmapctl.cc \
	tools/compat/cpgtool.cc \
	tools/compat/keygen.cc \
	tools/compat/notifyd.cc \
	tools/compat/old_tool.cc \
	tools/compat/old_tool.h \
	tools/compat/old_tools.h \
	tools/compat/quorumtool.cc \
	tools/context.cc \
	tools/context.h \
	tools/cpg_session.cc \
	tools/cpg_session.h \
	tools/event_sinks.cc \
	tools/event_sinks.h \
	tools/event_source.cc \
	tools/event_source.h \
	tools/group_walk.cc \
	tools/group_walk.h \
	tools/key_file.cc \
	tools/key_file.h \
	tools/link_query.cc \
	tools/link_query.h \
	tools/main.cc \
	tools/map_session.cc \
	tools/map_session.h \
	tools/map_watch.cc \
	tools/map_watch.h \
	tools/node_address.cc \
	tools/node_address.h \
	tools/node_name.cc \
	tools/node_name.h \
	tools/quorum_query.cc \
	tools/quorum_query.h \
	tools/session.h \
	tools/shutdown_time.cc \
	tools/shutdown_time.h \
	tools/status_request.cc \
	tools/status_request.h \
	tools/time_limit.cc \
	tools/time_limit.h
# No daemon in it: of the shell it takes the reading of configuration files.
tools_baton_LDADD = tools/libbatontool.a exec/libbatonshell.a $(core_libs) \
	lib/libcfg.la lib/libcmap.la lib/libcpg.la lib/libquorum.la lib/libvotequorum.la \
	lib/libcorosync_common.la $(QB_LIBS) $(SYSTEMD_LIBS)

dist_noinst_SCRIPTS += tools/demo.sh

# Corosync's tools are this one command under other names, and its daemon is ours. What is there
# already stays: it may belong to a package. conf/baton-replace-corosync moves such files aside.
corosync_tools = corosync-cfgtool corosync-cmapctl corosync-cpgtool corosync-keygen \
	corosync-notifyd corosync-quorumtool

install-exec-hook:
	$(MKDIR_P) "$(DESTDIR)$(sbindir)"
	for name in $(corosync_tools); do \
		test -e "$(DESTDIR)$(sbindir)/$$name" || \
		$(LN_S) -f "$(bindir)/baton" "$(DESTDIR)$(sbindir)/$$name" || exit 1; \
	done
	test -e "$(DESTDIR)$(sbindir)/corosync" || \
		$(LN_S) -f batond "$(DESTDIR)$(sbindir)/corosync"

uninstall-hook:
	for name in $(corosync_tools); do \
		test "$$(readlink "$(DESTDIR)$(sbindir)/$$name")" != "$(bindir)/baton" || \
		rm -f "$(DESTDIR)$(sbindir)/$$name"; \
	done
	test "$$(readlink "$(DESTDIR)$(sbindir)/corosync")" != batond || \
		rm -f "$(DESTDIR)$(sbindir)/corosync"
