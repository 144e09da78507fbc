"""What the comparison of the tools runs: lists of commands, each a line for the shell.

The names of Corosync's tools stand without "corosync-" at the beginning of a line. A list is run in
order, on one node. Where a command follows what happens, `stdbuf -oL` lets what it said be seen although
a signal ends it.
"""

TOOLS = ("cfgtool", "cmapctl", "cpgtool", "keygen", "notifyd", "quorumtool")

LINKS = (
    "cfgtool -s", "cfgtool --status", "cfgtool -s -b", "cfgtool --status --brief", "cfgtool -b",
    "cfgtool -n", "cfgtool --nodes", "cfgtool -s -n", "cfgtool -i 0 -s", "cfgtool --if 10.77.0.1 -s",
    "cfgtool -i 10.77.0.2 -s -b", "cfgtool -a 1", "cfgtool -a 2", "cfgtool --address 2",
    "cfgtool -a 2 extra")
VOTES = (
    "quorumtool", "quorumtool -s", "quorumtool -s extra", "quorumtool -a", "quorumtool -i",
    "quorumtool -l", "quorumtool -l -a", "quorumtool -l -i", "quorumtool -l -a -i", "quorumtool -l -H",
    "quorumtool -p", "quorumtool -p -s", "quorumtool -p -l", "quorumtool -p -H -l -i", "quorumtool -H",
    "quorumtool -s -H -i -o i", "quorumtool -l -o n", "quorumtool -l -o i", "quorumtool -l -o a",
    "quorumtool -o a -o n -l", "timeout 1 stdbuf -oL corosync-quorumtool -m")
KEYS = (
    "cmapctl", "cmapctl -m stats", "cmapctl nodelist", "cmapctl quorum", "cmapctl runtime.votequorum",
    "cmapctl runtime.members", "cmapctl totem.vers quorum.prov", "cmapctl -m icmap totem",
    "cmapctl -m default totem", "cmapctl -b system", "cmapctl -g runtime.votequorum.this_node_id",
    "cmapctl -g totem.version totem.transport no.such totem.token", "cmapctl -q -g totem.transport")
GROUPS = ("cpgtool", "cpgtool -n", "cpgtool -d,", "cpgtool -d :: -e", "cpgtool -e", "cpgtool -n -e",
          "cpgtool -n -d,", "cpgtool extra")
QUESTIONS = LINKS + VOTES + KEYS + GROUPS

LINK_ORDERS = (
    "cfgtool", "cfgtool -h", "cfgtool --help", "cfgtool -z", "cfgtool --frob", "cfgtool --force",
    "cfgtool -a", "cfgtool -a 99", "cfgtool -a x", "cfgtool -k", "cfgtool -k 0", "cfgtool -k x",
    "cfgtool -k 99", "cfgtool --kill 77", "cfgtool -L", "cfgtool --reopen", "cfgtool -R",
    "cfgtool --reload")
VOTE_ORDERS = (
    "quorumtool -h", "quorumtool -V", "quorumtool -z", "quorumtool -e", "quorumtool -e 0",
    "quorumtool -e x", "quorumtool -e 99", "quorumtool -e 3", "quorumtool -v", "quorumtool -v -1",
    "quorumtool -v x", "quorumtool -v 1", "quorumtool -v 2 -n 99", "quorumtool -n 0", "quorumtool -n x",
    "quorumtool -o q", "quorumtool -f", "quorumtool -n 2 -v 3", "quorumtool", "quorumtool -e 4",
    "quorumtool -s", "quorumtool -v 0", "quorumtool -l", "quorumtool -v 1", "quorumtool -v 1 -n 2",
    "quorumtool -e 3", "quorumtool")
KEY_ORDERS = (
    "cmapctl -h", "cmapctl -z", "cmapctl -g", "cmapctl -g no.such.key", "cmapctl no.such", "cmapctl -d",
    "cmapctl -D", "cmapctl -t", "cmapctl -T", "cmapctl -C", "cmapctl -m nomap",
    "cmapctl -s a.b u8 4", "cmapctl a.b", "cmapctl -s a.b u8 300", "cmapctl -s a.b u8 abc",
    "cmapctl -s a.b zz 1", "cmapctl -s a.b u8", "cmapctl -s -- a.i i8 -5", "cmapctl -s a.i i16 -- -5",
    "cmapctl -s a.i u16 65535", "cmapctl -s a.j i32 -7", "cmapctl -s a.j u32 7", "cmapctl -s a.k i64 7",
    "cmapctl -s a.f flt 1.5", "cmapctl -s a.d dbl 1.5e10", "cmapctl -s a.u u64 99999999999999999999",
    "cmapctl -s a.u u64 18446744073709551615", "cmapctl -s a.t str text",
    "printf 'a\\0\\\\b\\n' > /run/bytes; corosync-cmapctl -s a.bin bin /run/bytes",
    "printf xyz | corosync-cmapctl -s a.input bin -", "cmapctl -s a.none bin /no/such",
    "printf '\\377' | corosync-cmapctl -s b.high bin -", "cmapctl -b -g b.high",
    "cmapctl a.", "cmapctl -b a.", "cmapctl -q a.", "cmapctl -b -q -g a.bin", "cmapctl -d a.f",
    "cmapctl -d a.f", "cmapctl -d a.d no.such a.t", "cmapctl a.", "cmapctl -D no.such",
    "cmapctl -D a. b.", "cmapctl a.",
    "cmapctl -s nodelist.node.0.nodeid u32 4", "cmapctl -d totem.version", "cmapctl -s ab u8 1",
    "cmapctl -m stats -g stats.srp.avg_token_workload", "cmapctl -m stats -s a.b u8 1",
    "cmapctl -C knet", "cmapctl -C ipc", "cmapctl -C totem", "cmapctl -C schedmiss", "cmapctl -C all",
    "cmapctl -C nothing", "cmapctl -p /no/such",
    "printf '# comment\\n\\np.a u8 1\\np.b str two words\\n^p.a\\n p.c u16 3\\n' > /run/list;"
    " corosync-cmapctl -p /run/list", "cmapctl p.",
    "printf 'p.d u8 1\\n^^p.\\n' > /run/list; corosync-cmapctl -p /run/list", "cmapctl p.",
    "echo p.one > /run/list; corosync-cmapctl -p /run/list",
    "echo p.one u8 > /run/list; corosync-cmapctl -p /run/list",
    "printf 'p.one u8 900\\n^no.such\\n' > /run/list; corosync-cmapctl -p /run/list")
FOLLOWED_KEYS = ("corosync-cmapctl -s f.a u8 4; corosync-cmapctl -s f.a u8 5;"
                 " corosync-cmapctl -s f.ab str x; corosync-cmapctl -d f.a; sleep 0.4")
KEY_WATCHES = (
    f"(sleep 0.4; {FOLLOWED_KEYS}; echo q) | corosync-cmapctl -T f.", "cmapctl -D f.",
    f"(sleep 0.4; {FOLLOWED_KEYS}; echo q) | corosync-cmapctl -t f.a", "cmapctl -D f.",
    "printf '' | timeout 2 corosync-cmapctl -t f.a")
GROUP_ORDERS = ("cpgtool -h", "cpgtool -z", "cpgtool -d")
KEYGEN = "corosync-keygen -r /dev/zero"
KEY_FILES = (
    "keygen -h", "keygen --help", "keygen -z", "keygen --frob", "keygen -s 127", "keygen -s 4097",
    "keygen -s x", "keygen -k /no/such/folder/key", "keygen -k /run/key", "keygen -k /run/key -s 1000",
    f"{KEYGEN} --key-file=/run/1 --size=200 --less-secure; stat -c '%a %s %U' /run/1; cksum /run/1",
    f"{KEYGEN} -l -k /run/1 -s 4096; stat -c '%a %s %U' /run/1",
    "keygen -k /run/2 --random-file=/no/such",
    "mount -t tmpfs none /etc/corosync; corosync-keygen; stat -c '%a %s %U' /etc/corosync/authkey;"
    " umount /etc/corosync")
NOTIFY = (
    "notifyd -h", "notifyd -z", "notifyd -o", "timeout 1 corosync-notifyd", "timeout 1 corosync-notifyd -f",
    "timeout 1 corosync-notifyd -l -o", "timeout 1 corosync-notifyd -f -l",
    "timeout 1 corosync-notifyd -f -s -m localhost -c public",
    "DBUS_SYSTEM_BUS_ADDRESS=unix:path=/no/such timeout 1 corosync-notifyd -f -d",
    # A client comes and goes; what is told of other clients depends on what else runs.
    "(sleep 0.5; (sleep 1; echo q) | corosync-cmapctl -t g.a) >/dev/null &"
    " timeout 3 corosync-notifyd -f -o -n 2>&1 | grep corosync-cmapct")
BLACKBOX = (
    "corosync-blackbox >/run/box 2>/dev/null; echo $?; sed -n '1,7s/\\[.*//p' /run/box;"
    " grep -c 'starting up' /run/box; ls /var/lib/corosync | sed 's/fdata-.*/fdata-DATE/'",)
ORDERS = (LINK_ORDERS + VOTE_ORDERS + KEY_ORDERS + KEY_WATCHES + GROUP_ORDERS + KEY_FILES + NOTIFY +
          BLACKBOX)

NO_PROVIDER = QUESTIONS + ("quorumtool -e 3", "quorumtool -v 1", "quorumtool -f", "quorumtool -m")
DEVICE = VOTES + ("cmapctl quorum", "cmapctl runtime.votequorum")
REMOVED_DEVICE = ("quorumtool", "quorumtool -f", "quorumtool", "quorumtool -l", "quorumtool -f")
DOWN = ("cfgtool -s", "cfgtool -n", "cfgtool -R", "cfgtool -L", "cfgtool -k 1", "cfgtool -a 1",
        "cfgtool -H", "cfgtool -H --force", "quorumtool", "quorumtool -l", "quorumtool -m",
        "quorumtool -e 3", "quorumtool -f", "cmapctl", "cmapctl -g a.b", "cmapctl -s a.b u8 1",
        "cmapctl -d a.b", "cmapctl -t a.b", "cmapctl -m stats", "cmapctl -C all", "cpgtool",
        "cpgtool -n", "notifyd -f -o")
REFUSED_END = ("cfgtool -H", "quorumtool -l")
KILLED = ("cfgtool -k 3", "sleep 6", "quorumtool", "cfgtool -s", "cfgtool -n")
REFUSED_FILE = ("cfgtool -R", "cmapctl -g totem.token", "cfgtool --reload")
NEW_FILE = ("cfgtool -R", "cmapctl -g totem.token", "cmapctl -g runtime.config.totem.token")
PROGRAM = ("corosync -v | head -n 1", "corosync -v >/dev/null", "corosync -z >/dev/null 2>&1",
           "corosync -t -c /no/such >/dev/null 2>&1", "corosync -t -c /run/good >/dev/null 2>&1",
           "corosync -t -c /run/bad >/dev/null 2>&1", "corosync -f -c /run/bad >/dev/null 2>&1")

# These run while node 2 leaves and comes back, all at the same time.
BUS = "unix:path=/run/bus"
FOLLOWERS = (
    "timeout 9 stdbuf -oL corosync-quorumtool -m", "timeout 9 stdbuf -oL corosync-quorumtool -m -i",
    "timeout 9 corosync-notifyd -f -o", "timeout 9 corosync-notifyd -f -o -n",
    "sleep 10 | timeout 9 stdbuf -oL corosync-cmapctl -T runtime.members.2",
    "sleep 10 | timeout 9 stdbuf -oL corosync-cmapctl -t runtime.members.2.status",
    f"timeout 9 dbus-daemon --session --nofork --nosyslog --address={BUS} 2>/dev/null & sleep 0.3;"
    f" timeout 8.5 stdbuf -oL dbus-monitor --address {BUS} interface=org.corosync & sleep 0.2;"
    f" DBUS_SYSTEM_BUS_ADDRESS={BUS} timeout 8 corosync-notifyd -f -d -n; wait")
