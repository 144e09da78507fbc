#!/usr/bin/env bash
# demo.sh BUILD_DIR - a ring of three nodes on this machine, and what it is good for, in 20 seconds.
# Needs no root: the nodes are 127.0.0.1, .2 and .3, and all that they write is in a temporary
# folder. Ends with 0 only if everything was as it should be, and leaves nothing behind.
# BATON_DEMO_PORT: the UDP port, if 5455 is taken.
set -uo pipefail

build=${1:-}
if [ ! -x "$build/exec/batond" ] || [ ! -x "$build/tools/baton" ]; then
    echo "usage: demo.sh BUILD_DIR (a folder in which Baton was built)" >&2
    exit 2
fi
build=$(cd "$build" && pwd)
port=${BATON_DEMO_PORT:-5455}
messages=200 # of each member, for the comparison
names=(- alpha beta gamma)
work=
daemons=()   # process ids by node number
members=()
inputs=()    # descriptors: what goes into each member
blamed=      # the node whose log is worth a look
leaving=     # process id of the daemon that was told to end

if [ -t 1 ]; then
    bold=$'\e[1m' green=$'\e[32m' red=$'\e[31m' dim=$'\e[2m' plain=$'\e[0m'
else
    bold='' green='' red='' dim='' plain=''
fi
# Whoever watches gets the time to read.
step() {
    if [ -t 1 ] && [ "$SECONDS" -gt 0 ]; then sleep 2; fi
    printf '\n%s== %s%s\n' "$bold" "$*" "$plain"
}
tell() { printf '   %s\n' "$*"; }
good() { printf '   %s%s%s\n' "$green" "$*" "$plain"; }
quote() { sed "s/^/   $dim|$plain /"; }

cleanup() {
    local status=$? pid
    trap '' INT TERM HUP
    for pid in "${members[@]}" "${daemons[@]}" $leaving; do
        [ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null
    done
    wait 2>/dev/null
    [ -z "$work" ] || rm -rf "$work"
    exit "$status"
}
trap cleanup EXIT
trap 'echo; echo "interrupted" >&2; exit 130' INT
trap 'exit 143' TERM HUP

fail() {
    printf '\n%sthe demo failed: %s%s\n' "$red" "$*" "$plain" >&2
    local log
    for log in "$work"/node${blamed:-*}.log "$work"/node${blamed:-*}.err; do
        [ -s "$log" ] || continue
        printf -- '-- the end of %s\n' "${log##*/}" >&2
        tail -n 5 "$log" >&2
    done
    exit 1
}

baton() { # NODE ARGUMENTS...: the command, for that node's daemon
    local node=$1
    shift
    "$build/tools/baton" --instance "demo-$$-$node" "$@"
}

has_ended() { ! kill -0 "$1" 2>/dev/null; }

# wait_for WHAT SECONDS COMMAND...: until the command succeeds. No daemon may end meanwhile.
wait_for() {
    local what=$1 end=$((SECONDS + $2)) node
    shift 2
    until "$@"; do
        for node in "${!daemons[@]}"; do
            [ -n "${daemons[node]}" ] && has_ended "${daemons[node]}" || continue
            blamed=$node
            fail "the daemon of node $node has ended (is UDP port $port of 127.0.0.$node taken? BATON_DEMO_PORT sets another)"
        done
        [ $SECONDS -le $end ] || fail "waited in vain for $what"
        sleep 0.1
    done
}

members_are() { # NODE IDS: the node serves, in a ring of just these nodes
    local report
    report=$(baton "$1" --json status 2>/dev/null)
    [[ $report == *'"synchronised":true'* ]] || return 1
    [ "$(sed -n 's/.*"members":\(\[[^]]*\]\).*/\1/p' <<<"$report" |
        grep -o '"id":[0-9]*' | cut -d: -f2 | tr '\n' ' ')" = "$2 " ]
}

all_see() { # IDS: each of these nodes is in a ring of just these
    local node
    for node in $1; do members_are "$node" "$1" || return 1; done
}

group_is() { # NODE IDS: what its member was told last: the nodes that the group's members are on
    [ "$(grep '"type":"membership"' "$work/member$1" 2>/dev/null | tail -n 1 |
        sed 's/.*"members":\(\[[^]]*\]\).*/\1/' | grep -o '"node":[0-9]*' | cut -d: -f2 |
        tr '\n' ' ')" = "$2 " ]
}

group_sees() {
    local node
    for node in $1; do group_is "$node" "$1" || return 1; done
}

received() { # NODE TEXT COUNT: its member has got so many messages with the text
    [ "$(grep -c "\"text\":\"$2" "$work/member$1")" -ge "$3" ]
}

write_configuration() { # NODE
    mkdir "$work/node$1"
    cat >"$work/node$1.conf" <<END
totem {
    version: 2
    cluster_name: demo
    transport: udpu
    token: 1000
    token_coefficient: 0
    interface {
        linknumber: 0
        mcastport: $port
    }
}
nodelist {
$(for id in 1 2 3; do
        printf '    node {\n        ring0_addr: 127.0.0.%s\n        nodeid: %s\n        name: %s\n    }\n' \
            $id $id "${names[id]}"
    done)
}
system {
    instance: demo-$$-$1
    node: $1
    state_dir: $work/node$1
}
logging {
    to_stderr: no
    to_syslog: no
    to_logfile: yes
    logfile: $work/node$1.log
}
END
    baton "$1" check "$work/node$1.conf" >"$work/check" || {
        cat "$work/check" >&2
        fail "the configuration of node $1 is not usable"
    }
}

# Runs it without the descriptors of the members' inputs: a pipe ends when nobody holds it any more.
exec_alone() {
    local input
    for input in "${inputs[@]}"; do exec {input}>&-; done
    exec "$@"
}

start_node() {
    exec_alone "$build/exec/batond" -f -c "$work/node$1.conf" -l "$work/node$1.pid" \
        2>"$work/node$1.err" </dev/null &
    daemons[$1]=$!
}

# A member of the group, fed through a pipe that stays open, printing JSON lines into a file.
start_member() {
    local input
    rm -f "$work/input$1"
    mkfifo "$work/input$1"
    exec {input}<>"$work/input$1"
    inputs[$1]=$input
    # It must not hold the writing ends of any pipe, or none would ever see the end of its input.
    (
        for input in "${inputs[@]}"; do exec {input}>&-; done
        baton "$1" join --json demo <"$work/input$1"
    ) >"$work/member$1" 2>"$work/member$1.err" &
    members[$1]=$!
}

end_member() { # closes its input; the member sees the end of it and leaves
    local input=${inputs[$1]}
    exec {input}>&-
    unset "inputs[$1]"
}

last_change() { # NODE
    baton "$1" status | sed -n '/^Last change/{s/^Last change *//;p;n;s/^ *//;p}'
}

talk() { # NODE PREFIX COUNT: its member says so many lines
    local count
    for ((count = 1; count <= $3; count++)); do echo "$2 $count of ${names[$1]}"; done >&"${inputs[$1]}"
}

show_talk() { # NODE TEXT LINES
    grep "\"text\":\"$2" "$work/member$1" | head -n "$3" |
        sed 's/.*"node":\([0-9]*\),.*"text":"\(.*\)".*/node \1 says: \2/' | quote
}

digests() { # TEXT: of the messages with it, in the order in which each member got them
    local node
    for node in 1 2 3; do
        grep "\"text\":\"$1" "$work/member$node" | sha256sum | cut -d' ' -f1
    done
}

work=$(mktemp -d "${TMPDIR:-/tmp}/baton-demo.XXXXXX") || exit 1

step "Three daemons on 127.0.0.1, 127.0.0.2 and 127.0.0.3 become one ring"
for node in 1 2 3; do write_configuration $node; done
for node in 1 2 3; do start_node $node; done
wait_for "a ring of three nodes" 15 all_see "1 2 3"
baton 1 status | grep -v '^ *warning:' | sed -n '1,/^Token/p' | quote

step "A member of the group 'demo' on each node; what one says, all hear"
for node in 1 2 3; do start_member $node; done
wait_for "three members in the group" 10 group_sees "1 2 3"
baton 1 groups | quote
for node in 1 2 3; do talk $node greeting 1; done
for node in 1 2 3; do wait_for "the greetings at node $node" 10 received $node greeting 3; done
tell "received on node 3:"
show_talk 3 greeting 3

step "Node 2 is killed (SIGKILL)"
victim=${daemons[2]}
daemons[2]=
killed_at=$(date +%s%N)
disown "$victim" # else bash reports its death
kill -KILL "$victim"
wait_for "a ring of the survivors" 15 all_see "1 3"
wait_for "the group of the survivors" 10 group_is 1 "1 3"
wait_for "the group of the survivors" 10 group_is 3 "1 3"
good "after $((($(date +%s%N) - killed_at) / 1000000)) ms nodes 1 and 3 are a ring of two:"
last_change 1 | quote
baton 1 groups | quote
wait_for "the end of the member on node 2" 10 has_ended "${members[2]}"
wait "${members[2]}"
status=$?
members[2]=
[ $status = 1 ] || fail "the member on node 2 ended with $status, not with 1 (daemon lost)"
tell "the member on node 2 was told that its daemon is gone"
for node in 1 3; do talk $node meanwhile 1; done
for node in 1 3; do wait_for "messages between the survivors" 10 received $node meanwhile 2; done
tell "the survivors go on:"
show_talk 1 meanwhile 2

step "Node 2 comes back"
end_member 2
start_node 2
wait_for "a ring of three nodes" 15 all_see "1 2 3"
start_member 2
wait_for "three members in the group" 10 group_sees "1 2 3"
good "all three nodes are in the ring again:"
last_change 1 | quote

step "All three talk at once, $messages messages each; is the order the same everywhere?"
for node in 1 2 3; do
    talk $node number $messages &
    talkers[node]=$!
done
for node in 1 2 3; do wait "${talkers[node]}" || fail "could not talk to the member on node $node"; done
for node in 1 2 3; do
    wait_for "$((3 * messages)) messages at node $node" 20 received $node number $((3 * messages))
done
mapfile -t digest < <(digests number)
for node in 1 2 3; do
    tell "node $node  $(grep -c '"text":"number' "$work/member$node") messages  sha256 ${digest[node - 1]}"
done
[ "${digest[0]}" = "${digest[1]}" ] && [ "${digest[1]}" = "${digest[2]}" ] ||
    fail "the members got the messages in different orders"
good "the same messages in the same order on all three nodes"

step "Everybody leaves in order"
for node in 1 2 3; do end_member $node; done
for node in 1 2 3; do
    wait_for "the end of the member on node $node" 15 has_ended "${members[node]}"
    wait "${members[node]}" || fail "the member on node $node did not leave in order"
    members[node]=
done
for node in 1 2 3; do
    leaving=${daemons[node]}
    daemons[node]=
    kill -TERM "$leaving"
    wait_for "the end of the daemon of node $node" 15 has_ended "$leaving"
    wait "$leaving" || fail "the daemon of node $node did not end in order"
    leaving=
done
good "done in $SECONDS s"
