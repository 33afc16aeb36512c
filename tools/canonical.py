"""The canonical form of a chapter: the same sources and outputs always give the same bytes.

- cell ids are readable slugs and stay once given; missing or random ones are made from the cell's first words
- code cells count 1…n; streams are merged; no execution times; a fixed kernelspec and language
- cell metadata: tags, mystnb (caption, alt text), dlkit (below); nothing an editor leaves behind
- process ids, addresses in memory and folders of packages are taken out of outputs; other paths of this machine
  are refused, since they would tell every reader about a folder that they do not have
- a figure's PNG has at most 256 colours, unless that would show (a photograph): a third of the bytes
- a cell tagged `gpu` keeps the outputs of its last run on a device, with metadata dlkit = {device, of}: which device,
  and a hash of the source that made them. When the source has changed since, they are dropped.
"""

import base64
import copy
import hashlib
import io
import re

import nbformat
import numpy as np
from PIL import Image

MAX_COLOUR_ERROR = 2.0  # root mean square, of 255: more than that can be seen
KEPT_METADATA = ("tags", "mystnb", "dlkit")
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RANDOM_ID = re.compile(
    r"[0-9a-f]{8}(-?[0-9a-f]{4}){0,3}(-?[0-9a-f]{12})?"
)  # what nbformat and editors make up
PART_TAGS = (
    "imports",
    "promise",
    "recall",
    "question",
    "summary",
)  # their cells are named after them

SANITIZED = [
    (re.compile(r"[^\s'\"(<]*ipykernel_\d+[/\\]\d+\.py"), "<cell>"),
    (re.compile(r"[^\s'\"(<]*[/\\]site-packages[/\\]"), ""),
    (re.compile(r"\b0x[0-9a-fA-F]{6,}"), "0x…"),
]
MACHINE_PATH = re.compile(
    r"(?<![\w.:/])(?:/(?:home|Users|root|tmp|work|mnt|opt|private|var/folders)/[^\s'\")>]*"
    r"|[A-Z]:\\[^\s'\")>]*)|[^\s'\"(]*site-packages[^\s'\")]*|ipykernel_\d+"
)


class Refused(ValueError):
    """An output that must not be stored; the message names the cell."""


def text(string):
    """`string` without what differs between two runs or two machines."""
    for pattern, replacement in SANITIZED:
        string = pattern.sub(replacement, string)
    return string


def notebook(nb):
    """A canonical copy of a chapter (an nbformat v4 notebook). Raises Refused."""
    nb = copy.deepcopy(nb)
    nb.nbformat, nb.nbformat_minor = 4, 5
    nb.metadata = nbformat.from_dict(
        {
            "dlkit": nb.metadata.get("dlkit", {}),
            "kernelspec": KERNELSPEC,
            "language_info": {"name": "python"},
        }
    )
    taken, count = set(), 0
    for cell in nb.cells:
        cell.source = cell.source.rstrip()
        cell.metadata = nbformat.from_dict(
            {k: v for k, v in cell.metadata.items() if k in KEPT_METADATA and v}
        )
        cell.id = cell_id(cell, taken)
        taken.add(cell.id)
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = outputs(cell.outputs, count, cell.id)
    return nb


def cell_id(cell, taken):
    """The cell's own id if it is a readable slug of its own, else a new one."""
    given = cell.get("id", "")
    if SLUG.fullmatch(given) and not RANDOM_ID.fullmatch(given) and given not in taken:
        return given
    slug = slug_of(cell)
    return next(
        name
        for n in range(1, 10_000)
        if (name := slug if n == 1 else f"{slug}-{n}") not in taken
        and not RANDOM_ID.fullmatch(name)
    )


def slug_of(cell):
    """Up to five words: the cell's part of the chapter, what it defines, or what it begins with."""
    tags = cell.metadata.get("tags", [])
    for part in PART_TAGS:
        if part in tags:
            return part
    source = cell.source
    if cell.cell_type == "code":
        if defined := re.search(r"^(?:def|class) (\w+)", source, re.MULTILINE):
            source = defined[1]
        else:
            lines = [
                line
                for line in source.splitlines()
                if line.strip() and not line.lstrip().startswith("#")
            ]
            source = lines[0].split("#")[0] if lines else source
    else:
        source = re.sub(r"<[^>]*>|\$+[^$]*\$+|\{[\w:]+\}|\]\([^)]*\)", " ", source)
    words = [word for word in re.split(r"[^a-z0-9]+", source.lower()) if word][:5]
    return "-".join(words)[:40].strip("-") or cell.cell_type


def outputs(stored, count, cell_id):
    """Canonical outputs of the code cell with this count. Raises Refused."""
    result, streams = [], {}
    for output in copy.deepcopy(stored):
        output.pop("transient", None)
        if output.output_type == "stream":
            if output.name in streams:
                streams[output.name].text += output.text
                continue
            streams[output.name] = output
        elif output.output_type == "execute_result":
            output.execution_count = count
        result.append(output)
    if list(streams) == ["stderr", "stdout"]:  # which of the two arrives first is a matter of luck
        first, second = result.index(streams["stderr"]), result.index(streams["stdout"])
        result[first], result[second] = result[second], result[first]
    for output in result:
        _clean(output, cell_id)
    return result


def _clean(output, cell_id):
    parts = [(output, key) for key in ("text", "evalue") if key in output]
    parts += [(output.data, mime) for mime in output.get("data", {}) if mime.startswith("text/")]
    for holder, key in parts:
        holder[key] = text(holder[key])
        if found := MACHINE_PATH.search(holder[key]):
            raise Refused(
                f"cell {cell_id!r}: its output shows a path of this machine, {found[0]!r}. Print less "
                "(a name, a shape), or catch the warning that carries it"
            )
    if "traceback" in output:
        output.traceback = [text(line) for line in output.traceback]
    if "image/png" in output.get("data", {}):
        output.data["image/png"] = small_png(output.data["image/png"])


def small_png(encoded):
    """A figure (base64) with a palette of 256 colours, or as it is where that is no smaller or would show."""
    raw = base64.b64decode(encoded)
    image = Image.open(io.BytesIO(raw))
    if image.mode == "P":
        return encoded
    opaque = Image.new("RGB", image.size, "white")
    opaque.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    palette = opaque.quantize(256, dither=Image.Dither.NONE)
    difference = np.asarray(opaque, float) - np.asarray(palette.convert("RGB"), float)
    stored = io.BytesIO()
    palette.save(stored, "PNG", optimize=True, dpi=image.info.get("dpi"))
    if np.sqrt((difference**2).mean()) > MAX_COLOUR_ERROR or len(stored.getvalue()) >= len(raw):
        return encoded
    return base64.b64encode(stored.getvalue()).decode()


def source_hash(cell):
    return hashlib.sha256(cell.source.encode()).hexdigest()[:8]


def keep_device_outputs(new, old):
    """`new` was executed without a device: give its gpu cells the outputs that `old` has from one, if still true."""
    before = {cell.get("id"): cell for cell in old.cells}
    for cell in new.cells:
        if not is_gpu(cell):
            continue
        kept = before.get(cell.get("id"))
        if ran_on(kept) and kept.metadata.dlkit["of"] == source_hash(cell):
            cell.outputs, cell.metadata["dlkit"] = copy.deepcopy(kept.outputs), kept.metadata.dlkit
        else:
            cell.outputs = []
            cell.metadata.pop("dlkit", None)


def mark_device(nb, name):
    """Write into each gpu cell that its outputs come from the device called `name` ("cuda", "mps")."""
    for cell in nb.cells:
        if is_gpu(cell):
            cell.metadata["dlkit"] = nbformat.from_dict({"device": name, "of": source_hash(cell)})


def is_gpu(cell):
    return cell.cell_type == "code" and "gpu" in cell.metadata.get("tags", [])


def ran_on(cell):
    """The device that a gpu cell's stored outputs come from, or None."""
    return cell.metadata.get("dlkit", {}).get("device") if cell else None


def dumps(nb):
    """The text of the file."""
    return nbformat.writes(nb, version=nbformat.NO_CONVERT).rstrip("\n") + "\n"
