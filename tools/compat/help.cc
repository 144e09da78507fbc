// tools/compat/help.cc - the help texts as users and scripts know them, word by word.
#include "compat/help.h"

namespace baton::tool::compat {

std::string_view cfgtool_help() {
    return "corosync-cfgtool [[-i <interface ip>] [-b] -s] [-R] [-L] [-k nodeid] [-a nodeid] [-h] "
           "[-H]\n"
           "\n"
           "A tool for displaying and configuring active parameters within corosync.\n"
           "options:\n"
           "\t-i\tFinds only information about the specified interface IP address or link id when "
           "used with -s..\n"
           "\t-s\tDisplays the status of the current links on this node.\n"
           "\t-n\tDisplays the status of the connected nodes and their links.\n"
           "\t-b\tDisplays the brief status of the current links on this node when used with -s.\n"
           "\t-R\tTell all instances of corosync in this cluster to reload corosync.conf.\n"
           "\t-L\tTell corosync to reopen all logging files.\n"
           "\t-k\tKill a node identified by node id.\n"
           "\t-a\tDisplay the IP address(es) of a node\n"
           "\t-h\tPrint basic usage.\n"
           "\t-H\tShutdown corosync cleanly on this node.\n"
           "\t\t--force will shut down corosync regardless of daemon vetos\n";
}

std::string quorumtool_help(const char* program) {
    return std::string("usage: \n") + std::string(program) +
           " <options>\n"
           "\n"
           "  options:\n"
           "\n"
           "  -s             show quorum status\n"
           "  -m             constantly monitor quorum status\n"
           "  -l             list nodes\n"
           "  -a             show all names or addresses for each node\n"
           "  -p             when used with -s or -l, generates machine parsable output\n"
           "  -v <votes>     change the number of votes for a node (*)\n"
           "  -n <nodeid>    optional nodeid of node for -v\n"
           "  -e <expected>  change expected votes for the cluster (*)\n"
           "  -H             show nodeids in hexadecimal rather than decimal\n"
           "  -i             show node IP addresses instead of the resolved name\n"
           "  -o <a|n|i>     order by [a] IP address (default), [n] name, [i] nodeid\n"
           "  -f             forcefully unregister a quorum device *DANGEROUS* (*)\n"
           "  -h             show this help text\n"
           "  -V             show version and exit\n"
           "\n"
           "  (*) Starred items only work if votequorum is the quorum provider for corosync\n"
           "\n";
}

std::string_view cmapctl_help() {
    return "\n"
           "usage:  corosync-cmapctl [-b] [-DdghsqTCt] [-p filename] [-m map] [params...]\n"
           "\n"
           "    -b show binary values\n"
           "\n"
           "    -m select map to use\n"
           "          The  default  map is 'icmap' which contains configuration information and "
           "some runtime variables used by corosync. \n"
           "          A 'stats' map is also available which displays network statistics - in great "
           "detail when knet is used as the transport.\n"
           "Set key:\n"
           "    corosync-cmapctl -s key_name type value\n"
           "\n"
           "    where type is one of ([i|u][8|16|32|64] | flt | dbl | str | bin)\n"
           "    for bin, value is file name (or - for stdin)\n"
           "\n"
           "    map can be either 'icmap' (the default) which contains corosync\n"
           "    configuration information, or 'stats' which contains statistics\n"
           "    about the networking and IPC traffic in some detail.\n"
           "\n"
           "Clear stats:\n"
           "    corosync-cmapctl -C [knet|ipc|totem|schedmiss|all]\n"
           "    The 'stats' map is implied\n"
           "\n"
           "Load settings from a file:\n"
           "    corosync-cmapctl -p filename\n"
           "\n"
           "    the format of the file is:\n"
           "    [^[^]]<key_name>[ <type> <value>]\n"
           "    Keys prefixed with single caret ('^') are deleted (see -d).\n"
           "    Keys (actually prefixes) prefixed with double caret ('^^') are deleted by prefix "
           "(see -D).\n"
           "    <type> and <value> are optional (not checked) in above cases.\n"
           "    Other keys are set (see -s) so both <type> and <value> are required.\n"
           "\n"
           "Delete key:\n"
           "    corosync-cmapctl -d key_name...\n"
           "\n"
           "Delete multiple keys with prefix:\n"
           "    corosync-cmapctl -D key_prefix...\n"
           "\n"
           "Get key:\n"
           "    corosync-cmapctl [-b] -g key_name...\n"
           "\n"
           "Quiet mode:\n"
           "    corosync-cmapctl [-b] -q -g key_name...\n"
           "\n"
           "Display all keys:\n"
           "    corosync-cmapctl [-b]\n"
           "\n"
           "Display keys with prefix key_name:\n"
           "    corosync-cmapctl [-b] key_name...\n"
           "\n"
           "Track changes on keys with key_name:\n"
           "    corosync-cmapctl [-b] -t key_name\n"
           "\n"
           "Track changes on keys with key prefix:\n"
           "    corosync-cmapctl [-b] -T key_prefix\n"
           "\n";
}

std::string cpgtool_help(const char* program) {
    return std::string(program) + " [-d delimiter] [-e] [-n] [-h]\n"
                                  "\n"
                                  "A tool for displaying cpg groups and members.\n"
                                  "options:\n"
                                  "\t-d\tDelimiter between fields.\n"
                                  "\t-e\tDon't escape unprintable characters in group name.\n"
                                  "\t-n\tDisplay only all existing group names.\n"
                                  "\t-h\tDisplay this help.\n";
}

std::string_view keygen_help() {
    return "Usage: corosync-keygen [-k <keyfile>] [-s size] [-m <randomfile>] [-l] [-h]\n"
           "     -k / --key-file=<filename> -  Write to the specified keyfile\n"
           "            instead of the default /etc/corosync/authkey.\n"
           "     -r / --random-file -  Random number source file. Default is \n"
           "            /dev/urandom. As an example /dev/random may be requested\n"
           "            (that may require user input for entropy).\n"
           "     -l / --less-secure - Not used, option is kept only\n"
           "            for compatibility.\n"
           "     -s / --size -  Length of key.\n"
           "     -h / --help -  Print basic usage.\n"
           "\n";
}

std::string_view notifyd_help() {
    return "usage:\n"
           "        -c     : SNMP Community name.\n"
           "        -f     : Start application in foreground.\n"
           "        -l     : Log all events.\n"
           "        -o     : Print events to stdout (turns on -l).\n"
           "        -s     : Send SNMP traps on all events.\n"
           "        -m     : Set the SNMP Manager IP address (defaults to localhost).\n"
           "        -n     : No reverse DNS lookup on cmap member change events.\n"
           "        -d     : Send DBUS signals on all events.\n"
           "        -h     : Print this help.\n"
           "\n";
}

} // namespace baton::tool::compat
