"""Pacemaker's own cluster test suite, put on hosts and run there.

Debian does not package it. It comes out of Debian's source package of the very version that the hosts
run; its one compiled program is linked with the libraries of the hosts' root.
"""

import glob
import os
import re
import subprocess
import tarfile

from harness.waiting import Failed
from hosts import base

TOOLS = ("gcc", "libc6-dev", "libglib2.0-dev", "libxml2-dev", "pkg-config")
HOME = "usr/share/pacemaker/tests/cts"
DAEMONS = "usr/lib/pacemaker"
# What Pacemaker's configure script would have found out on Debian.
FOUND = {"PYTHON": "/usr/bin/python3", "BASH_PATH": "/bin/bash", "datadir": "/usr/share",
         "PACKAGE": "pacemaker", "CRM_CONFIG_DIR": "/var/lib/pacemaker/cib",
         "CRM_LOG_DIR": "/var/log/pacemaker", "CRM_DAEMON_USER": "hacluster",
         "CRM_DAEMON_DIR": "/usr/lib/pacemaker", "OCF_ROOT_DIR": "/usr/lib/ocf",
         "PCMK__COROSYNC_CONF": "/etc/corosync/corosync.conf", "PCMK__FENCE_BINDIR": "/usr/sbin",
         "systemdsystemunitdir": "/lib/systemd/system", "runstatedir": "/run", "libexecdir": "/usr/lib",
         "INITDIR": "/etc/init.d"}
DEFINED = ("_GNU_SOURCE", "PCMK__CRM_CONFIG__H", "HAVE_ALPHASORT", "HAVE_SCANDIR", "HAVE_STRNDUP",
           "HAVE_STRNLEN", "HAVE_SETENV", "HAVE_UNSETENV", "HAVE_STRERROR", "HAVE_DAEMON", "HAVE_ASPRINTF",
           'PACEMAKER_VERSION="2.1.5"', 'BUILD_VERSION="debian"', 'CRM_DAEMON_USER="hacluster"',
           'CRM_DAEMON_GROUP="haclient"', 'CRM_FEATURES=""', 'CRM_STATE_DIR="/run/crm"',
           'CRM_CONFIG_DIR="/var/lib/pacemaker/cib"')
LIBRARIES = ("crmcommon.so.34", "cib.so.27", "lrmd.so.28", "crmservice.so.28", "pe_status.so.28",
             "pe_rules.so.26", "pacemaker.so.1", "qb.so.100")


def unpacked(folder, root):
    """The source, which came with the root's packages."""
    sources = os.path.join(folder, "cts-source")
    if not glob.glob(f"{sources}/*/cts/lab"):
        os.makedirs(sources, exist_ok=True)
        archive, = glob.glob(f"{root}/{base.SOURCES}/pacemaker_*.orig.tar.*")
        with tarfile.open(archive) as packed:
            packed.extractall(sources)
    return glob.glob(f"{sources}/*/cts/lab")[0].removesuffix("/cts/lab")


def place(source, target, mode):
    """Copy a file of the source; a .in loses that ending, and its blanks are filled."""
    with open(source, encoding="utf-8") as text:
        content = text.read()
    if source.endswith(".in"):
        content = re.sub("@([A-Za-z_]+)@", lambda name: FOUND.get(name.group(1), name.group(0)), content)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "w", encoding="utf-8") as out:
        out.write(content)
    os.chmod(target, mode)


def compile_helper(source, root, target):
    def flags(what):
        return subprocess.run(["pkg-config", what, "glib-2.0", "libxml-2.0"], check=True,
                              stdout=subprocess.PIPE, text=True).stdout.split()
    library_folder, = glob.glob(f"{root}/usr/lib/*/libqb.so.100")
    library_folder = os.path.dirname(library_folder)
    empty = os.path.join(os.path.dirname(target), "include")
    os.makedirs(empty, exist_ok=True)
    for name in ("config.h", "crm_config.h"):
        open(os.path.join(empty, name), "w", encoding="ascii").close()
    command = ["gcc", "-O1", "-w", *(f"-D{one}" for one in DEFINED), "-I", empty, "-I", f"{source}/include",
               "-I", f"{source}/lib/common", *flags("--cflags"), f"{source}/daemons/execd/cts-exec-helper.c",
               "-o", target, f"-L{library_folder}", "-Wl,--unresolved-symbols=ignore-in-shared-libs",
               f"-Wl,-rpath-link,{library_folder}",
               *(f"-l:lib{name}" for name in LIBRARIES), *flags("--libs")]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Failed(f"{' '.join(command)}: {done.stdout}")


def make_stage(folder, root):
    """A folder with everything that a host needs, where it needs it."""
    stage = os.path.join(folder, "cts-stage")
    if os.path.exists(os.path.join(stage, DAEMONS, "cts-exec-helper")):
        return stage
    with open(os.path.join(folder, "base.log"), "a", encoding="utf-8") as log:
        base.install_tools(log, TOOLS)
    source = unpacked(folder, root)
    for path in glob.glob(f"{source}/cts/lab/*.py*"):
        name = os.path.basename(path).removesuffix(".in")
        place(path, os.path.join(stage, HOME, name), 0o755)
    for path in glob.glob(f"{source}/cts/support/*"):
        name = os.path.basename(path).removesuffix(".in")
        place(path, os.path.join(stage, HOME, name), 0o755)
    place(f"{source}/cts/support/cts-support.in", os.path.join(stage, DAEMONS, "cts-support"), 0o755)
    place(f"{source}/cts/lab/cts-log-watcher.in", os.path.join(stage, DAEMONS, "cts-log-watcher"), 0o755)
    compile_helper(source, root, os.path.join(stage, DAEMONS, "cts-exec-helper"))
    return stage
