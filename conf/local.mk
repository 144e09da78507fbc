# conf/local.mk - what is installed beside the programs.

if WITH_SYSTEMD_UNIT
systemdsystemunit_DATA = conf/baton-notify.service conf/batond.service
endif

conf/batond.service: $(srcdir)/conf/batond.service.in Makefile
	@$(MKDIR_P) conf
	$(AM_V_GEN)$(SED) -e 's|@sbindir[@]|$(sbindir)|g' -e 's|@sysconfdir[@]|$(sysconfdir)|g' \
		$(srcdir)/conf/batond.service.in >$@.tmp && mv $@.tmp $@

conf/baton-notify.service: $(srcdir)/conf/baton-notify.service.in Makefile
	@$(MKDIR_P) conf
	$(AM_V_GEN)$(SED) -e 's|@bindir[@]|$(bindir)|g' -e 's|@sysconfdir[@]|$(sysconfdir)|g' \
		$(srcdir)/conf/baton-notify.service.in >$@.tmp && mv $@.tmp $@

# For Debian hosts: the unit is what it puts in the place of Corosync's.
if WITH_SYSTEMD_UNIT
sbin_SCRIPTS = conf/baton-replace-corosync
endif

conf/baton-replace-corosync: $(srcdir)/conf/baton-replace-corosync.in Makefile
	@$(MKDIR_P) conf
	$(AM_V_GEN)$(SED) -e 's|@sbindir[@]|$(sbindir)|g' -e 's|@bindir[@]|$(bindir)|g' \
		-e 's|@unitdir[@]|$(systemdsystemunitdir)|g' \
		$(srcdir)/conf/baton-replace-corosync.in >$@.tmp && chmod 755 $@.tmp && mv $@.tmp $@

dist_doc_DATA = \
	README.md \
	conf/baton-notify.default \
	conf/corosync.conf.example \
	conf/corosync.conf.example.minimal \
	conf/corosync.conf.example.udp \
	conf/corosync.conf.example.udpu \
	doc/migrate-from-corosync.md \
	doc/replace-corosync.md \
	doc/tools-compared.md

CLEANFILES += conf/baton-notify.service conf/batond.service conf/baton-replace-corosync
EXTRA_DIST += conf/baton-notify.service.in conf/baton-replace-corosync.in conf/batond.service.in
