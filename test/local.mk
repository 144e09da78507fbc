# test/local.mk - the programs and scripts that check Baton, and the data they use.
#
# A unit test of one file needs one line, in check_PROGRAMS; its source is NAME.cc. If it has more
# sources, it names them all:
#     check_PROGRAMS += test/unit/ring/engine_test
#     test_unit_ring_engine_test_SOURCES = test/unit/ring/engine_test.cc test/support/cluster.cc

LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
AM_TESTS_ENVIRONMENT = \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	BATON_TEST_DATA='$(abs_top_srcdir)/test/vectors'; export BATON_TEST_DATA;

check_LIBRARIES += test/libsupport.a
test_libsupport_a_SOURCES = \
	test/support/application_message.cc \
	test/support/application_message.h \
	test/support/capture.cc \
	test/support/capture.h \
	test/support/datagram.cc \
	test/support/datagram.h \
	test/support/describe_application.cc \
	test/support/describe_datagram.cc \
	test/support/description.h \
	test/support/knet_packet.cc \
	test/support/knet_packet.h \
	test/support/padding.cc \
	test/support/reassembler.cc \
	test/support/reassembler.h \
	test/support/spoilt.h \
	test/support/test_data.cc \
	test/support/test_data.h \
	test/support/vector_file.cc \
	test/support/vector_file.h

# What a program is linked with that does not say otherwise by a _LDADD of its own.
LDADD = test/libsupport.a $(core_libs) $(CMOCKA_LIBS)

unit_tests = \
	test/unit/packing/packer_test \
	test/unit/packing/round_trip_test \
	test/unit/packing/unpacker_test \
	test/unit/wire/allocation_test \
	test/unit/wire/captures_test \
	test/unit/wire/cfg_test \
	test/unit/wire/cmap_test \
	test/unit/wire/commit_token_test \
	test/unit/wire/cpg_test \
	test/unit/wire/hostile_bytes_test \
	test/unit/wire/join_test \
	test/unit/wire/multicast_test \
	test/unit/wire/pack_test \
	test/unit/wire/ring_notice_test \
	test/unit/wire/service_test \
	test/unit/wire/sync_test \
	test/unit/wire/token_test \
	test/unit/wire/vectors_test \
	test/unit/wire/votequorum_test
check_PROGRAMS += $(unit_tests)
TESTS = $(unit_tests)

noinst_HEADERS += test/unit/cmocka.h

# Fuzz targets: programs that are given bytes, not tests of their own; test/build/fuzz runs them.
noinst_HEADERS += test/fuzz/round_trip.h
fuzz_sources = \
	test/fuzz/fuzz_cpg_request.cc \
	test/fuzz/fuzz_message.cc \
	test/fuzz/fuzz_totem.cc
EXTRA_DIST += $(fuzz_sources)
if FUZZERS
fuzz_targets = \
	test/fuzz/fuzz_cpg_request \
	test/fuzz/fuzz_message \
	test/fuzz/fuzz_totem
check_PROGRAMS += $(fuzz_targets)
test_fuzz_fuzz_cpg_request_LDFLAGS = $(fuzz_ldflags)
test_fuzz_fuzz_cpg_request_LDADD = $(shell_libs)
test_fuzz_fuzz_message_LDFLAGS = $(fuzz_ldflags)
test_fuzz_fuzz_totem_LDFLAGS = $(fuzz_ldflags)
fuzz_ldflags = $(AM_LDFLAGS) -fsanitize=fuzzer
endif

# The checks that `./run test` makes of the tree and of what was built.
dist_noinst_SCRIPTS += \
	run \
	test/build/format \
	test/build/fuzz \
	test/build/hardening \
	test/build/headers \
	test/build/install-packages \
	test/build/listed \
	test/build/purity \
	test/build/run-all \
	test/build/symbols \
	test/build/tidy

EXTRA_DIST += test/vectors

# Everything that a test run needs, built and not run.
build-tests: $(check_PROGRAMS) $(check_LIBRARIES) $(check_LTLIBRARIES)
.PHONY: build-tests
