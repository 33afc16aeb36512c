"""Reading MyST Markdown closely enough to check it: paragraphs, glossary terms, quiz blocks, links, citations."""

import re
from pathlib import Path

import nbformat

FENCE = re.compile(r"^ *(`{3,}|~{3,}|:{3,})[^\n]*\n.*?^ *\1 *$", re.MULTILINE | re.DOTALL)
MATHS = re.compile(r"\$\$.*?\$\$|(?<!\\)\$[^$\n]+(?:\n[^$\n]+)?\$", re.DOTALL)
ROLE = re.compile(r"\{([\w:-]+)\}`([^`]*)`")
CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
COMING = re.compile(
    r"[Cc]hapters?\s+\d\d(?:\s*(?:,|and|or|to|–)\s*\d\d)*[,\s(]*(?:which\s+(?:is|are)\s+)?(?:still\s+)?"
    r"(?:coming|to\s+come)\b"
)
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)(?:\s+\"[^\"]*\")?\)")


def without_code(source):
    """Markdown without fenced blocks and code spans; roles such as {cite}`key` stay."""
    source = FENCE.sub("", source)
    kept = ROLE.sub(lambda role: role[0].replace("`", "\0"), source)
    return CODE_SPAN.sub("", kept).replace("\0", "`")


def paragraphs(source):
    """Paragraphs of prose: no code, mathematics, roles, HTML tags and headings. Links stay as [text]()."""
    text = ROLE.sub(" ", MATHS.sub(" ", without_code(source)))
    text = re.sub(
        r"^#+ .*$", "", re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL), flags=re.MULTILINE
    )
    text = LINK.sub(r"[\1]()", text)
    parts = re.split(r"\n\s*\n|<summary>|</summary>", text)
    return [part for part in (re.sub(r"<[^>]*>", " ", part).strip() for part in parts) if part]


# ------------------------------------------------------------ glossary


def glossary(path):
    """{term: number of the chapter that defines it} of a page with a {glossary} block."""
    return {term: chapter for term, chapter, _ in _entries(path) if chapter is not None}


def glossary_problems(path):
    entries = _entries(path)
    found = [
        f"the term {term!r} names no chapter: end its text with *Chapter NN.*"
        for term, chapter, _ in entries
        if chapter is None
    ]
    names = [term.lower() for term, _, _ in entries]
    twice = sorted({name for name in names if names.count(name) > 1})
    return found + [f"the term {term!r} is there twice: remove one" for term in twice]


def _entries(path):
    block = re.search(
        r"^```+\{glossary\}\n(.*?)^```",
        Path(path).read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    result = []
    for entry in re.split(r"\n(?=\S)", "\n" + (block[1] if block else "")):
        term, _, text = entry.strip().partition("\n")
        if term and not term.startswith(":"):
            chapter = re.search(r"\*Chapter (\d\d)\.\*\s*$", text)
            result.append((term.strip(), int(chapter[1]) if chapter else None, text))
    return result


def _pattern(term):
    """A term as it may stand in a sentence: a capital at the beginning, a plural, a line break between its words."""
    plural = {"y": rf"{re.escape(term[-2:-1])}(?:y|ies)", "is": "(?:is|es)"}
    if term.endswith("is"):
        stem, end = term[:-2], plural["is"]
    elif re.search(r"[^aeiou]y$", term):
        stem, end = term[:-2], plural["y"]
    else:
        stem, end = term, "(?:s|es)?"
    words = r"[\s-]+".join(re.escape(word) for word in stem.split(" "))
    words = f"(?i:{words}{end})" if term.islower() else f"(?i:{words[0]}){words[1:]}{end}"
    return rf"(?<![\w-]){words}(?![\w-])"


def is_bold(term, paragraph):
    return re.search(rf"\*\*{_pattern(term)}\*\*", paragraph) is not None


def terms_in(paragraph, known):
    """The known terms that a paragraph uses. In "leaky ReLU" that is one, not also "ReLU"."""
    text, found = re.sub(LINK, " ", paragraph), set()
    for term in sorted(known, key=len, reverse=True):
        text, count = re.subn(_pattern(term), "·", text)
        if count:
            found.add(term)
    return found


def around(term, paragraph, width=30):
    """Where the term stands, for a message."""
    place = re.search(_pattern(term), paragraph)
    if not place:
        return ""
    words = paragraph[max(0, place.start() - width) : place.end() + width]
    return f"(“…{' '.join(words.split())}…”)"


def chapters_named(paragraph):
    """Numbers of the chapters that a paragraph names: {4, 6} for "chapters 04 and 06, coming"."""
    lists = re.findall(r"[Cc]hapters?\s+(\d\d?(?:\s*(?:,|and|or|to|–)\s*\d\d?)*)", paragraph)
    return {int(number) for numbers in lists for number in re.findall(r"\d+", numbers)}


def said_to_come(source):
    """(words, numbers of chapters) wherever a text says that chapters are still to come."""
    for found in COMING.finditer(source):
        yield found[0], chapters_named(found[0])


# ------------------------------------------------------------ folded blocks and questions

OPEN = re.compile(
    r'<details class="(choice right|choice wrong|solution|hint|answer)"><summary>(.+)</summary>'
)


def quiz_problems(source):
    """What is wrong with the <details> blocks of a markdown cell."""
    found, block, choices, lead = [], None, [], ""
    source = re.sub(FENCE, "", source)
    lines = source.splitlines()

    def question_ends():
        nonlocal choices, lead
        if choices:
            found.extend(_question_problems(choices, lead))
            lead = ""
        choices = []

    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else ""
        before = lines[number - 1] if number else ""
        if "<details" in line:
            opened = OPEN.fullmatch(line.strip())
            if block is not None:
                found.append(
                    f"{line.strip()!r} opens inside another block: close that with </details> first"
                )
            if not opened:
                found.append(
                    f'{line.strip()!r}: write <details class="…"><summary>…</summary> on a line of its own, '
                    "with the class choice right, choice wrong, solution, hint or answer"
                )
            if after.strip():
                found.append(
                    f"{line.strip()!r}: leave a blank line after it, or Markdown in it is not read"
                )
            kind = opened[1] if opened else ""
            if not kind.startswith("choice"):
                question_ends()
            block = (kind, opened[2] if opened else "", [])
        elif "</details>" in line:
            if block is None:
                found.append("a </details> closes nothing: remove it")
                continue
            if line.strip() != "</details>" or before.strip():
                found.append(
                    "</details>: leave a blank line before it, and nothing else on its line"
                )
            kind, summary, body = block
            if not "".join(body).strip():
                found.append(
                    f"{summary!r} is not explained: write a sentence between its summary and </details>"
                )
            if kind.startswith("choice"):
                choices.append((kind, summary))
            block = None
        elif block is not None:
            block[2].append(line)
        elif line.strip():
            question_ends()
            lead += line + "\n"
    if block is not None:
        found.append(f"{block[1]!r} is never closed: add </details>")
    question_ends()
    return found


def _question_problems(choices, lead):
    found, right = [], sum(kind == "choice right" for kind, _ in choices)
    name = f"the question with {choices[0][1]!r}"
    if len(choices) < 3:
        found.append(f"{name} has {len(choices)} choices: give at least 3")
    if right != 1:
        found.append(f"{name} has {right} right choices: mark exactly one as right")
    if "**Check yourself.**" not in lead:
        found.append(
            f"{name} has no question: write one before it that begins with **Check yourself.**"
        )
    return found


# ------------------------------------------------------------ links and citations


def cited(source):
    """Keys of {cite}, {cite:t}, {cite:p} roles."""
    return [
        key.strip()
        for role, keys in ROLE.findall(FENCE.sub("", source))
        if role.partition(":")[0] == "cite"
        for key in keys.split(",")
    ]


def slug(heading):
    """The anchor of a heading, as MyST makes it."""
    words = re.sub(r"[^\w\s-]", "", re.sub(r"[`*$]|\{[\w:]+\}", "", heading).strip().lower())
    return re.sub(r"\s", "-", words)


def labels(root):
    """{path of a page: (its labels, the anchors of its headings)} of all pages of the book."""
    pages = {}
    for path in [*Path(root, "book").glob("*.md"), *Path(root, "book").glob("*.ipynb")]:
        targets = set()
        if path.suffix == ".md":
            text = path.read_text(encoding="utf-8")
        else:
            cells = nbformat.read(path, as_version=4).cells
            text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
            targets |= {
                cell.metadata.get("mystnb", {}).get("figure", {}).get("name") for cell in cells
            } - {None}
        targets |= set(re.findall(r"^\(([\w:.-]+)\)=", text, re.MULTILINE))
        targets |= set(re.findall(r"^ *:(?:name|label): *(\S+)", text, re.MULTILINE))
        anchors = {
            slug(line) for line in re.findall(r"^#{1,3} +(.+)$", without_code(text), re.MULTILINE)
        }
        anchors |= {
            slug(line) for line in re.findall(r"^#{1,3} +(.+)$", FENCE.sub("", text), re.MULTILINE)
        }
        pages[path.resolve()] = targets, anchors
    return pages


def link_problems(source, path, root, pages):
    """Links and references of `source`, on the page `path`, that lead nowhere. `pages` is labels(root)."""
    found, everywhere = [], set().union(*(targets for targets, _ in pages.values()))
    for _, target in LINK.findall(without_code(source)):
        if re.match(r"https?://|mailto:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path.resolve()
        if name and not file.exists():
            if name in everywhere:  # [text](label)
                continue
            found.append(
                f"the link ({target}) leads nowhere: correct the path, or name a page that is still to come "
                "without a link"
            )
        elif (
            anchor and file in pages and anchor not in pages[file][0] | pages[file][1] | everywhere
        ):
            found.append(
                f"the link ({target}): that page has no heading or label {anchor!r}: correct it"
            )
    for role, target in ROLE.findall(FENCE.sub("", source)):
        target = (re.search(r"<([^>]*)>\s*$", target) or [None, target])[1].strip()
        if role in ("ref", "numref", "eq", "prf:ref") and target not in everywhere:
            found.append(f"{{{role}}}`{target}`: there is no such label: correct it")
        if role == "doc" and not any(
            (path.parent / f"{target}{end}").exists() for end in ("", ".md", ".ipynb")
        ):
            found.append(f"{{doc}}`{target}`: there is no such page: correct it")
        if role == "term" and target.lower() not in {
            t.lower() for t in glossary(Path(root, "book", "glossary.md"))
        }:
            found.append(
                f"{{term}}`{target}`: book/glossary.md does not have it: add it, or correct the word"
            )
    return found
