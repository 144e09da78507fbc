# conf/local.mk - what is installed beside the programs.

if WITH_SYSTEMD_UNIT
systemdsystemunit_DATA = conf/batond.service
endif

conf/batond.service: $(srcdir)/conf/batond.service.in Makefile
	@$(MKDIR_P) conf
	$(AM_V_GEN)$(SED) -e 's|@sbindir[@]|$(sbindir)|g' -e 's|@sysconfdir[@]|$(sysconfdir)|g' \
		$(srcdir)/conf/batond.service.in >$@.tmp && mv $@.tmp $@

dist_doc_DATA = \
	README.md \
	conf/corosync.conf.example \
	conf/corosync.conf.example.minimal \
	conf/corosync.conf.example.udp

CLEANFILES += conf/batond.service
EXTRA_DIST += conf/batond.service.in
