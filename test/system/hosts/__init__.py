"""Whole Debian machines under systemd, on which Pacemaker and its relatives run."""
