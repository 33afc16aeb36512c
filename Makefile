# Each target is a line or two that anyone could type. `make help` lists them.
PY  := .venv/bin/python
BIN := .venv/bin
# one thread: two spinning threads on two busy cores are many times slower, and numbers repeat exactly
export OMP_NUM_THREADS := 1

.PHONY: help book serve test lab chapter exercise check text notebook run exercises sort status student bench lowest lint clean
.DEFAULT_GOAL := help

help:            ## this list
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /	/' | expand -t 14

# the stamp is newer than what it was made from, or the environment is brought up to date
.venv/.ready: pyproject.toml constraints.txt
	python3 install.py
	@touch $@

# for `make bench` only, each in an environment of its own, so that they decide about no version of the course's
.venv-otter/.ready: pyproject.toml constraints.txt
	python3 install.py --env .venv-otter --extras ''
	.venv-otter/bin/python -m pip install --quiet --constraint constraints.txt 'otter-grader[grading]==7.0.0'
	@touch $@

.venv-peers/.ready: pyproject.toml constraints.txt
	python3 install.py --env .venv-peers --extras ''
	.venv-peers/bin/python -m pip install --quiet keras==3.15.1 lightning==2.6.6 skorch==1.4.0
	@touch $@

book: .venv/.ready  ## build the book, warnings as errors
	$(BIN)/jupyter-book build . -W -n --keep-going
	@echo "The book is in _build/html/index.html: open it in a browser, or run 'make serve'."

serve: book         ## build the book and serve it at http://localhost:8000
	$(PY) -m http.server 8000 --bind 127.0.0.1 --directory _build/html

test: .venv/.ready lint  ## everything CI runs, in two processes; or CHAPTER=03_activations: what concerns it
	$(PY) -m pytest -n 2 $(if $(CHAPTER),--chapter $(CHAPTER))

lab: .venv/.ready   ## JupyterLab on the exercises, with nbgrader's Validate button
	$(BIN)/jupyter lab --notebook-dir exercises

# what follows `make chapter` and `make exercise` is their arguments, not targets
ifneq ($(filter chapter exercise,$(firstword $(MAKECMDGOALS))),)
ARGUMENTS := $(wordlist 2,9,$(MAKECMDGOALS))
$(eval $(ARGUMENTS):;@:)
endif

chapter: .venv/.ready  ## begin a chapter from a template: make chapter 04_networks
	$(PY) tools/new.py chapter $(ARGUMENTS)

exercise: .venv/.ready  ## add an exercise: make exercise 04_networks rescale
	$(PY) tools/new.py exercise $(ARGUMENTS)

check: .venv/.ready  ## one chapter in seconds: CHAPTER=04_networks; edits of its text, run, rules, graders
	$(PY) tools/text.py take $(CHAPTER)
	$(PY) tools/release.py $(CHAPTER)
	$(PY) tools/run.py $(CHAPTER)
	$(PY) -m pytest tests/notebooks/test_rules.py tests/notebooks/test_releases.py \
	  tests/graders/test_graders.py -k '$(CHAPTER) or test_book'

text: .venv/.ready  ## a chapter and its assignment as text, to edit in drafts/: CHAPTER=03_activations
	$(PY) tools/text.py text $(CHAPTER)

notebook: .venv/.ready  ## and back: outputs of unchanged cells are kept
	$(PY) tools/text.py notebook $(CHAPTER)

run: .venv/.ready   ## run chapters and store their outputs: all, or CHAPTER=03_activations
	$(PY) tools/run.py $(CHAPTER)

exercises: .venv/.ready  ## generate exercises/ from solutions/: all, or CHAPTER=03_activations
	$(PY) tools/release.py $(CHAPTER)

sort: .venv/.ready  ## order glossary and references; merge them entry by entry after a conflict
	$(PY) tools/entries.py

status: .venv/.ready     ## measure graders, write book/status/: all, or CHAPTER=03_activations
	$(PY) tools/status.py $(CHAPTER)

student: .venv/.ready    ## dist/student.zip: exercises and how to start, no solutions
	$(PY) tools/student.py

bench: .venv/.ready      ## what grading costs, beside nbclient, nbgrader and otter-grader
	$(PY) tools/bench.py

lowest:          ## the package's tests with the oldest versions that pyproject.toml allows
	sed -nE 's/^  "([a-z-]+)>=([0-9.]+)".*/\1==\2/p' pyproject.toml > .venv-lowest.txt
	python3 install.py --env .venv-lowest --constraint .venv-lowest.txt --extras dev
	.venv-lowest/bin/python -m pytest $(filter-out %_environment.py %_install.py %_site.py,$(wildcard tests/test_*.py))

lint: .venv/.ready  ## ruff, on code and notebooks
	$(BIN)/ruff check .

# grading/ stays: it may hold submissions, and grades that a person gave
clean:           ## remove what was built, not the environment
	rm -rf _build trial dist .pytest_cache .ruff_cache .hypothesis
