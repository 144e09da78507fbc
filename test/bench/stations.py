"""Whose a source file is: the stations are the folders of exec/, as a datagram passes them, and lib/."""

STATIONS = ("ipc", "daemon", "services", "node", "packing", "ring", "wire", "base", "loop",
            "library", "bench")
SYSTEM = "system"  # libc, libstdc++ and other libraries


def station_of(path):
    """The station that a source file belongs to."""
    parts = path.split("/")
    for folder, name in (("exec", None), ("lib", "library"), ("test", "bench")):
        if folder in parts[:-1]:
            return name or parts[parts.index(folder) + 1]
    return SYSTEM
