"""Everything at once for a short while, judged by the oracle; `chaos` does the same for longer."""

from harness.cases import case
from harness.chaos import Chaos
from harness.waiting import holds

SECONDS, SEED = 30, 1


@case(needs_build=True)
def half_a_minute(lab):
    chaos = Chaos(lab, SEED)
    try:
        chaos.run(SECONDS, print)
    finally:
        chaos.close()
    lines = chaos.judge()
    print("\n".join(lines))
    holds(lines[-1].endswith(", 0 violations"), lines[-1])
    holds(sum(chaos.happened.values()) > 5, "next to nothing happened")
