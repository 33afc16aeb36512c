"""Put the glossary's and the bibliography's entries in order: `make sort`.

Each has an entry a block, ordered by key, so that git merges what two branches add. Where it cannot, because two new
entries are neighbours, this merges entry by entry: it reads both sides from git, whatever the conflict marks say. And
it tells git to do so by itself from then on in this clone (a merge driver; .gitattributes names the files).
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


class Clash(Exception):
    """Both sides of a merge changed one entry; the message says which."""


def parse_glossary(text):
    """(text before, {term: entry}, text after)"""
    block = re.search(r"^```+\{glossary\}\n(.*?)(?=^```)", text, re.MULTILINE | re.DOTALL)
    entries = re.split(r"\n(?=\S)", block[1].strip())
    return (
        text[: block.start(1)],
        unique((entry.partition("\n")[0].strip(), entry.rstrip()) for entry in entries),
        text[block.end(1) :],
    )


def parse_references(text):
    """(text before, {key: entry}, text after)"""
    head, *entries = re.split(r"^(?=@)", text, flags=re.MULTILINE)
    keyed = ((re.match(r"@\w+\{\s*([^,\s]+)", entry)[1], entry.rstrip()) for entry in entries)
    return head, unique(keyed), ""


def unique(pairs):
    found = {}
    for key, entry in pairs:
        if found.setdefault(key, entry) != entry:
            raise Clash(f"{key!r} is there twice, with different texts: keep one")
    return found


FILES = {
    "book/glossary.md": (parse_glossary, str.lower),
    "book/references.bib": (parse_references, str),
}


def ordered(name, text):
    """The text of the file with its entries in order."""
    parse, order = FILES[name]
    head, entries, tail = parse(text)
    return head + "\n\n".join(entries[key] for key in sorted(entries, key=order)) + "\n" + tail


def merged(name, base, ours, theirs):
    """Three versions of the file made into one, entry by entry. Raises Clash."""
    parse, _ = FILES[name]
    (_, old, _), (head, left, tail), (_, right, _) = map(parse, (base, ours, theirs))
    result = {}
    for key in left | right:
        a, b, before = left.get(key), right.get(key), old.get(key)
        if a != b and before not in (a, b):
            raise Clash(
                f"both branches have {key!r}, with different texts: make them agree by hand"
            )
        if kept := a if b == before else b:
            result[key] = kept
    return ordered(name, head + "\n\n".join(result.values()) + "\n" + tail)


def unmerged(name, root=ROOT):
    """(base, ours, theirs) of a file in conflict, else None."""

    def version(stage):
        shown = subprocess.run(
            ["git", "show", f":{stage}:{name}"], cwd=root, capture_output=True, text=True
        )
        return shown.stdout if shown.returncode == 0 else None

    versions = [version(stage) for stage in (1, 2, 3)]
    return None if None in versions else versions


def teach_git(root=ROOT):
    """Let `git merge` call this file for what .gitattributes marks, in this clone."""
    command = f'"{sys.executable}" tools/entries.py merge %O %A %B %P'
    subprocess.run(["git", "config", "merge.entries.driver", command], cwd=root, check=False)


def drive(base, ours, theirs, name):
    """As git's merge driver: write the merged file over `ours`; 1 if a person must look."""
    texts = [Path(path).read_text(encoding="utf-8") for path in (base, ours, theirs)]
    try:
        Path(ours).write_text(merged(name, *texts), encoding="utf-8", newline="\n")
    except Clash as clash:
        print(f"{name}: {clash}")
        subprocess.run(["git", "merge-file", ours, base, theirs], check=False)  # the usual marks
        return 1
    return 0


def main(root=ROOT):
    failed = 0
    teach_git(root)
    for name in FILES:
        path = root / name
        text = path.read_text(encoding="utf-8")
        try:
            new = merged(name, *sides) if (sides := unmerged(name, root)) else ordered(name, text)
        except Clash as clash:
            failed = 1
            print(f"{name}: {clash}")
            continue
        if new == text:
            print(f"{name}: is in order")
        else:
            path.write_text(new, encoding="utf-8", newline="\n")
            print(f"{name}: written" + (f", merged: git add {name}" if sides else ""))
    return failed


if __name__ == "__main__":
    sys.exit(drive(*sys.argv[2:]) if sys.argv[1:2] == ["merge"] else main())
