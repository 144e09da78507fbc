"""baton-replace-corosync leaves alone what it did not make: in a copy of this machine that is gone after.

/etc, /usr and /var are overlaid in a mount namespace of the test's own; no systemd runs in there.
"""

import os
import subprocess

from harness.cases import case
from harness.netns import AS_THEY_ARE, MAKE_PRIVATE
from harness.waiting import holds

LIMIT_S = 120
COPY = MAKE_PRIVATE + """
mount -t tmpfs none "$SCRATCH"
for folder in etc usr var; do
    mkdir "$SCRATCH/$folder" "$SCRATCH/$folder.work"
    mount -t overlay none -o "lowerdir=/$folder,upperdir=$SCRATCH/$folder,workdir=$SCRATCH/$folder.work" \
        "/$folder"
done
mount -t tmpfs none /run
batond=$(sed -n 's/^batond=//p' "$REPLACE")
baton=$(sed -n 's/^baton=//p' "$REPLACE")
unit=$(sed -n 's/^unit=//p' "$REPLACE")
mkdir -p "${batond%/*}" "${baton%/*}" "${unit%/*}" /etc/systemd/system
ln -sf /bin/true "$batond"
ln -sf /bin/true "$baton"
cp "$BUILD/conf/batond.service" "$BUILD/conf/baton-notify.service" "${unit%/*}"
cd /etc/systemd/system
replace() { sh "$REPLACE" "$@"; }
fails() { if "$@"; then echo "this should have failed: $*"; exit 1; fi; }
is_original() { [ ! -L /usr/sbin/corosync ] && [ ! -e /usr/sbin/corosync.corosync ]; }
is_replaced() { [ "$(readlink /usr/sbin/corosync)" = "$batond" ]; }
"""

STORIES = {
    "there_and_back": """
        find /etc/systemd /usr/sbin >/run/before
        replace on --tools
        is_replaced
        grep -qx 'ExecStart=/usr/sbin/corosync -f .*' corosync.service
        [ "$(readlink batond.service)" = /dev/null ]
        replace status
        replace off
        is_original
        fails replace status
        find /etc/systemd /usr/sbin | cmp - /run/before""",
    "twice_is_as_once": """
        replace on
        cp -a . /run/once
        replace on
        diff -r --no-dereference . /run/once
        replace off
        [ ! -e corosync.service ] && [ ! -L batond.service ]""",
    "events_follow_the_unit_of_now": """
        replace on
        grep -qx 'BindsTo=corosync.service' baton-notify.service
        grep -qx 'After=corosync.service' baton-notify.service
        grep -qx 'WantedBy=corosync.service' baton-notify.service
        replace off
        [ ! -e baton-notify.service ]""",
    "an_own_unit_is_in_the_way": """
        echo mine >corosync.service
        fails replace on
        is_original
        replace off
        [ "$(cat corosync.service)" = mine ]""",
    "a_masked_corosync_is_in_the_way": """
        ln -s /dev/null corosync.service
        fails replace on
        is_original
        replace off
        [ "$(readlink corosync.service)" = /dev/null ]""",
    "an_own_batond_unit_is_in_the_way": """
        echo mine >batond.service
        fails replace on
        is_original
        [ "$(cat batond.service)" = mine ]""",
    "a_mask_of_the_administrator_stays": """
        ln -s /dev/null batond.service
        replace on
        replace on
        replace off
        [ "$(readlink batond.service)" = /dev/null ]""",
    "an_own_unit_for_events_stays": """
        echo mine >baton-notify.service
        replace on
        replace off
        [ "$(cat baton-notify.service)" = mine ]""",
    "the_alias_gives_way": """
        systemctl -q enable "$unit"
        [ -L corosync.service ]
        replace on
        [ ! -L corosync.service ]
        replace off""",
    "a_diversion_of_somebody_else_is_in_the_way": """
        dpkg-divert --quiet --local --rename --divert /usr/sbin/corosync.mine --add /usr/sbin/corosync
        echo mine >/usr/sbin/corosync
        fails replace on
        replace off
        [ "$(cat /usr/sbin/corosync)" = mine ]
        [ -e /usr/sbin/corosync.mine ]""",
}


@case(*STORIES, needs_build=True)
def what_is_not_ours_stays(lab, story):
    environment = dict(os.environ, SCRATCH=lab.fresh_folder(), BUILD=lab.build,
                       REPLACE=os.path.join(lab.build, "conf", "baton-replace-corosync"))
    done = subprocess.run(["unshare", "--mount", *AS_THEY_ARE, "sh", "-euxc",
                           COPY + STORIES[story]], check=False,
                          env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=LIMIT_S)
    holds(done.returncode == 0, f"{story}: {done.returncode}\n{done.stdout}")
