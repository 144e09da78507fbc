"""How the hosts of a cluster are linked, and what of that is in the files of each."""

from harness.netns import address

KEY_FILE = "/etc/corosync/authkey"


class Ring:
    """`totem` are lines for that section; `key` is the text of the key file, if there is one."""

    def __init__(self, transport, links, totem, key=None):
        self.transport, self.links, self.totem, self.key = transport, links, totem, key

    def section(self):
        return "".join(f"    {line}\n" for line in (f"transport: {self.transport}", *self.totem))

    def node(self, host):
        addresses = [f"ring{link}_addr: {address(host.index, link=link)}" for link in range(self.links)]
        lines = (*addresses, f"name: {host.name}", f"nodeid: {host.index}")
        return "    node {\n" + "".join(f"        {line}\n" for line in lines) + "    }\n"

    def put_on(self, host):
        if self.key is not None:
            host.write(KEY_FILE, self.key, 0o400)


UDPU = Ring("udpu", 1, ("crypto_cipher: none", "crypto_hash: none"))
# As pcs and crmsh set it up.
ENCRYPTED = Ring("knet", 2, ("crypto_cipher: aes256", "crypto_hash: sha256"), "not a secret at all, " * 12)
