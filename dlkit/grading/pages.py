"""What the pages about a class share: their look, and the cleaning of everything that students wrote.

Names, messages and sources come from students: whatever is put into a page is cleaned and escaped, without exception.
A page is one file: it has no script, and its policy forbids the browser to ask any host for anything.
"""

import re

import jinja2

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def clean(value, most=6000):
    """Text that a browser shows as it is: no control characters, none that turn the direction, and not endless."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    text = value if len(value) <= most else f"{value[:most]} … ({len(value):,} characters)"
    return CONTROL.sub("\ufffd", text.replace("\r\n", "\n"))


HTML = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, finalize=clean,
                          undefined=jinja2.StrictUndefined)
HTML.filters["number"] = lambda value: f"{value:g}"
HTML.filters["short"] = lambda value, most=80: " ".join(clean(value, most).split()) or "(no name)"
HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="color-scheme" content="light dark">
<style>
:root { --blue: #0072b2; --right: #00704f; --wrong: #b04a00; --ink: #22303c; --muted: #55616c; --paper: #fff;
  --tint: #f4f7f9; --line: #d5dce2; }
@media (prefers-color-scheme: dark) { :root { --blue: #56b4e9; --right: #4cc9a0; --wrong: #f0a060; --ink: #dfe5ea;
  --muted: #a9b4be; --paper: #14181d; --tint: #1d242b; --line: #3a444e; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.2rem 3rem; max-width: 50rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0 0 .3rem; letter-spacing: -.01em; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.4rem 0 .6rem; }
p { margin: .5rem 0; } a { color: var(--blue); } .muted { color: var(--muted); } small { font-size: .87em; }
.points { font-variant-numeric: tabular-nums; white-space: nowrap; text-align: right; }
.bar { display: block; height: .5rem; border-radius: .25rem; background: var(--line); overflow: hidden; }
.bar > i { display: block; height: 100%; background: var(--blue); }
.note, .stamp { border-left: 4px solid var(--blue); background: var(--tint); padding: .6rem 1rem; margin: 1.2rem 0; }
.note > :first-child, .stamp > :first-child { margin-top: 0; } .note > :last-child { margin-bottom: 0; }
.stamp { border-color: var(--wrong); }
pre { background: var(--tint); border-radius: 4px; padding: .6rem .8rem; margin: .4rem 0; font-size: .82rem;
  line-height: 1.5; font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; border-bottom: 2px solid var(--line); } td { border-bottom: 1px solid var(--line); }
th, td { padding: .4rem .8rem .4rem 0; vertical-align: top; } :is(td, th):last-child { padding-right: 0; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: .8rem; }
@media print { :root { --blue: #0072b2; --right: #00704f; --wrong: #b04a00; --ink: #000; --muted: #444; --paper: #fff;
    --tint: #f4f7f9; --line: #bbb; }
  body { padding: 0; max-width: none; font-size: 10.5pt;
    print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  pre, pre * { white-space: pre-wrap !important; } h2, h3 { break-after: avoid; }
  li, tr, figure { break-inside: avoid; }
  a { color: inherit; text-decoration: none; } }
"""
