"""Root of every host may log in on every other one, as cluster shells and test suites want it."""

CONFIG = """Host *
    StrictHostKeyChecking no
    UserKnownHostsFile /dev/null
    LogLevel ERROR
"""


def connect(hosts):
    """The hosts are on. They share one key, made here and now."""
    first = hosts[0]
    first.must("test -e /root/.ssh/id_ed25519 || ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519")
    private, public = (first.must(f"cat /root/.ssh/id_ed25519{end}") for end in ("", ".pub"))
    for host in hosts:
        host.write("/root/.ssh/id_ed25519", private, 0o600)
        host.write("/root/.ssh/id_ed25519.pub", public)
        host.write("/root/.ssh/authorized_keys", public, 0o600)
        host.write("/etc/ssh/ssh_config.d/hosts.conf", CONFIG)
        host.must("systemctl enable --now ssh")
