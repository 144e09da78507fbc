"""coverage_report.py REPORT LEAST FOLDERS - the table of coverage, from what llvm-cov wrote."""

import json
import pathlib
import sys


def by_folder(summary):
    """Lines and branches of each folder of exec/: folder -> [lines, reached, branches, reached]."""
    folders = {}
    for file in json.loads(summary.read_text())["data"][0]["files"]:
        folder = pathlib.PurePath(file["filename"].split("/exec/")[-1].removeprefix("exec/")).parts[0]
        sums = folders.setdefault(folder, [0, 0, 0, 0])
        for place, kind in ((0, "lines"), (2, "branches")):
            sums[place] += file["summary"][kind]["count"]
            sums[place + 1] += file["summary"][kind]["covered"]
    return folders


def percent(reached, count):
    return 100.0 if count == 0 else 100.0 * reached / count


def missed_lines(lcov, root):
    """(file, line number, text) of each line that was never run."""
    name, lines = None, []
    for record in lcov.read_text().splitlines():
        if record.startswith("SF:"):
            path = pathlib.Path(record[3:])
            name, lines = str(path.relative_to(root)), path.read_text().splitlines()
        elif record.startswith("DA:"):
            number, count = record[3:].split(",")[:2]
            if count == "0":
                yield name, int(number), lines[int(number) - 1].strip()


def named(path):
    """The lines that test/build/uncovered explains: `FILE: TEXT`, comments begin with #."""
    return {line for line in path.read_text().splitlines() if line and not line.startswith("#")}


def main():
    report, least, strict = pathlib.Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3].split()
    stories, everything = by_folder(report / "stories.json"), by_folder(report / "all.json")
    print(f"{'':12}{'scenarios and simulator':>26}{'with unit tests':>26}")
    print(f"{'folder':12}{'lines':>13}{'branches':>13}{'lines':>13}{'branches':>13}")
    for folder in sorted(everything):
        shares = []
        for sums in (stories.get(folder, [0, 0, 0, 0]), everything[folder]):
            shares += [percent(sums[1], sums[0]), percent(sums[3], sums[2])]
        print(f"{folder:12}" + "".join(f"{share:>11.1f} %" for share in shares))

    short = [f for f in strict if percent(everything[f][1], everything[f][0]) < least]
    explained = named(pathlib.Path("test/build/uncovered"))
    missed = list(missed_lines(report / "all.lcov", pathlib.Path.cwd()))
    (report / "missed.txt").write_text("".join(f"{f}:{n}: {t}\n" for f, n, t in missed))
    unnamed = [(f, n, t) for f, n, t in missed if f"{f}: {t}" not in explained]
    stale = explained - {f"{f}: {t}" for f, n, t in missed}
    for name, number, text in unnamed:
        print(f"{name}:{number}: not reached, and not named in test/build/uncovered: {text}")
    for line in sorted(stale):
        print(f"reached, or gone: take it out of test/build/uncovered: {line}")
    for folder in short:
        print(f"exec/{folder}: fewer than {least:.0f} % of its lines are reached")
    print(f"{len(missed)} lines are not reached: {report}/missed.txt")
    return 1 if short or unnamed or stale else 0


if __name__ == "__main__":
    sys.exit(main())
