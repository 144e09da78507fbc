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

EXTRA_DIST += test/vectors
