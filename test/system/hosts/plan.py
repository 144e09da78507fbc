"""A story before it is lived: which hosts it needs, its steps, and what is looked at on the way."""


from hosts.ring import UDPU


class Plan:
    """`nodes` hosts in the cluster, `others` beside it; `quorum` is added to that section of the file.

    `ring` says how the hosts are linked. With `changes` Baton is installed, but not yet in Corosync's place.
    """

    def __init__(self, nodes=3, others=0, quorum="", ring=UDPU, changes=False):
        self.nodes, self.others, self.quorum = nodes, others, quorum
        self.ring, self.changes = ring, changes
        self.steps, self.views, self.unplaced = {}, {}, set()

    def step(self, name, expected, placed=True):
        """Names what follows, and says what the cluster must come to. Steps are taken in this order.

        Not `placed`: on which hosts resources come to run depends on which hosts found together first.
        """
        def keep(function):
            self.steps[name] = (function, expected)
            if not placed:
                self.unplaced.add(name)
            return function
        return keep

    def look(self, name, read):
        """After this step also read(cluster) must be the same for both: commands and what they print."""
        self.views[name] = read
