"""The folder in which all hosts have their root: a Debian 12 with what clusters are made of.

It is made once, with the package sources of this machine, and only read afterwards. A file beside it
says which packages are in it; when the list below changes, what is missing is installed.
"""

import fcntl
import os
import subprocess

from harness.lab import ROOT

SUITE = "bookworm"
TOOLS = ("debootstrap", "systemd-container", "iproute2", "util-linux")
FIRST = ("systemd", "systemd-sysv", "dbus", "iproute2", "iputils-ping", "procps", "psmisc", "python3", "kmod")
PACKAGES = ("corosync", "corosync-notifyd", "corosync-qdevice", "corosync-qnetd", "crmsh", "dlm-controld",
            "libcap2-bin", "libfmt9", "iptables", "libuv1", "libxml2-utils", "openssh-client", "openssh-server",
            "pacemaker", "pacemaker-cli-utils", "pcs", "resource-agents", "rsync", "sbd")
# A host starts what its test asks for and nothing else.
UNITS = ("corosync", "corosync-notifyd", "corosync-qdevice", "corosync-qnetd", "dlm", "logd", "pacemaker",
         "pcsd", "pcsd-ruby", "sbd", "ssh")
SOURCES = "usr/src"  # Pacemaker's, which holds its test suite
NO_STARTS = "usr/sbin/policy-rc.d"


def run(log, *command, **environment):
    log.write(f"$ {' '.join(command)}\n")
    log.flush()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=log,
                   stderr=subprocess.STDOUT, env=dict(os.environ, **environment))


def install_tools(log, names=TOOLS):
    """What this machine itself needs."""
    missing = [name for name in names if subprocess.run(
        ["dpkg-query", "-W", "-f=${db:Status-Status}", name], check=False, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL).stdout != b"installed"]
    if missing:
        run(log, "apt-get", "update")
        run(log, "sh", os.path.join(ROOT, "test/build/install-packages"),
            BATON_PACKAGES=" ".join(missing), DEBIAN_FRONTEND="noninteractive")


def sources():
    """This machine's sources of Debian itself: site, suite and component."""
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE) $(COMPONENT)",
         "Created-By: Packages"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return [line for line in listed.splitlines()
            if line.split()[1:2] and line.split()[1].split("-")[0] == SUITE] \
        or [f"http://deb.debian.org/debian {SUITE} main"]


def apt_settings():
    """How this machine fetches packages: its proxy, for one."""
    settings = subprocess.run(["apt-config", "dump"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return [line for line in settings.splitlines()
            if line.startswith("Acquire::") and "::IndexTargets" not in line]


def write(root, path, text, mode=0o644):
    path = os.path.join(root, path)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    os.chmod(path, mode)


def bootstrap(root, log):
    mirror = sources()[0].split()[0]
    run(log, "debootstrap", "--variant=minbase", f"--include={','.join(FIRST)}", SUITE, root, mirror)


def install(root, log):
    write(root, "etc/apt/sources.list",
          "".join(f"{kind} {source}\n" for source in sources() for kind in ("deb", "deb-src")))
    write(root, "etc/apt/apt.conf.d/99machine", "\n".join(apt_settings()) + "\n")
    write(root, NO_STARTS, "#!/bin/sh\nexit 101\n", 0o755)
    for name in ("resolv.conf", "hosts"):
        with open(f"/etc/{name}", encoding="utf-8") as source:
            write(root, f"etc/{name}", source.read())
    run(log, "chroot", root, "apt-get", "update")
    run(log, "chroot", root, "apt-get", "install", "-y", "--no-install-recommends", *PACKAGES,
        DEBIAN_FRONTEND="noninteractive", LC_ALL="C")
    run(log, "chroot", root, "sh", "-c",
        f"cd /{SOURCES} && rm -f pacemaker_* && apt-get source --download-only pacemaker")
    run(log, "chroot", root, "apt-get", "clean")
    os.remove(os.path.join(root, NO_STARTS))
    for unit in UNITS:
        run(log, "systemctl", "-q", f"--root={root}", "disable", unit)
    run(log, "rm", "-rf", *(os.path.join(root, path) for path in (
        "etc/machine-id", "etc/corosync/corosync.conf", "var/lib/apt/lists", "var/lib/dbus/machine-id")))
    write(root, "etc/machine-id", "")


def prepare(folder, say):
    """Return the base root in this folder, made or brought up to date if need be."""
    root, done = os.path.join(folder, "base"), os.path.join(folder, "base.packages")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "base.lock"), "w", encoding="ascii") as lock, \
            open(os.path.join(folder, "base.log"), "a", encoding="utf-8") as log:
        fcntl.flock(lock, fcntl.LOCK_EX)
        install_tools(log)
        wanted = "\n".join((SUITE, *FIRST, *PACKAGES, *UNITS)) + "\n"
        if os.path.exists(done) and open(done, encoding="ascii").read() == wanted:
            return root
        say(f"making the hosts' root {root}: some minutes (log: {log.name})")
        if not os.path.lexists(os.path.join(root, "sbin/init")):
            subprocess.run(["rm", "-rf", root], check=True)
            bootstrap(root, log)
        install(root, log)
        with open(done, "w", encoding="ascii") as out:
            out.write(wanted)
    return root
