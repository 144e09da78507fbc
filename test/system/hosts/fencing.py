"""A fencing device for hosts: its agent asks this program, which pulls the plug and puts it in again."""

import os
import threading

from harness.waiting import Failed

PAUSE_S = 0.2
ASKED = "/run/fencing"
AGENT = """#!/bin/sh
# fence_plug - a fencing agent that leaves a wish in a folder, where the owner of all hosts finds it.
plug= action=reboot
while read -r line; do
    case $line in
    action=*) action=${line#*=} ;;
    plug=* | port=*) plug=${line#*=} ;;
    nodename=*) plug=${plug:-${line#*=}} ;;
    esac
done
if [ "$1" = -o ]; then action=$2; fi
case $action in
metadata) cat <<'END'
<?xml version="1.0" ?>
<resource-agent name="fence_plug" shortdesc="The plug of a test host">
<parameters>
<parameter name="action" required="0"><content type="string" default="reboot"/></parameter>
<parameter name="plug" required="0"><content type="string"/></parameter>
</parameters>
<actions>
<action name="on"/><action name="off"/><action name="reboot"/>
<action name="monitor"/><action name="metadata"/>
</actions>
</resource-agent>
END
;;
off | reboot)
    mkdir -p FOLDER
    echo "$action" >"FOLDER/$plug.new" && mv "FOLDER/$plug.new" "FOLDER/$plug"
    while [ -e "FOLDER/$plug" ]; do sleep 0.2; done ;;
esac
""".replace("FOLDER", ASKED)


class Fencing(threading.Thread):
    """Does what the agents of a cluster's hosts ask for. `done` is whom it struck, in order."""

    def __init__(self, cluster):
        super().__init__(daemon=True)
        self.cluster, self.done = cluster, []
        self.ended, self.idle = threading.Event(), threading.Event()
        for host in cluster.hosts:
            host.write("/usr/sbin/fence_plug", AGENT, 0o755)
        cluster.companions.append(self)
        self.start()

    def run(self):
        while not self.ended.wait(PAUSE_S):
            for host in self.cluster.on():
                for target in self.cluster.hosts:
                    self.look(host, target)
        self.idle.set()
        threading.Event().wait()  # for ever: the hosts that a thread has booted would end with it

    def look(self, host, target):
        """Has this host asked for that one?"""
        wish = f"/proc/{host.leader}/root{ASKED}/{target.name}"
        try:
            with open(wish, encoding="ascii") as source:
                action = source.read().strip()
            self.strike(target, action)
            os.remove(wish)
        except OSError:  # none, or the one who asked is gone
            pass

    def strike(self, target, action):
        target.power_off()
        self.done.append(f"{action} {target.name}")
        if action == "reboot":
            target.boot()
            try:
                target.wait_for_boot()
            except Failed:  # struck again while it boots, by nobody but us: the story sees it off
                target.power_off()

    def close(self):
        """Nobody is struck any more."""
        self.ended.set()
        self.idle.wait()
