"""What the pages about a class share: their look, and the cleaning of everything that students wrote.

Names, messages and sources come from students: whatever is put into a page is cleaned and escaped, without exception.
A page is one file: it has no script, and its policy forbids the browser to ask any host for anything.
"""

import re

import jinja2

CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def clean(value, limit=6000):
    """Text that a browser shows as it is: no control characters, none that turn the direction, and not endless."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    text = value if len(value) <= limit else f"{value[:limit]} … ({len(value):,} characters)"
    return CONTROL.sub("\ufffd", text.replace("\r\n", "\n"))


def one_line(value, limit):
    """The same, in one line."""
    return " ".join(clean(value, limit).split())


HTML = jinja2.Environment(
    loader=jinja2.PackageLoader("dlkit.grading.pages"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=clean,
    undefined=jinja2.StrictUndefined,
)
HTML.filters["number"] = lambda value: f"{value:g}"
HTML.filters["short"] = lambda value, limit=80: one_line(value, limit) or "(no name)"
