"""The notebook that a name such as 03, 03_activations or a path means."""

import difflib
from pathlib import Path

from dlkit.checking.assignment import NotAnAssignment


def find(name):
    """Path of the notebook. Raises NotAnAssignment, with what there is instead."""
    path = Path(name)
    inside = path / f"{path.resolve().name}.ipynb"
    if path.is_dir() and inside.exists():
        return inside
    if path.is_file():
        if path.suffix != ".ipynb":
            raise NotAnAssignment(
                f"{name} is not a notebook: its name does not end in .ipynb."
            )
        return path
    if path.suffix == ".ipynb" or len(path.parts) > 1:
        raise NotAnAssignment(f"There is no notebook {name} (looked in {Path.cwd()}).")
    return _by_name(name, _known(name))


def _known(name):
    """{stem: path} of the assignments here, or in the next folder above with any."""
    for folder in (Path.cwd(), *Path.cwd().parents):
        known = {}
        for place in (folder / "exercises", folder):
            for path in sorted(place.glob("[0-9][0-9]_*/[0-9][0-9]_*.ipynb")):
                if path.stem == path.parent.name:
                    known.setdefault(path.stem, path)
        own = folder / f"{name}.ipynb"
        if own.exists():
            known.setdefault(name, own)
        if known:
            return known
    return {}


def _by_name(name, known):
    fitting = [stem for stem in known if stem.startswith(name)]
    fitting = [name] if name in known else fitting
    if len(fitting) == 1:
        return known[fitting[0]]
    if not known:
        raise NotAnAssignment(
            f"There is no assignment {name} here. Change to the folder that contains "
            "exercises/, or give the path of the notebook."
        )
    near = fitting or difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    guess = f" Did you mean {' or '.join(near)}?" if near else ""
    raise NotAnAssignment(
        f"There is no assignment {name}.{guess} There are: {', '.join(known)}."
    )
