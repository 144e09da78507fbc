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
	tools/exit_codes.h \
	tools/groups_text.cc \
	tools/groups_text.h \
	tools/latency.cc \
	tools/latency.h \
	tools/line_reader.cc \
	tools/line_reader.h \
	tools/names.cc \
	tools/names.h \
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
	tools/command_bench.cc \
	tools/command_check.cc \
	tools/command_groups.cc \
	tools/command_join.cc \
	tools/command_status.cc \
	tools/commands.h \
	tools/context.cc \
	tools/context.h \
	tools/cpg_session.cc \
	tools/cpg_session.h \
	tools/main.cc \
	tools/status_request.cc \
	tools/status_request.h \
	tools/time_limit.cc \
	tools/time_limit.h
# No daemon in it: of the shell it takes the reading of configuration files.
tools_baton_LDADD = tools/libbatontool.a exec/libbatonshell.a $(core_libs) \
	lib/libcpg.la lib/libcorosync_common.la $(QB_LIBS)

dist_noinst_SCRIPTS += tools/demo.sh
