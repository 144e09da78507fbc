"""What was measured, as a table: Markdown that is also readable as it stands."""

import json
import statistics


def median(records, key, **fields):
    """Of this value in all records that have these fields; None if there are none."""
    values = [record[key] for record in records
              if all(record[name] == value for name, value in fields.items())]
    return statistics.median(values) if values else None


def number(value, digits=0):
    return "-" if value is None else f"{value:,.{digits}f}"


def ratio(ours, theirs):
    return f"{ours / theirs:.2f}" if ours and theirs else "-"


def show(title, head, rows):
    """Print it; the first row of `rows` is the first behind the head."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    print(f"\n{title}\n")
    for place, line in enumerate(lines):
        print("| " + " | ".join(text.rjust(width) for text, width in zip(line, widths)) + " |")
        if place == 0:
            print("|" + "|".join("-" * (width + 1) + ":" for width in widths) + "|")


def save(path, records):
    """Every single result, for who wants to look closer."""
    if path:
        with open(path, "w", encoding="utf-8") as out:
            json.dump(records, out, indent=1)
