"""What the programs of an administrator print, without what differs from one minute to the next."""

import re

REPORT = ("rm -rf /tmp/report*; crm_report --from \"$(date --date '1 hour ago' '+%F %T')\" --dest /tmp/report"
          " --as-directory >/tmp/report.out 2>&1; echo $?; cd /tmp/report && find . -type f -size +0 | sort | grep -v /pengine/")
OF_PACEMAKER = (
    "crm_verify --live-check -V", "crm_mon -1 -r", "crm_node -l", "crm_node -p", "crm_node -q",
    "crm_resource --list", "crmadmin --nodes", "stonith_admin --list-registered",
    "crm status", "crm corosync status", "crm corosync show", "crm configure verify",
    "crm node show", "crm cluster status", "crm quorum",
    "pcs status", "pcs status corosync", "pcs quorum status", "pcs quorum config", "pcs quorum device status",
    "pcs cluster corosync", "pcs cluster config show", "pcs cluster status", "pcs config",
    "pcs status --full", "pcs quorum expected-votes 3", "pcs cluster reload corosync", "pcs cluster sync",
    "pcs pcsd status | sort", "pcs status nodes both",
    "pidof corosync", "systemctl is-enabled corosync pacemaker", "systemctl is-active corosync pacemaker",
    "systemctl show -p Type,NotifyAccess corosync", "cat /run/corosync.pid", "corosync -v | head -n 1",
    "corosync-cfgtool -s", "corosync-quorumtool -s", "corosync-cpgtool -n",
    # Debian's own: before them a shell finds those that Baton was installed with.
    "/usr/sbin/corosync-cfgtool -s", "/usr/sbin/corosync-quorumtool -s", "/usr/sbin/corosync-quorumtool -l",
    "/usr/sbin/corosync-cmapctl -b nodelist.",
    "corosync-cmapctl -g runtime.votequorum.this_node_id", "corosync-cmapctl -b nodelist.", REPORT,
)
OF_THE_DEVICE = (
    "corosync-qdevice-tool -s", "corosync-quorumtool -s", "corosync-quorumtool -l", "corosync-cmapctl -b quorum.",
    "corosync-cmapctl -b runtime.votequorum.", "pcs quorum device status", "pcs quorum status",
)
HIDDEN = (
    (r"(?m)^(\s*(Ring ID|Last poll call|Connected since|Echo reply|Process ID).*?:).*$", r"\1 ..."),
    (r"Ring ID *[(:].*", "Ring ID ..."),
    (r"(Client address:.*):\d+", r"\1"),
    (r"(Vote:\s+)[\w ]+ (\(\w+\))", r"\1... \2"),
    (r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\dZ?( [-+]\d\d:\d\d)?", "TIME"),
    (r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} +\d+ \d\d:\d\d:\d\d \d{4}", "TIME"),
    (r"(?m)^(\s*\*?\s*(Ring ID|Last change)):.*$", r"\1: ..."),
    (r"Current DC: \w+( \(\d+\))?", "Current DC: HOST"),
    (r"/tmp/\S+", "/tmp/..."),
)


def hide(text):
    for pattern, instead in HIDDEN:
        text = re.sub(pattern, instead, text)
    return "\n".join(line.rstrip() for line in text.splitlines())


def in_order(text):
    """pcs asks all hosts at once and names them as they answer."""
    return re.sub(r"(?<=PCSD Status:\n)(?:  \S.*\n?)+",
                  lambda hosts: "\n".join(sorted(hosts.group(0).splitlines())) + "\n", text)


def normal(words, answer):
    text = in_order(hide(answer.out))
    if words.startswith(("pidof", "cat /run")):
        text = re.sub(r"\d+", "NUMBER", text)
    return {"exit code": answer.code, "out": text, "err": hide(answer.err)}


def read(host, commands):
    """Each command with what it printed on this host."""
    return {words: normal(words, host.run(words, seconds=300)) for words in commands}
