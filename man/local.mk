# man/local.mk - the manual pages.

dist_man_MANS += \
	man/batond.8 \
	man/corosync.conf.5
