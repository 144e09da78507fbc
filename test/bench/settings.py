"""How a ring is set up to be measured: a transport, and what differs from the defaults.

A setting is one word, as the tables show it: "udpu", "knet-nss", "udpu+netmtu=9000+window_size=100",
"knet+links=2". What follows a + stands in section totem of corosync.conf, but for `links`, and for
`sched_rr`, which is of section system.
"""

import argparse

from harness import knet

KNET = {"knet": "clear", "knet-nss": "nss", "knet-openssl": "openssl"}  # and how it is encrypted
TRANSPORTS = ("udpu", "udp", *KNET)
LINKS_MAX = 8
SYSTEM = "\nsystem {{\n    sched_rr: {}\n}}\n"


class Setting:
    """What a word says."""

    def __init__(self, word):
        transport, *extras = word.split("+")
        if transport not in TRANSPORTS:
            raise argparse.ArgumentTypeError(
                f"'{word}': no transport '{transport}'; there are {', '.join(TRANSPORTS)}")
        if any("=" not in extra for extra in extras):
            raise argparse.ArgumentTypeError(f"'{word}': write what follows a + as key=value")
        pairs = dict(extra.split("=", 1) for extra in extras)
        self.name, self.transport = word, transport
        self.links = int(pairs.pop("links", 1))
        if not 1 <= self.links <= (LINKS_MAX if self.over_knet else 1):
            raise argparse.ArgumentTypeError(f"'{word}': {transport} has not so many links")
        self.system = SYSTEM.format(pairs.pop("sched_rr")) if "sched_rr" in pairs else ""
        self.totem = tuple(f"{key}: {value}" for key, value in pairs.items())

    @property
    def over_knet(self):
        return self.transport in KNET

    def options(self):
        """The words for Lab.cluster()."""
        chosen = (knet.settings(self.links, KNET[self.transport], "passive") if self.over_knet
                  else {"transport": self.transport})
        return dict(chosen, totem=(*chosen.get("totem", ()), *self.totem), more=self.system)


def several(text):
    """An argument: settings with commas between them."""
    return [Setting(word) for word in text.split(",")]
