"""Curves over the size of a ring, as an SVG: a few panels beside each other, both axes logarithmic."""

import html
import math

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 330, 260, 56, 14, 30, 38
COLOURS = ("#1b6ca8", "#c8502d", "#3a7d44")
STYLE = "text{font:11px sans-serif;fill:#333}.grid{stroke:#ddd}.title{font-weight:bold}"


class Panel:
    """A title, and curves by their names: lists of (nodes, value)."""

    def __init__(self, title, curves):
        self.title, self.curves = title, curves

    def svg(self, offset):
        """The elements, beginning so far to the right."""
        points = [point for curve in self.curves.values() for point in curve]
        across = Axis([x for x, _ in points], offset + LEFT, offset + WIDTH - RIGHT)
        upward = Axis(decades([y for _, y in points]), HEIGHT - BOTTOM, TOP)
        parts = [text(offset + LEFT, 16, self.title, "title")]
        parts += [line("grid", [(across.low, upward(value)), (across.high, upward(value))])
                  + text(across.low - 6, upward(value) + 4, f"{value:,g}", anchor="end")
                  for value in ticks(upward)]
        parts += [text(across(value), HEIGHT - BOTTOM + 16, str(value), anchor="middle")
                  for value in sorted({x for x, _ in points})]
        parts.append(text((across.low + across.high) / 2, HEIGHT - 6, "nodes", anchor="middle"))
        for place, ((name, curve), colour) in enumerate(zip(self.curves.items(), COLOURS)):
            parts.append(line(None, [(across(x), upward(y)) for x, y in curve], colour))
            parts += [f'<circle cx="{across(x):.1f}" cy="{upward(y):.1f}" r="3" fill="{colour}"/>'
                      for x, y in curve]
            parts.append(text(across.low + 8, TOP + 12 + 14 * place, name, colour=colour))
        return "\n".join(parts)


class Axis:
    """Values to places, logarithmically."""

    def __init__(self, values, low, high):
        self.least, self.most, self.low, self.high = min(values), max(values), low, high

    def __call__(self, value):
        share = math.log(value / self.least) / (math.log(self.most / self.least) or 1)
        return self.low + share * (self.high - self.low)


def decades(values):
    """The powers of ten around these values."""
    least, most = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return [10.0 ** least, 10.0 ** max(most, least + 1)]


def ticks(axis):
    """The powers of ten on an axis, and 2 and 5 times them if they are few."""
    powers = range(round(math.log10(axis.least)), round(math.log10(axis.most)) + 1)
    steps = (1, 2, 5) if len(powers) <= 3 else (1,)
    return [step * 10.0 ** power for power in powers for step in steps if step * 10.0 ** power <= axis.most]


def text(x, y, content, kind=None, anchor="start", colour=None):
    looks = (f' class="{kind}"' if kind else "") + (f' style="fill:{colour}"' if colour else "")
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{looks}>{html.escape(content)}</text>'


def line(kind, points, colour=None):
    looks = f' class="{kind}"' if kind else f' stroke="{colour}" stroke-width="2"'
    return f'<polyline fill="none"{looks} points="' + " ".join(f"{x:.1f},{y:.1f}" for x, y in points) + '"/>'


def write(path, panels):
    size = f'width="{WIDTH * len(panels)}" height="{HEIGHT}"'
    parts = [panel.svg(WIDTH * place) for place, panel in enumerate(panels)]
    with open(path, "w", encoding="utf-8") as out:
        out.write(f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n<style>{STYLE}</style>\n'
                  f'<rect {size} fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n")
