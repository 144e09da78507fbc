"""What a cluster must come to, as questions to a state."""

RESOURCES = ("dummy", "address")


def together(state, inside, quorate=True):
    """These hosts are one cluster, know that all others are gone, and agree on everything."""
    names = [f"h{index}" for index in inside]
    return all(is_well(state, name, names, quorate) for name in names) \
        and names in state["rings"] and any(set(names) <= set(group) for group in state["configurations"])


def is_well(state, name, names, quorate):
    host = state[name]
    if host == "off" or set(host["services"].values()) != {"active"}:
        return False
    manager = host["pacemaker"]
    return host["quorum"].get("Quorate") == ("Yes" if quorate else "No") \
        and host["quorum"].get("Nodes") == str(len(names)) \
        and manager.get("controller") == "true" \
        and manager.get("with quorum") == ("true" if quorate else "false") \
        and sorted(node for node, flags in manager["nodes"].items() if "online" in flags) == names


def served(state, by):
    """Every resource runs on one of these hosts, and all of them say the same."""
    names = [f"h{index}" for index in by]
    views = [state[name]["pacemaker"].get("resources", {}) for name in names]
    return all(view == views[0] for view in views) and all(
        views[0].get(one) in [f"Started {name}" for name in names] for one in RESOURCES) \
        and sum(len(state[name]["addresses"]) for name in names) == 1


def stopped(state, on):
    """None of these hosts runs a resource."""
    return all(set(state[f"h{index}"]["pacemaker"].get("resources", {}).values()) == {"Stopped"}
               and not state[f"h{index}"]["addresses"] for index in on)


def whole(state):
    return together(state, (1, 2, 3)) and served(state, (1, 2, 3))


def inactive(state, index):
    return set(state[f"h{index}"]["services"].values()) <= {"inactive", "failed"}
