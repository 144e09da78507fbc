# man/local.mk - the manual pages.

dist_man_MANS += \
	man/baton.8 \
	man/batond.8 \
	man/corosync.conf.5
