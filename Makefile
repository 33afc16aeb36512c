# Each target is a line or two that anyone could type. `make help` lists them.
PY  := .venv/bin/python
BIN := .venv/bin
# one thread: two spinning threads on two busy cores are many times slower, and numbers repeat exactly
export OMP_NUM_THREADS := 1

.PHONY: help book serve test lab run exercises status student bench lowest lint clean
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

test: .venv/.ready lint  ## everything CI runs: code, notebooks, graders, releases, pages
	$(PY) -m pytest

lab: .venv/.ready   ## JupyterLab on the exercises, with nbgrader's Validate button
	$(BIN)/jupyter lab --notebook-dir exercises

run: .venv/.ready   ## run chapters and store their outputs: all, or CHAPTER=03_activations
	$(PY) tools/run.py $(CHAPTER)

exercises: .venv/.ready  ## generate exercises/ from solutions/
	$(PY) tools/release.py

status: .venv/.ready     ## measure and write book/status.md
	$(PY) tools/status.py

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
