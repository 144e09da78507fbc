# test/local.mk - the programs and scripts that check Baton, and the data they use.
#
# A unit test of one file needs one line, in check_PROGRAMS; its source is NAME.cc. If it has more
# sources, it names them all:
#     check_PROGRAMS += test/unit/ring/engine_test
#     test_unit_ring_engine_test_SOURCES = test/unit/ring/engine_test.cc test/support/cluster.cc

# A test that hangs has failed. The longest take a minute under the sanitizers on a busy machine.
LOG_COMPILER = timeout
AM_LOG_FLAGS = --kill-after=10 600
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
AM_TESTS_ENVIRONMENT = \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	BATON_TEST_DATA='$(abs_top_srcdir)/test/vectors'; export BATON_TEST_DATA; \
	BATON_SCENARIOS='$(abs_top_srcdir)/test/scenario'; export BATON_SCENARIOS;

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
	test/support/records.h \
	test/support/silent_transport.h \
	test/support/spoilt.h \
	test/support/test_data.cc \
	test/support/test_data.h \
	test/support/vector_file.cc \
	test/support/vector_file.h

check_LIBRARIES += test/liboracle.a
test_liboracle_a_SOURCES = \
	test/oracle/change_count.cc \
	test/oracle/change_count.h \
	test/oracle/chains.cc \
	test/oracle/chains.h \
	test/oracle/configurations.cc \
	test/oracle/configurations.h \
	test/oracle/checker.h \
	test/oracle/event.h \
	test/oracle/fields.h \
	test/oracle/films.cc \
	test/oracle/films.h \
	test/oracle/group_end.cc \
	test/oracle/group_messages.cc \
	test/oracle/group_records.cc \
	test/oracle/group_records.h \
	test/oracle/group_views.cc \
	test/oracle/groups.cc \
	test/oracle/groups.h \
	test/oracle/merge.cc \
	test/oracle/merge.h \
	test/oracle/mix.h \
	test/oracle/oracle.cc \
	test/oracle/oracle.h \
	test/oracle/order.cc \
	test/oracle/order.h \
	test/oracle/origins.h \
	test/oracle/parting.cc \
	test/oracle/quorum.cc \
	test/oracle/quorum.h \
	test/oracle/quorum_primary.cc \
	test/oracle/quorum_rules.cc \
	test/oracle/reader.cc \
	test/oracle/reader.h \
	test/oracle/recovery.cc \
	test/oracle/recovery.h \
	test/oracle/report.cc \
	test/oracle/ring_checker.h \
	test/oracle/safe.cc \
	test/oracle/safe.h \
	test/oracle/seam.cc \
	test/oracle/text.cc \
	test/oracle/text.h \
	test/oracle/timing.cc \
	test/oracle/timing.h \
	test/oracle/torn.cc \
	test/oracle/torn.h \
	test/oracle/trace_hash.cc \
	test/oracle/trace_hash.h \
	test/oracle/track.cc \
	test/oracle/track.h \
	test/oracle/voter.cc \
	test/oracle/voter.h \
	test/oracle/writer.cc \
	test/oracle/writer.h

# Judges the trace files of real daemons.
EXTRA_DIST += test/oracle/properties.md
check_PROGRAMS += test/oracle/judge
test_oracle_judge_LDADD = test/liboracle.a $(FMT_LIBS)

# What a program is linked with that does not say otherwise by a _LDADD of its own.
LDADD = test/libsupport.a $(core_libs) $(CMOCKA_LIBS)

unit_tests = \
	test/unit/base/address_test \
	test/unit/base/buffer_test \
	test/unit/base/numbers_test \
	test/unit/base/secret_test \
	test/unit/base/sequence_reserve_test \
	test/unit/base/pieces_test \
	test/unit/base/shared_test \
	test/unit/config/dscp_test \
	test/unit/config/encryption_test \
	test/unit/config/examples_test \
	test/unit/config/local_node_test \
	test/unit/config/logging_test \
	test/unit/config/mutation_test \
	test/unit/config/names_test \
	test/unit/config/nodelist_test \
	test/unit/config/quorum_test \
	test/unit/config/syntax_test \
	test/unit/config/timing_test \
	test/unit/config/totem_test \
	test/unit/config/value_test \
	test/unit/daemon/client_first_test \
	test/unit/daemon/config_files_test \
	test/unit/daemon/config_reader_test \
	test/unit/daemon/expected_votes_file_test \
	test/unit/daemon/flight_recorder_test \
	test/unit/daemon/in_effect_test \
	test/unit/daemon/key_file_test \
	test/unit/daemon/knet_links_test \
	test/unit/daemon/late_names_test \
	test/unit/daemon/library_check_test \
	test/unit/daemon/log_test \
	test/unit/daemon/machine_test \
	test/unit/daemon/options_test \
	test/unit/daemon/outside_test \
	test/unit/daemon/pid_file_test \
	test/unit/daemon/reload_report_test \
	test/unit/daemon/ring_driver_test \
	test/unit/daemon/ring_id_file_test \
	test/unit/daemon/ring_setup_test \
	test/unit/daemon/stall_history_test \
	test/unit/daemon/status_test \
	test/unit/daemon/steady_allocation_test \
	test/unit/daemon/systemd_test \
	test/unit/daemon/trace_file_test \
	test/unit/daemon/trace_votes_test \
	test/unit/daemon/watchdog_test \
	test/unit/ipc/cfg_codec_test \
	test/unit/ipc/cmap_codec_test \
	test/unit/ipc/cpg_answers_test \
	test/unit/ipc/cpg_endpoint_test \
	test/unit/ipc/cpg_requests_test \
	test/unit/ipc/direct_ring_test \
	test/unit/ipc/server_test \
	test/unit/ipc/shared_connection_test \
	test/unit/ipc/quorum_codec_test \
	test/unit/ipc/votequorum_codec_test \
	test/unit/ipc/zero_copy_test \
	test/unit/lib/abi_test \
	test/unit/lib/direct_test \
	test/unit/lib/event_test \
	test/unit/lib/handle_table_test \
	test/unit/lib/reassembly_test \
	test/unit/lib/service_events_test \
	test/unit/lib/service_name_test \
	test/unit/loop/courtesy_test \
	test/unit/loop/slice_test \
	test/unit/loop/spin_test \
	test/unit/loop/timer_test \
	test/unit/node/cmap_test \
	test/unit/node/config_keys_test \
	test/unit/node/hostile_datagram_test \
	test/unit/node/hostile_message_test \
	test/unit/node/many_nodes_test \
	test/unit/node/multicast_test \
	test/unit/node/node_test \
	test/unit/oracle/chains_test \
	test/unit/oracle/configurations_test \
	test/unit/oracle/good_test \
	test/unit/oracle/groups_test \
	test/unit/oracle/one_node_test \
	test/unit/oracle/oracle_test \
	test/unit/oracle/order_test \
	test/unit/oracle/quorum_test \
	test/unit/oracle/recovery_test \
	test/unit/oracle/safe_test \
	test/unit/oracle/text_test \
	test/unit/oracle/timing_test \
	test/unit/oracle/torn_test \
	test/unit/packing/open_messages_test \
	test/unit/packing/packer_test \
	test/unit/packing/round_trip_test \
	test/unit/packing/unpacker_test \
	test/unit/ring/early_token_test \
	test/unit/ring/formation_test \
	test/unit/ring/message_store_test \
	test/unit/ring/operational_test \
	test/unit/ring/parked_token_test \
	test/unit/ring/parts_test \
	test/unit/ring/recovery_test \
	test/unit/ring/hearing_test \
	test/unit/ring/retune_test \
	test/unit/ring/token_test \
	test/unit/ring/window_test \
	test/unit/services/capability/capability_test \
	test/unit/services/cfg/key_change_test \
	test/unit/services/cfg/requests_test \
	test/unit/services/cfg/shutdown_test \
	test/unit/services/cmap/map_test \
	test/unit/services/cmap/requests_test \
	test/unit/services/cmap/statistics_test \
	test/unit/services/cmap/tracking_test \
	test/unit/services/cmap/version_test \
	test/unit/services/cpg/cut_message_test \
	test/unit/services/cpg/during_sync_test \
	test/unit/services/cpg/film_test \
	test/unit/services/cpg/iteration_test \
	test/unit/services/cpg/join_leave_test \
	test/unit/services/cpg/limits_test \
	test/unit/services/cpg/membership_test \
	test/unit/services/cpg/multicast_test \
	test/unit/services/cpg/totem_test \
	test/unit/services/quorum/service_test \
	test/unit/services/supervision/monitor_test \
	test/unit/services/supervision/watchdog_test \
	test/unit/services/votequorum/device_test \
	test/unit/services/votequorum/modes_test \
	test/unit/services/votequorum/requests_test \
	test/unit/services/votequorum/rules_test \
	test/unit/services/votequorum/safety_test \
	test/unit/services/votequorum/settings_test \
	test/unit/services/votequorum/votes_test \
	test/unit/services/reload/applying_test \
	test/unit/services/reload/difference_test \
	test/unit/services/reload/plain_test \
	test/unit/services/reload/rounds_test \
	test/unit/sim/plan_test \
	test/unit/sim/shrink_test \
	test/unit/sim/workers_test \
	test/unit/sync/cluster_test \
	test/unit/sync/synchroniser_test \
	test/unit/tools/bench_test \
	test/unit/tools/cluster_event_test \
	test/unit/tools/cluster_text_test \
	test/unit/tools/groups_test \
	test/unit/tools/key_file_test \
	test/unit/tools/map_session_test \
	test/unit/tools/map_value_test \
	test/unit/tools/old_tools_test \
	test/unit/tools/quorum_text_test \
	test/unit/tools/status_test \
	test/unit/tools/text_test \
	test/unit/tools/time_limit_test \
	test/unit/tools/trouble_test \
	test/unit/transport/interface_watch_test \
	test/unit/transport/knet/change_test \
	test/unit/transport/knet/ciphers_test \
	test/unit/transport/knet/handle_test \
	test/unit/transport/knet/hosts_test \
	test/unit/transport/knet/knet_test \
	test/unit/transport/knet/memory_test \
	test/unit/transport/knet/narrow_path_test \
	test/unit/transport/knet/observer_test \
	test/unit/transport/knet/outlet_test \
	test/unit/transport/knet/records_test \
	test/unit/transport/knet/standstill_test \
	test/unit/transport/knet/statistics_test \
	test/unit/transport/knet/strangers_test \
	test/unit/transport/knet/unreadable_test \
	test/unit/transport/send_batch_test \
	test/unit/transport/trains_test \
	test/unit/transport/udpu_test \
	test/unit/wire/allocation_test \
	test/unit/wire/captures_test \
	test/unit/wire/cfg_test \
	test/unit/wire/cmap_test \
	test/unit/wire/commit_token_test \
	test/unit/wire/cpg_batch_test \
	test/unit/wire/cpg_test \
	test/unit/wire/hostile_bytes_test \
	test/unit/wire/hearing_test \
	test/unit/wire/join_test \
	test/unit/wire/multicast_test \
	test/unit/wire/pack_test \
	test/unit/wire/reload_test \
	test/unit/wire/ring_notice_test \
	test/unit/wire/service_test \
	test/unit/wire/sync_test \
	test/unit/wire/token_test \
	test/unit/wire/vectors_test \
	test/unit/wire/votequorum_test
check_PROGRAMS += $(unit_tests)

# Those that look at the client libraries.
client_test_libs = lib/libclientparts.la $(LDADD)
test_unit_lib_direct_test_LDADD = $(client_libadd) $(shell_test_libs)
test_unit_lib_event_test_LDADD = $(client_test_libs)
test_unit_lib_handle_table_test_LDADD = $(client_test_libs)
test_unit_lib_reassembly_test_LDADD = $(client_test_libs)
test_unit_lib_service_events_test_LDADD = $(client_test_libs)
test_unit_lib_service_name_test_LDADD = $(client_test_libs)

# Those with one engine and hand-made datagrams.
ring_bench = test/unit/ring/bench.cc test/unit/ring/bench.h
test_unit_ring_formation_test_SOURCES = test/unit/ring/formation_test.cc $(ring_bench)
test_unit_ring_operational_test_SOURCES = test/unit/ring/operational_test.cc $(ring_bench)
test_unit_ring_recovery_test_SOURCES = test/unit/ring/recovery_test.cc $(ring_bench)
test_unit_ring_hearing_test_SOURCES = test/unit/ring/hearing_test.cc $(ring_bench)
test_unit_ring_retune_test_SOURCES = test/unit/ring/retune_test.cc $(ring_bench)
test_unit_ring_token_test_SOURCES = test/unit/ring/token_test.cc $(ring_bench)
test_unit_ring_early_token_test_SOURCES = test/unit/ring/early_token_test.cc $(ring_bench)
test_unit_ring_parked_token_test_SOURCES = test/unit/ring/parked_token_test.cc $(ring_bench)

# Those with one cfg service.
cfg_bench = test/unit/services/cfg/bench.h
test_unit_services_cfg_key_change_test_SOURCES = test/unit/services/cfg/key_change_test.cc \
	test/unit/services/cfg/key_ring.h
test_unit_services_cfg_requests_test_SOURCES = test/unit/services/cfg/requests_test.cc $(cfg_bench)
test_unit_services_cfg_shutdown_test_SOURCES = test/unit/services/cfg/shutdown_test.cc $(cfg_bench)
cmap_bench = test/unit/services/cmap/bench.h
test_unit_services_cmap_requests_test_SOURCES = test/unit/services/cmap/requests_test.cc $(cmap_bench)
test_unit_services_cmap_statistics_test_SOURCES = test/unit/services/cmap/statistics_test.cc $(cmap_bench)
test_unit_services_cmap_tracking_test_SOURCES = test/unit/services/cmap/tracking_test.cc $(cmap_bench)
test_unit_services_cmap_version_test_SOURCES = test/unit/services/cmap/version_test.cc $(cmap_bench)

# Those with votes of several nodes in one process.
votes_cluster = test/unit/services/votequorum/cluster.cc \
	test/unit/services/votequorum/cluster.h
test_unit_services_votequorum_device_test_SOURCES = test/unit/services/votequorum/device_test.cc $(votes_cluster)
test_unit_services_votequorum_modes_test_SOURCES = test/unit/services/votequorum/modes_test.cc $(votes_cluster)
test_unit_services_votequorum_requests_test_SOURCES = test/unit/services/votequorum/requests_test.cc $(votes_cluster)
test_unit_services_votequorum_rules_test_SOURCES = test/unit/services/votequorum/rules_test.cc $(votes_cluster)
test_unit_services_votequorum_safety_test_SOURCES = test/unit/services/votequorum/safety_test.cc $(votes_cluster)
test_unit_services_votequorum_settings_test_SOURCES = test/unit/services/votequorum/settings_test.cc $(votes_cluster)
test_unit_services_votequorum_votes_test_SOURCES = test/unit/services/votequorum/votes_test.cc $(votes_cluster)
# Those with a reload.
reload_keys = test/unit/services/reload/keys.h
reload_cluster = $(reload_keys) test/unit/services/reload/cluster.h
supervision_bench = test/unit/services/supervision/bench.h
test_unit_services_supervision_monitor_test_SOURCES = \
	test/unit/services/supervision/monitor_test.cc $(supervision_bench)
test_unit_services_supervision_watchdog_test_SOURCES = \
	test/unit/services/supervision/watchdog_test.cc $(supervision_bench)
test_unit_services_reload_applying_test_SOURCES = test/unit/services/reload/applying_test.cc \
	$(reload_keys)
test_unit_services_reload_difference_test_SOURCES = \
	test/unit/services/reload/difference_test.cc $(reload_keys)
test_unit_services_reload_plain_test_SOURCES = test/unit/services/reload/plain_test.cc \
	$(reload_cluster)
test_unit_services_reload_rounds_test_SOURCES = test/unit/services/reload/rounds_test.cc \
	$(reload_cluster)

# Those with several cpg services in one process.
cpg_cluster = test/unit/services/cpg/cluster.cc test/unit/services/cpg/cluster.h
test_unit_services_cpg_during_sync_test_SOURCES = test/unit/services/cpg/during_sync_test.cc $(cpg_cluster)
test_unit_services_cpg_film_test_SOURCES = test/unit/services/cpg/film_test.cc $(cpg_cluster)
test_unit_services_cpg_iteration_test_SOURCES = test/unit/services/cpg/iteration_test.cc $(cpg_cluster)
test_unit_services_cpg_join_leave_test_SOURCES = test/unit/services/cpg/join_leave_test.cc $(cpg_cluster)
test_unit_services_cpg_limits_test_SOURCES = test/unit/services/cpg/limits_test.cc $(cpg_cluster)
test_unit_services_cpg_membership_test_SOURCES = test/unit/services/cpg/membership_test.cc $(cpg_cluster)
test_unit_services_cpg_multicast_test_SOURCES = test/unit/services/cpg/multicast_test.cc $(cpg_cluster)
test_unit_services_cpg_totem_test_SOURCES = test/unit/services/cpg/totem_test.cc $(cpg_cluster)

# Those that spoil a good trace.
oracle_story = test/unit/oracle/story.cc test/unit/oracle/story.h
oracle_test_libs = test/liboracle.a $(FMT_LIBS) $(CMOCKA_LIBS)
test_unit_oracle_chains_test_SOURCES = test/unit/oracle/chains_test.cc $(oracle_story)
test_unit_oracle_chains_test_LDADD = $(oracle_test_libs)
test_unit_oracle_good_test_SOURCES = test/unit/oracle/good_test.cc $(oracle_story)
test_unit_oracle_good_test_LDADD = $(oracle_test_libs)
test_unit_oracle_one_node_test_SOURCES = test/unit/oracle/one_node_test.cc $(oracle_story)
test_unit_oracle_one_node_test_LDADD = $(oracle_test_libs)
test_unit_oracle_oracle_test_SOURCES = test/unit/oracle/oracle_test.cc $(oracle_story)
test_unit_oracle_oracle_test_LDADD = $(oracle_test_libs)
test_unit_oracle_order_test_SOURCES = test/unit/oracle/order_test.cc $(oracle_story)
test_unit_oracle_order_test_LDADD = $(oracle_test_libs)
test_unit_oracle_recovery_test_SOURCES = test/unit/oracle/recovery_test.cc $(oracle_story)
test_unit_oracle_recovery_test_LDADD = $(oracle_test_libs)
test_unit_oracle_safe_test_SOURCES = test/unit/oracle/safe_test.cc $(oracle_story)
test_unit_oracle_safe_test_LDADD = $(oracle_test_libs)
test_unit_oracle_configurations_test_LDADD = $(oracle_test_libs)
test_unit_oracle_text_test_LDADD = $(oracle_test_libs)
test_unit_oracle_timing_test_LDADD = $(oracle_test_libs)
test_unit_oracle_torn_test_LDADD = $(oracle_test_libs)
test_unit_oracle_quorum_test_SOURCES = test/unit/oracle/quorum_test.cc \
	test/unit/oracle/ballot.cc test/unit/oracle/ballot.h
test_unit_oracle_quorum_test_LDADD = $(oracle_test_libs)
oracle_scene = test/unit/oracle/scene.cc test/unit/oracle/scene.h
test_unit_oracle_groups_test_SOURCES = test/unit/oracle/groups_test.cc $(oracle_scene)
test_unit_oracle_groups_test_LDADD = $(oracle_test_libs)

# Those of the shell.
shell_test_libs = test/libsupport.a $(shell_libs) $(CMOCKA_LIBS)
test_unit_daemon_config_files_test_LDADD = $(shell_test_libs)
test_unit_daemon_config_reader_test_LDADD = $(shell_test_libs)
test_unit_daemon_flight_recorder_test_LDADD = $(shell_test_libs)
test_unit_daemon_in_effect_test_LDADD = $(shell_test_libs)
test_unit_daemon_key_file_test_LDADD = $(shell_test_libs)
test_unit_daemon_knet_links_test_LDADD = $(shell_test_libs)
test_unit_daemon_late_names_test_LDADD = $(shell_test_libs)
test_unit_daemon_library_check_test_LDADD = $(shell_test_libs)
test_unit_daemon_log_test_LDADD = $(shell_test_libs)
test_unit_daemon_options_test_LDADD = $(shell_test_libs)
test_unit_daemon_outside_test_LDADD = $(shell_test_libs)
test_unit_daemon_pid_file_test_LDADD = $(shell_test_libs)
test_unit_daemon_reload_report_test_LDADD = $(shell_test_libs)
test_unit_daemon_expected_votes_file_test_LDADD = $(shell_test_libs)
test_unit_daemon_ring_driver_test_LDADD = $(shell_test_libs)
test_unit_daemon_ring_id_file_test_LDADD = $(shell_test_libs)
test_unit_daemon_ring_setup_test_LDADD = $(shell_test_libs)
test_unit_daemon_status_test_LDADD = $(shell_test_libs)
test_unit_daemon_machine_test_LDADD = $(shell_test_libs)
test_unit_daemon_watchdog_test_LDADD = $(shell_test_libs)
test_unit_daemon_systemd_test_LDADD = $(shell_test_libs)
test_unit_daemon_trace_file_test_LDADD = test/liboracle.a $(shell_test_libs)
test_unit_daemon_trace_votes_test_LDADD = test/liboracle.a $(shell_test_libs)
test_unit_ipc_cfg_codec_test_LDADD = $(shell_test_libs)
test_unit_ipc_cmap_codec_test_LDADD = $(shell_test_libs)
test_unit_ipc_quorum_codec_test_LDADD = $(shell_test_libs)
test_unit_ipc_votequorum_codec_test_LDADD = $(shell_test_libs)
test_unit_ipc_cpg_answers_test_LDADD = $(shell_test_libs)
test_unit_ipc_cpg_requests_test_LDADD = $(shell_test_libs)
test_unit_ipc_cpg_endpoint_test_LDADD = $(shell_test_libs)
test_unit_ipc_direct_ring_test_LDADD = $(shell_test_libs)
test_unit_ipc_server_test_LDADD = $(shell_test_libs)
test_unit_ipc_shared_connection_test_LDADD = $(shell_test_libs)
test_unit_ipc_zero_copy_test_LDADD = $(shell_test_libs)
test_unit_loop_courtesy_test_LDADD = $(shell_test_libs)
test_unit_loop_slice_test_LDADD = $(shell_test_libs)
test_unit_loop_spin_test_LDADD = $(shell_test_libs)
test_unit_loop_timer_test_LDADD = $(shell_test_libs)
test_unit_transport_interface_watch_test_LDADD = $(shell_test_libs)
test_unit_transport_knet_change_test_LDADD = $(shell_test_libs)
test_unit_transport_knet_ciphers_test_LDADD = $(shell_test_libs)
test_unit_transport_knet_handle_test_LDADD = $(shell_test_libs)
test_unit_transport_knet_hosts_test_LDADD = $(shell_test_libs)
test_unit_transport_knet_knet_test_LDADD = $(shell_test_libs)
test_unit_transport_knet_memory_test_LDADD = $(shell_test_libs)
test_unit_transport_knet_narrow_path_test_LDADD = $(shell_test_libs)
test_unit_transport_knet_observer_test_LDADD = $(shell_test_libs)
test_unit_transport_knet_outlet_test_LDADD = $(shell_test_libs)
test_unit_transport_knet_records_test_LDADD = $(shell_test_libs)
test_unit_transport_knet_standstill_test_LDADD = $(shell_test_libs)
test_unit_transport_knet_statistics_test_LDADD = $(shell_test_libs)
test_unit_transport_knet_strangers_test_LDADD = $(shell_test_libs)
test_unit_transport_knet_unreadable_test_LDADD = $(shell_test_libs)
test_unit_transport_send_batch_test_LDADD = $(shell_test_libs)
test_unit_transport_trains_test_LDADD = $(shell_test_libs)
test_unit_transport_udpu_test_LDADD = $(shell_test_libs)

# Stories that real nodes act in virtual time. The runner reads the .txt files beside it.
stage_sources = \
	test/scenario/arguments.h \
	test/scenario/client_commands.cc \
	test/scenario/file_commands.cc \
	test/scenario/judging_commands.cc \
	test/scenario/network_commands.cc \
	test/scenario/node_commands.cc \
	test/scenario/questions.cc \
	test/scenario/quorum_commands.cc \
	test/scenario/script.cc \
	test/scenario/script.h \
	test/scenario/settings.cc \
	test/scenario/settings.h \
	test/scenario/stage.cc \
	test/scenario/stage.h \
	test/world/arbiter.h \
	test/world/arrivals.h \
	test/world/cipher.cc \
	test/world/cipher.h \
	test/world/client.h \
	test/world/clients.cc \
	test/world/clock.h \
	test/world/digest.h \
	test/world/disk.h \
	test/world/electorate.cc \
	test/world/electorate.h \
	test/world/files.cc \
	test/world/host.h \
	test/world/link.h \
	test/world/network.cc \
	test/world/network.h \
	test/world/processes.cc \
	test/world/show.cc \
	test/world/show.h \
	test/world/step.h \
	test/world/time.cc \
	test/world/voters.cc \
	test/world/watcher.h \
	test/world/links.cc \
	test/world/wires.cc \
	test/world/witness.cc \
	test/world/witness.h \
	test/world/world.cc \
	test/world/world.h
check_LIBRARIES += test/libstage.a
test_libstage_a_SOURCES = $(stage_sources)
scenario_tests = test/scenario/run
check_PROGRAMS += $(scenario_tests)
scenario_libs = test/libstage.a test/liboracle.a $(LDADD)
test_scenario_run_LDADD = $(scenario_libs)

# The simulator: plans drawn from seeds, played on that stage.
check_LIBRARIES += test/libsim.a
test_libsim_a_SOURCES = \
	test/sim/beside.cc \
	test/sim/beside.h \
	test/sim/bounds.cc \
	test/sim/bounds.h \
	test/sim/configuring.cc \
	test/sim/configuring.h \
	test/sim/tearing.cc \
	test/sim/tearing.h \
	test/sim/child.cc \
	test/sim/child.h \
	test/sim/dice.h \
	test/sim/fleet.cc \
	test/sim/fleet.h \
	test/sim/mood.cc \
	test/sim/mood.h \
	test/sim/options.cc \
	test/sim/options.h \
	test/sim/outcome.h \
	test/sim/plan.cc \
	test/sim/plan.h \
	test/sim/play.cc \
	test/sim/play.h \
	test/sim/report_line.cc \
	test/sim/report_line.h \
	test/sim/shrink.cc \
	test/sim/shrink.h \
	test/sim/story.cc \
	test/sim/story.h \
	test/sim/story_aimed.cc \
	test/sim/story_clients.cc \
	test/sim/story_network.cc \
	test/sim/story_nodes.cc \
	test/sim/tuning.cc \
	test/sim/tuning.h \
	test/sim/vacuity.cc \
	test/sim/vacuity.h \
	test/sim/voting.cc \
	test/sim/voting.h
check_PROGRAMS += test/sim/sim
test_sim_sim_SOURCES = test/sim/main.cc
sim_libs = test/libsim.a $(scenario_libs)
test_sim_sim_LDADD = $(sim_libs)
test_unit_sim_plan_test_LDADD = $(sim_libs)
test_unit_sim_shrink_test_LDADD = $(sim_libs)
test_unit_sim_workers_test_LDADD = $(sim_libs)

# Daemons in one process, for what a message costs them.
busy_cluster = \
	test/bench/micro/cluster.cc \
	test/bench/micro/cluster.h \
	test/bench/micro/daemon.h \
	test/bench/micro/ends.h
check_PROGRAMS += test/bench/micro/steady
test_bench_micro_steady_SOURCES = test/bench/micro/steady.cc $(busy_cluster)
test_bench_micro_steady_LDADD = $(shell_libs)
check_PROGRAMS += test/bench/micro/direct
test_bench_micro_direct_SOURCES = test/bench/micro/direct.cc $(busy_cluster)
test_bench_micro_direct_LDADD = lib/libcpgwhole.la $(shell_libs)
# Only made when it is asked for.
EXTRA_PROGRAMS = test/bench/micro/micro
test_bench_micro_micro_SOURCES = test/bench/micro/micro.cc $(busy_cluster)
test_bench_micro_micro_LDADD = $(shell_libs) -lbenchmark -lpthread
test_unit_daemon_client_first_test_SOURCES = \
	test/unit/daemon/client_first_test.cc $(busy_cluster)
test_unit_daemon_client_first_test_LDADD = $(shell_test_libs)
test_unit_daemon_steady_allocation_test_SOURCES = \
	test/unit/daemon/steady_allocation_test.cc $(busy_cluster)
test_unit_daemon_steady_allocation_test_LDADD = $(shell_test_libs)

# Unit tests with three whole nodes.
trio = test/unit/node/trio.cc test/unit/node/trio.h
test_unit_node_cmap_test_LDADD = $(scenario_libs)
test_unit_node_hostile_datagram_test_SOURCES = test/unit/node/hostile_datagram_test.cc $(trio)
test_unit_node_hostile_datagram_test_LDADD = $(scenario_libs)
test_unit_node_hostile_message_test_SOURCES = test/unit/node/hostile_message_test.cc $(trio)
test_unit_node_hostile_message_test_LDADD = $(scenario_libs)
test_unit_node_many_nodes_test_LDADD = $(scenario_libs)
test_unit_node_multicast_test_SOURCES = test/unit/node/multicast_test.cc $(trio)
test_unit_node_multicast_test_LDADD = $(scenario_libs)
test_unit_node_node_test_SOURCES = test/unit/node/node_test.cc $(trio)
test_unit_node_node_test_LDADD = $(scenario_libs)

# Those of the command.
tool_test_libs = tools/libbatontool.a $(LDADD)
test_unit_tools_bench_test_LDADD = $(tool_test_libs)
test_unit_tools_cluster_event_test_LDADD = $(tool_test_libs)
test_unit_tools_cluster_text_test_LDADD = $(tool_test_libs)
test_unit_tools_groups_test_LDADD = $(tool_test_libs)
test_unit_tools_key_file_test_SOURCES = \
	test/unit/tools/key_file_test.cc \
	tools/key_file.cc
test_unit_tools_key_file_test_LDADD = $(tool_test_libs)
# The calls of libcmap that it makes are its own.
test_unit_tools_map_session_test_SOURCES = \
	test/unit/tools/map_session_test.cc \
	tools/map_session.cc \
	tools/time_limit.cc
test_unit_tools_map_session_test_LDADD = $(tool_test_libs) lib/libcmap.la
test_unit_tools_map_value_test_LDADD = $(tool_test_libs)
test_unit_tools_old_tools_test_LDADD = $(tool_test_libs)
test_unit_tools_quorum_text_test_LDADD = $(tool_test_libs)
test_unit_tools_status_test_LDADD = $(tool_test_libs)
test_unit_tools_text_test_LDADD = $(tool_test_libs)
test_unit_tools_time_limit_test_SOURCES = \
	test/unit/tools/time_limit_test.cc \
	tools/time_limit.cc
test_unit_tools_time_limit_test_LDADD = $(tool_test_libs)
test_unit_tools_trouble_test_LDADD = $(tool_test_libs)

TESTS = $(unit_tests) $(scenario_tests)

test_headers = \
	test/fuzz/cursor.h \
	test/fuzz/round_trip.h \
	test/system/clients/apitest.h \
	test/system/clients/chatter_trace.h \
	test/system/clients/member.h \
	test/system/clients/payload.h \
	test/unit/address.h \
	test/unit/cmocka.h \
	test/unit/ipc/message_bytes.h \
	test/unit/config/examples.h \
	test/unit/config/support.h \
	test/unit/daemon/temporary_folder.h \
	test/unit/daemon/traced.h \
	test/unit/oracle/spoilt.h \
	test/unit/packing/frames.h \
	test/unit/services/cpg/cluster.h \
	test/unit/services/silent_effects.h \
	test/unit/services/votequorum/cluster.h \
	test/unit/sync/bench.h \
	test/unit/transport/knet/addresses.h \
	test/unit/transport/knet/nodes.h \
	test/unit/transport/knet/pair.h \
	test/unit/transport/nodes.h \
	test/unit/tools/sample.h
noinst_HEADERS += $(test_headers)

# Client programs for tests with a daemon. They are linked with libcpg alone, and LD_LIBRARY_PATH
# puts another one under them.
check_PROGRAMS += \
	test/system/clients/abi_print \
	test/system/clients/apitest \
	test/system/clients/cpgtest
client_program_cppflags = -I$(srcdir)/include
client_program_cflags = $(WARNING_FLAGS) $(PROGRAM_CXXFLAGS) -std=gnu11
client_program_ldflags = $(AM_LDFLAGS) -no-install
test_system_clients_abi_print_SOURCES = test/system/clients/abi_print.c
test_system_clients_abi_print_CPPFLAGS = $(client_program_cppflags)
test_system_clients_abi_print_CFLAGS = $(client_program_cflags)
test_system_clients_abi_print_LDADD =
test_system_clients_apitest_SOURCES = \
	test/system/clients/apitest.c \
	test/system/clients/apitest.h \
	test/system/clients/apitest_dispatch.c \
	test/system/clients/apitest_groups.c \
	test/system/clients/apitest_handles.c \
	test/system/clients/apitest_messages.c \
	test/system/clients/apitest_record.c \
	test/system/clients/apitest_walks.c
test_system_clients_apitest_CPPFLAGS = $(client_program_cppflags)
test_system_clients_apitest_CFLAGS = $(client_program_cflags)
test_system_clients_apitest_LDFLAGS = $(client_program_ldflags)
test_system_clients_apitest_LDADD = lib/libcpg.la
test_system_clients_cpgtest_SOURCES = \
	test/system/clients/cpgtest.c \
	test/system/clients/member.c \
	test/system/clients/member.h \
	test/system/clients/member_events.c \
	test/system/clients/payload.c \
	test/system/clients/payload.h
test_system_clients_cpgtest_CPPFLAGS = $(client_program_cppflags)
test_system_clients_cpgtest_CFLAGS = $(client_program_cflags)
test_system_clients_cpgtest_LDFLAGS = $(client_program_ldflags)
test_system_clients_cpgtest_LDADD = lib/libcpg.la

# Mistakes that the simulator must find. The build makes nothing in their folder.
EXTRA_DIST += test/mutants test/mutants/workshop.py

# Fuzz targets: programs that are given bytes, not tests of their own; test/build/fuzz runs them.
fuzz_engine_sources = \
	test/fuzz/engine/bed.cc \
	test/fuzz/engine/bed.h \
	test/fuzz/engine/choices.cc \
	test/fuzz/engine/clients.cc \
	test/fuzz/engine/clients.h \
	test/fuzz/engine/packets.cc \
	test/fuzz/engine/parts.cc \
	test/fuzz/engine/peers.cc \
	test/fuzz/engine/peers.h \
	test/fuzz/engine/witness.cc \
	test/fuzz/engine/witness.h \
	test/fuzz/fuzz_engine.cc
fuzz_sources = \
	$(fuzz_engine_sources) \
	test/fuzz/fuzz_client.cc \
	test/fuzz/fuzz_config.cc \
	test/fuzz/fuzz_cpg_request.cc \
	test/fuzz/fuzz_message.cc \
	test/fuzz/fuzz_totem.cc \
	test/fuzz/fuzz_unpacker.cc
EXTRA_DIST += $(fuzz_sources) test/fuzz/engine_steps.py test/fuzz/targets test/fuzz/uncovered
dist_noinst_SCRIPTS += test/fuzz/seeds test/fuzz/soak
dist_noinst_SCRIPTS += test/sim/compare
EXTRA_DIST += test/build/coverage_report.py test/build/uncovered
if FUZZERS
fuzz_targets = \
	test/fuzz/fuzz_client \
	test/fuzz/fuzz_config \
	test/fuzz/fuzz_cpg_request \
	test/fuzz/fuzz_engine \
	test/fuzz/fuzz_message \
	test/fuzz/fuzz_totem \
	test/fuzz/fuzz_unpacker
check_PROGRAMS += $(fuzz_targets)
test_fuzz_fuzz_client_LDFLAGS = $(fuzz_ldflags)
test_fuzz_fuzz_client_LDADD = $(shell_libs)
test_fuzz_fuzz_config_LDFLAGS = $(fuzz_ldflags)
test_fuzz_fuzz_cpg_request_LDFLAGS = $(fuzz_ldflags)
test_fuzz_fuzz_cpg_request_LDADD = $(shell_libs)
test_fuzz_fuzz_engine_SOURCES = $(fuzz_engine_sources)
test_fuzz_fuzz_engine_LDFLAGS = $(fuzz_ldflags)
test_fuzz_fuzz_engine_LDADD = test/liboracle.a $(core_libs)
test_fuzz_fuzz_message_LDFLAGS = $(fuzz_ldflags)
test_fuzz_fuzz_totem_LDFLAGS = $(fuzz_ldflags)
test_fuzz_fuzz_unpacker_LDFLAGS = $(fuzz_ldflags)
fuzz_ldflags = $(AM_LDFLAGS) -fsanitize=fuzzer
endif

# The checks that `./run test` makes of the tree and of what was built.
dist_noinst_SCRIPTS += \
	run \
	test/build/abi \
	test/build/format \
	test/build/coverage \
	test/build/fuzz \
	test/build/hardening \
	test/build/headers \
	test/build/install-packages \
	test/build/listed \
	test/build/oracle-apart \
	test/build/purity \
	test/build/run-all \
	test/build/symbols \
	test/build/tidy

# The system tests compile these themselves, for the library that they are to test.
system_tools = \
	test/system/answers \
	test/system/clients/answers.c \
	test/system/clients/answers.h \
	test/system/clients/cfgtest.c \
	test/system/clients/chatter.c \
	test/system/clients/chatter_trace.c \
	test/system/clients/cmaptest.c \
	test/system/clients/device.c \
	test/system/clients/lietest.c \
	test/system/clients/quorumtest.c \
	test/system/clients/refuser.c \
	test/system/clients/samtest.c \
	test/system/clients/votestest.c \
	test/system/tools/file_watchdog.c \
	test/system/tools/liar.c \
	test/system/tools/participant.c \
	test/system/tools/direct_client.py \
	test/system/tools/hostile.py \
	test/system/tools/rubbish.c \
	test/system/tools/shuffle.c \
	test/system/tools/strange_clock.c \
	test/system/tools/wiretap.py
# The benchmark compiles its load itself, for Debian's library.
bench_files = \
	test/bench/compare \
	test/bench/cpgload.c \
	test/bench/instructions \
	test/bench/instructions.recorded \
	test/bench/kernel.py \
	test/bench/latency \
	test/bench/offload.py \
	test/bench/plot.py \
	test/bench/profile \
	test/bench/resources \
	test/bench/ring.py \
	test/bench/safe \
	test/bench/samples.py \
	test/bench/scale \
	test/bench/settings.py \
	test/bench/stations.py \
	test/bench/tables.py

scenarios = \
	test/scenario/a-new-key-and-a-death.txt \
	test/scenario/a-new-key.txt \
	test/scenario/an-older-configuration.txt \
	test/scenario/asked-to-gather.txt \
	test/scenario/batches-meet-a-plain-node.txt \
	test/scenario/bursts.txt \
	test/scenario/calm.txt \
	test/scenario/clock-leaps.txt \
	test/scenario/clock-stands-still.txt \
	test/scenario/commit-token-lost.txt \
	test/scenario/commit-token-lost-in-second-rotation.txt \
	test/scenario/commit-token-never-comes.txt \
	test/scenario/commit-token-refused.txt \
	test/scenario/config-version.txt \
	test/scenario/corrupted.txt \
	test/scenario/deaf-stranger.txt \
	test/scenario/death-during-synchronisation.txt \
	test/scenario/disk-fails.txt \
	test/scenario/disk-loses-a-write.txt \
	test/scenario/duplicated.txt \
	test/scenario/early-token.txt \
	test/scenario/duplicated-and-reordered.txt \
	test/scenario/everybody-leaves.txt \
	test/scenario/failure-to-receive.txt \
	test/scenario/failure-to-receive-again.txt \
	test/scenario/first-token-lost.txt \
	test/scenario/flow-control.txt \
	test/scenario/hearsay.txt \
	test/scenario/heartbeat.txt \
	test/scenario/hold.txt \
	test/scenario/hold-cancel-lost.txt \
	test/scenario/hold-released-by-member.txt \
	test/scenario/hold-released-by-representative.txt \
	test/scenario/interface-down.txt \
	test/scenario/interface-down-for-a-moment.txt \
	test/scenario/interface-flaps-in-recovery.txt \
	test/scenario/join-lost.txt \
	test/scenario/large-message-and-death.txt \
	test/scenario/large-message-and-newcomer.txt \
	test/scenario/last-words.txt \
	test/scenario/leave.txt \
	test/scenario/leave-during-gather.txt \
	test/scenario/leave-lost.txt \
	test/scenario/leave-of-representative.txt \
	test/scenario/links-lie.txt \
	test/scenario/links-tell-of-death.txt \
	test/scenario/lossy.txt \
	test/scenario/merge-busy-rings.txt \
	test/scenario/merge-detect-lost.txt \
	test/scenario/merge-two-rings.txt \
	test/scenario/most-die-at-once.txt \
	test/scenario/multicast-lost.txt \
	test/scenario/multicast-lost-on-the-way-to-all.txt \
	test/scenario/newcomer-during-recovery.txt \
	test/scenario/newcomer-while-others-wait.txt \
	test/scenario/node-dies.txt \
	test/scenario/node-returns-in-interrupted-change.txt \
	test/scenario/one-way-block.txt \
	test/scenario/one-way-block-in-recovery.txt \
	test/scenario/parked-token-and-safe-and-lost.txt \
	test/scenario/parked-token-and-safe.txt \
	test/scenario/parked-token-is-asked-for-again.txt \
	test/scenario/parked-token-is-asked-for-on-its-way.txt \
	test/scenario/parked-token.txt \
	test/scenario/partial-five.txt \
	test/scenario/partial-newcomer.txt \
	test/scenario/partial-newcomer-stays-out.txt \
	test/scenario/partial-stranger.txt \
	test/scenario/partial-three.txt \
	test/scenario/partition-three-ways.txt \
	test/scenario/pause-during-gather.txt \
	test/scenario/pause-long.txt \
	test/scenario/pause-short.txt \
	test/scenario/quorum-device.txt \
	test/scenario/quorum-device-holds-synchronisation.txt \
	test/scenario/quorum-downscale.txt \
	test/scenario/quorum-downscale-leaver.txt \
	test/scenario/quorum-downscale-weighted.txt \
	test/scenario/quorum-expected-votes.txt \
	test/scenario/quorum-last-man.txt \
	test/scenario/quorum-last-man-tie.txt \
	test/scenario/quorum-majority.txt \
	test/scenario/quorum-partition-and-merge.txt \
	test/scenario/quorum-tie-highest.txt \
	test/scenario/quorum-tie-list.txt \
	test/scenario/quorum-tie-lowest.txt \
	test/scenario/quorum-tracking.txt \
	test/scenario/quorum-two-nodes.txt \
	test/scenario/quorum-wait-for-all.txt \
	test/scenario/quorum-weighted-votes.txt \
	test/scenario/quorum-without-provider.txt \
	test/scenario/recovery-attempt-half-done.txt \
	test/scenario/recovery-each-has-a-part.txt \
	test/scenario/recovery-fails-and-a-member-dies.txt \
	test/scenario/recovery-fails-once.txt \
	test/scenario/recovery-of-what-nobody-has.txt \
	test/scenario/recovery-promise.txt \
	test/scenario/recovery-with-gaps.txt \
	test/scenario/reload-in-a-ring.txt \
	test/scenario/representative-dies.txt \
	test/scenario/restart-before-detection.txt \
	test/scenario/retransmission-lost-too.txt \
	test/scenario/ring-sequence-on-disk.txt \
	test/scenario/rubbish.txt \
	test/scenario/safe-after-two-rotations.txt \
	test/scenario/safe-and-death.txt \
	test/scenario/safe-and-partition.txt \
	test/scenario/safe-waits-for-the-last.txt \
	test/scenario/small-buffer.txt \
	test/scenario/spread-joins.txt \
	test/scenario/stalled-client.txt \
	test/scenario/start-alone.txt \
	test/scenario/start-one-after-another.txt \
	test/scenario/start-representative-last.txt \
	test/scenario/start-three.txt \
	test/scenario/stranger.txt \
	test/scenario/timers-change-in-a-running-ring.txt \
	test/scenario/token-loss-timeout.txt \
	test/scenario/token-lost-once.txt

system_tests = \
	test/system/chaos \
	test/system/harness/__init__.py \
	test/system/harness/answers.py \
	test/system/harness/cases.py \
	test/system/harness/chaos.py \
	test/system/harness/chatters.py \
	test/system/harness/client.py \
	test/system/harness/cluster.py \
	test/system/harness/config.py \
	test/system/harness/faults.py \
	test/system/harness/knet.py \
	test/system/harness/lab.py \
	test/system/harness/mishaps.py \
	test/system/harness/netns.py \
	test/system/harness/node.py \
	test/system/harness/order.py \
	test/system/harness/quorum_watch.py \
	test/system/harness/report.py \
	test/system/harness/hostile.py \
	test/system/harness/rubbish.py \
	test/system/harness/settings.py \
	test/system/harness/stream.py \
	test/system/harness/tool_commands.py \
	test/system/harness/tool_differences.py \
	test/system/harness/tool_runs.py \
	test/system/harness/tool_states.py \
	test/system/harness/trace.py \
	test/system/harness/waiting.py \
	test/system/harness/wiretap.py \
	test/system/hosts/__init__.py \
	test/system/hosts/base.py \
	test/system/hosts/cgroups.py \
	test/system/hosts/cluster.py \
	test/system/hosts/compare.py \
	test/system/hosts/cts.py \
	test/system/hosts/expect.py \
	test/system/hosts/fencing.py \
	test/system/hosts/host.py \
	test/system/hosts/plan.py \
	test/system/hosts/ring.py \
	test/system/hosts/software.py \
	test/system/hosts/ssh.py \
	test/system/hosts/state.py \
	test/system/hosts/story.py \
	test/system/hosts/story_change_over.py \
	test/system/hosts/story_companions.py \
	test/system/hosts/story_fencing.py \
	test/system/hosts/story_pacemaker.py \
	test/system/hosts/story_qdevice.py \
	test/system/hosts/views.py \
	test/system/hosts/workplace.py \
	test/system/pacemaker \
	test/system/pacemaker-cts \
	test/system/run-all \
	test/system/test_address.py \
	test/system/test_api.py \
	test/system/test_api_lies.py \
	test/system/test_api_sam.py \
	test/system/test_api_services.py \
	test/system/test_change_over.py \
	test/system/test_chaos.py \
	test/system/test_clients.py \
	test/system/test_failure.py \
	test/system/test_formation.py \
	test/system/test_knet.py \
	test/system/test_knet_keys.py \
	test/system/test_knet_missed_keys.py \
	test/system/test_knet_mtu.py \
	test/system/test_knet_options.py \
	test/system/test_knet_tools.py \
	test/system/test_leave.py \
	test/system/test_lossy.py \
	test/system/test_messages.py \
	test/system/test_mixed.py \
	test/system/test_partition.py \
	test/system/test_hostile_clients.py \
	test/system/test_large_clients.py \
	test/system/test_large_rings.py \
	test/system/test_quorum.py \
	test/system/test_reload.py \
	test/system/test_resources.py \
	test/system/test_replace.py \
	test/system/test_rubbish.py \
	test/system/test_shutdown.py \
	test/system/test_tools.py \
	test/system/test_tools_patience.py \
	test/system/test_torn.py \
	test/system/test_trains.py

# Files, not folders, where the build folder has one of the same name: its objects would go along.
EXTRA_DIST += $(bench_files) $(scenarios) $(system_tests) $(system_tools) test/vectors

# Everything that a test run needs, built and not run.
build-tests: $(check_PROGRAMS) $(check_LIBRARIES) $(check_LTLIBRARIES)
# The part of it that plays and judges stories, and what sanitizers keep from doing its work.
build-stories: test/oracle/judge test/scenario/run test/sim/sim test/bench/micro/steady \
	test/bench/micro/direct test/unit/transport/knet/memory_test
.PHONY: build-tests build-stories
