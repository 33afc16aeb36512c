"""The class report: one page for the teaching team. What needs a person comes first, then scores, points and mistakes.

Like every page of ours it is one file, and everything in it that students wrote is cleaned and escaped.
"""

import math
import re
from collections import defaultdict
from pathlib import Path

from dlkit.grading import figures, similar
from dlkit.grading.feedback import NOT_RUN
from dlkit.grading.outcome import FAILED, GRADED, REVIEW
from dlkit.grading.pages import HEAD, HTML

MISTAKE = re.compile(r"(?P<name>[^:\n]{1,100}): it looks like a known mistake: (?P<mistake>.+)")
STATES = ((GRADED, "graded"), (REVIEW, "need a person"), (FAILED, "failed on our side"))
MOST_MISTAKES, MOST_GROUPS, MOST_REASONS, MOST_SHOWN = 25, 10, 60, 3000
PAGE = HTML.from_string(HEAD + """
body { max-width: 52rem; }
.numbers { display: flex; flex-wrap: wrap; gap: .8rem 2.4rem; margin: 1.4rem 0; padding: 0; list-style: none; }
.numbers b { display: block; font-size: 2rem; line-height: 1.15; font-weight: 650; font-variant-numeric: tabular-nums; }
.numbers .wrong b { color: var(--wrong); }
figure { margin: 1rem 0; }
figure img { display: block; max-width: 100%; height: auto; background: #fff; border-radius: 6px; }
figcaption { margin-top: .5rem; }
details { margin: .3rem 0; } summary { cursor: pointer; color: var(--blue); }
.count { white-space: nowrap; width: 1%; padding-left: .6rem; text-align: right; font-variant-numeric: tabular-nums; }
.share { width: 18%; } .share .bar { margin-top: .55rem; }
.scroll { overflow-x: auto; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: .2rem 1rem; }
.sides > div { min-width: 0; }
.question { border-left: 4px solid var(--blue); padding-left: 1rem; margin: 1.2rem 0; break-inside: avoid; }
@media (max-width: 36rem) { .share { display: none; } }
@media print { details::details-content { content-visibility: visible; block-size: auto; } .sides { display: none; } }
</style>
<title>Class report · {{ title|short }}</title></head><body>
<p class="muted">Class report · for the teaching team: it names students and speaks of hidden tests</p>
<h1>{{ title }}</h1>
{% if unsafe %}
<p class="stamp"><strong>Graded without a sandbox:</strong> {{ unsafe }} of {{ total }} submissions ran with the rights
of whoever started the run.</p>
{% endif %}
<ul class="numbers">
<li><b>{{ total }}</b>submission{{ "s" if total != 1 }}</li>
{% for state, words, number in states %}
<li{% if number and state != "graded" %} class="wrong"{% endif %}><b>{{ number }}</b>{{ words }}</li>
{% endfor %}
{% if scores %}<li><b>{{ median|number }} <small>of {{ points|number }}</small></b>median score</li>{% endif %}
</ul>

<h2>Submissions that need a person</h2>
{% if not waiting %}<p>None.</p>{% else %}
<table><thead><tr><th>Why</th><th class="count">Number</th></tr></thead><tbody>
{% for reason, ours, students in waiting %}
<tr><td>{% if ours %}<strong>Failed on our side:</strong> {% endif %}{{ reason|short(300) }}
<br><span class="muted">{% for student in students[:8] %}{{ student|short }}{{ ", " if not loop.last }}{% endfor %}
</span>
{% if students|length > 8 %}<details><summary>and {{ students|length - 8 }} more</summary>
{% for student in students[8:] %}{{ student|short }}{{ ", " if not loop.last }}{% endfor %}</details>{% endif %}
</td><td class="count">{{ students|length }}</td></tr>
{% endfor %}
</tbody></table>{% endif %}

<h2>Scores</h2>
{% if scores %}
<figure><img src="{{ histogram }}" alt="{{ about_scores }}"><figcaption>{{ about_scores }}</figcaption></figure>
{% endif %}
{% if scores|length < total %}<p class="muted">Left out of the scores and of what follows:
{{ total - scores|length }} whose tests could not be run.</p>{% endif %}

{% if scores %}
<h2>Where points are lost</h2>
<figure><img src="{{ by_exercise }}" alt="{{ about_exercises }}"><figcaption>{{ about_exercises }}</figcaption></figure>
<figure><img src="{{ by_test }}" alt="{{ about_tests }}"><figcaption>{{ about_tests }}</figcaption></figure>
<details><summary>The same as a table</summary><div class="scroll"><table><thead><tr><th>Test</th>
<th class="count">Not passed</th><th class="count">Share</th><th class="count">Points lost</th></tr></thead><tbody>
{% for test in tests %}
<tr><td>{{ test.title }}{{ " · hidden" if test.hidden }}</td><td class="count">{{ test.failed }}</td><td class="count">
{{- (100 * test.failed / scores|length)|round|int }} %</td><td class="count">{{ test.lost|number }}</td></tr>
{% endfor %}
</tbody></table></div></details>

<h2>Most frequent mistakes that tests know by name</h2>
{% if not mistakes %}<p>None was reported.</p>{% else %}
<table><thead><tr><th>Mistake</th><th class="share"></th><th class="count">Students</th></tr></thead><tbody>
{% for name, mistake, exercise, number in mistakes %}
<tr><td><strong>{{ name|short }}:</strong> {{ mistake|short(300) }} <small class="muted">· {{ exercise }}</small></td>
<td class="share"><span class="bar"><i style="width: {{ (100 * number / mistakes[0][3])|round(1) }}%"></i></span></td>
<td class="count">{{ number }}</td></tr>
{% endfor %}
</tbody></table>
{% if more_mistakes %}<p class="muted">And {{ more_mistakes }} rarer ones.</p>{% endif %}
{% endif %}
{% endif %}

<h2>Questions about common sources</h2>
<p class="muted">Answers that two or three submissions share and no other one has, after names, comments and layout are
taken away. Short and correct answers can agree by chance, and working together may be allowed: a question to ask, not
an answer. Longest first.</p>
{% if not groups %}<p>None to ask.</p>{% endif %}
{% for group in groups %}
<div class="question"><p>Do {{ group.who }} have a common source? {{ group.what }}</p>
<details><summary>Look at the code</summary>
{% for title, sources in group.code %}<p><small>{{ title }}</small></p><div class="sides">
{% for student, source in sources %}<div><small>{{ student|short }}</small><pre>{{ source }}</pre></div>{% endfor %}
</div>{% endfor %}</details></div>
{% endfor %}
{% if more_groups %}<details><summary>{{ more_groups|length }} more, each with less code in common</summary>
{% for group in more_groups[:300] %}<p>Do {{ group.who }} have a common source? {{ group.what }}</p>{% endfor %}
</details>{% endif %}
<footer class="muted"><small>{{ throughput }}{% if versions %} Graded with {{ versions }}.{% endif %}</small></footer>
</body></html>
""")


def write(results, assignment, path, seconds=None, workers=None):
    """The report on `results`, as one HTML page at `path`. seconds, workers: how long they took, and on how many."""
    Path(path).write_text(page(results, assignment, seconds, workers), encoding="utf-8")


def page(results, assignment, seconds=None, workers=None):
    """See `write`."""
    every, results = results, [slim(result) for result in results]     # whole, a large class may not fit the memory
    ran = [r for r in results if r["state"] != FAILED and any(t["message"] not in NOT_RUN for t in r["tests"].values())]
    scores = [result["score"] for result in ran]
    points = max((result["points"] for result in results), default=0)
    named = mistakes(ran, assignment)
    groups = [_question(group, assignment) for group in similar.groups(every, assignment)]
    view = {
        "title": assignment.title or assignment.name, "total": len(results), "scores": scores, "points": points,
        "states": [(state, words, sum(r["state"] == state for r in results)) for state, words in STATES],
        "unsafe": sum(result.get("sandbox") == "none" for result in results), "waiting": waiting(results),
        "mistakes": named[:MOST_MISTAKES], "more_mistakes": max(0, len(named) - MOST_MISTAKES),
        "groups": groups[:MOST_GROUPS], "more_groups": groups[MOST_GROUPS:],
        "throughput": throughput(len(results), seconds, workers),
        "versions": "; ".join(sorted({", ".join(f"{name} {number}" for name, number in r.get("versions", {}).items())
                                      for r in results} - {""})[:5])}
    if scores:
        view["tests"] = tests = lost(ran, assignment)
        view |= figures.all_of(scores, points, tests)
    return PAGE.render(view)


def slim(result):
    """A result without what students wrote, and of each message the first line."""
    tests = {name: test | {"message": test["message"][:1000].partition("\n")[0]}
             for name, test in result["tests"].items()}
    return {**result, "answers": None, "extra": None, "errors": None, "tests": tests}


def lost(results, assignment):
    """What each test cost: [{"title", "hidden", "exercise", "of", "failed": submissions, "lost": points of all}]."""
    found = []
    for exercise in assignment.exercises:
        for cell in exercise.tests:
            tests = [result["tests"][cell.grade_id] for result in results if cell.grade_id in result["tests"]]
            missing = [test["of"] - test["points"] for test in tests]
            found.append({"title": cell.title, "hidden": cell.hidden, "exercise": exercise.title, "of": cell.points,
                          "failed": sum(test["points"] < test["of"] or bool(test["message"]) for test in tests),
                          "lost": sum(missing)})
    return found


def mistakes(results, assignment):
    """[(name, mistake, title of the exercise, number of students)], the most frequent first."""
    students = defaultdict(set)
    for number, result in enumerate(results):
        for grade_id, test in result["tests"].items():
            if found := MISTAKE.match(test["message"]):
                exercise = assignment.exercise(grade_id)
                students[found["name"], found["mistake"], exercise.title if exercise else ""].add(number)
    return sorted(((*key, len(them)) for key, them in students.items()), key=lambda row: (-row[3], row[:3]))


def waiting(results):
    """[(reason, whether it is our fault, students)]: ours first, then the most frequent; written answers last."""
    students = defaultdict(list)
    for result in results:
        if result["state"] in (REVIEW, FAILED):
            split = [(reason, *reason.partition(": ")) for reason in result["review"]]      # "elu_values: it died"
            found = [rest if test in result["tests"] else reason for reason, test, _, rest in split]
            for reason in dict.fromkeys(found or ["no reason is given"]):
                students[reason[:1000], result["state"] == FAILED].append(result["student"])
    rows = sorted(((*key, them) for key, them in students.items()),
                  key=lambda row: (not row[1], row[0] == "a written answer", -len(row[2]), row[0]))
    if len(rows) > MOST_REASONS:
        rest = list(dict.fromkeys(student for *_, them in rows[MOST_REASONS:] for student in them))
        rows = [*rows[:MOST_REASONS], ("other reasons: see results.jsonl", False, rest)]
    return rows


def throughput(number, seconds, workers):
    """How fast it went, and what 100,000 submissions would take."""
    if not seconds or not number:
        return ""
    rate = number / seconds
    text = f"{number:,} submission{'s' * (number != 1)} in {_time(seconds)}"
    on = f"{workers} worker{'s' * (workers != 1)}" if workers else ""
    text += f"{f' on {on}' if on else ''}: {rate:.3g} a second. At that rate 100,000 would take {_time(1e5 / rate)}"
    if on:
        text += f" on {on}, or one hour on {math.ceil(workers * 1e5 / rate / 3600):,}"
    return f"{text}."


def _time(seconds):
    for unit, size, below in (("s", 1, 120), ("min", 60, 7200), ("h", 3600, 48 * 3600)):
        if seconds < below:
            return f"{seconds / size:.2g} {unit}" if seconds / size < 10 else f"{seconds / size:.0f} {unit}"
    return f"{seconds / 86400:,.0f} days"


def _question(group, assignment):
    """A group of `similar.groups` in words."""
    students = group["students"]
    names = [HTML.filters["short"](student) for student in students]
    titles = {grade_id: assignment.exercise(grade_id).title for grade_id in group["answers"]}
    quoted = [f"“{title}”" for title in dict.fromkeys(titles.values())]
    what = f"Their answers to {_and(quoted)} are equal after renaming, and no other submission has them."
    failed = {tuple(sorted(test.grade_id for grade_id in titles for test in assignment.exercise(grade_id).tests
                           if them["tests"].get(test.grade_id, {}).get("message"))) for them in group["results"]}
    if len(failed) == 1:
        what += " They fail the same tests there." if failed != {()} else " They pass all tests there."
    if group["file"]:
        what += " The notebooks are the same file, byte for byte."
    return {"who": _and(names), "what": what, "code": [
        (titles[grade_id], [(student, source[:MOST_SHOWN]) for student, source in zip(students, sources, strict=True)])
        for grade_id, sources in group["answers"].items()]}


def _and(words):
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
