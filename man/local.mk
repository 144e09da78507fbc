# man/local.mk - the manual pages.

dist_man_MANS += \
	man/baton-replace-corosync.8 \
	man/baton.8 \
	man/batond.8 \
	man/corosync-cfgtool.8 \
	man/corosync-cmapctl.8 \
	man/corosync-cpgtool.8 \
	man/corosync-keygen.8 \
	man/corosync-notifyd.8 \
	man/corosync-quorumtool.8 \
	man/corosync.8 \
	man/corosync.conf.5
