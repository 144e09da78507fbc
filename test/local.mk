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

test_cppflags = -I$(srcdir)/test -I$(srcdir)/lib

unit_tests =
check_PROGRAMS += $(unit_tests)
TESTS = $(unit_tests)
LDADD = $(core_libs) $(CMOCKA_LIBS)

noinst_HEADERS += test/unit/cmocka.h

# The checks that `./run test` makes of the tree and of what was built.
dist_noinst_SCRIPTS += \
	run \
	test/build/format \
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
