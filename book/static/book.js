/* What the pages do beside the theme's own scripts. Nothing is sent anywhere: what is remembered stays in this
   browser's localStorage, under the key "book", and one button forgets it. */
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

/* ---- answers and chapters read: {answers: {page: [choices opened]}, read: [pages]} */

const page = DOCUMENTATION_OPTIONS.pagename;

function recall() {
  try {
    return { answers: {}, read: [], ...JSON.parse(localStorage.getItem("book")) };
  } catch {               // blocked, or not ours
    return { answers: {}, read: [] };
  }
}

function remember(change) {
  const known = recall();
  change(known);
  try { localStorage.setItem("book", JSON.stringify(known)); } catch { /* blocked: nothing is remembered */ }
  show(known);
}

const question = choice => choice.querySelector("summary").textContent.trim();

function show({ answers, read }) {
  for (const link of all(".bd-sidebar-primary .toctree-l1 > a")) {
    const there = new URL(link.href).pathname, done = read.some(name => there.endsWith(`/${name}.html`));
    link.classList.toggle("read", done);
    link.title = done ? "You have read this chapter to its end." : "";
  }
  const some = read.length || Object.keys(answers).length;
  let button = document.getElementById("forget");
  if (some && !button) {
    button = make("button", { id: "forget", type: "button", textContent: "Forget what I read and answered" });
    button.title = "Answers and chapters read are kept in this browser only.";
    button.addEventListener("click", () => {
      localStorage.removeItem("book");
      for (const choice of all("details.choice[open]")) choice.open = false;
      show(recall());
      document.querySelector(".bd-sidebar-primary a")?.focus();
    });
    document.querySelector(".bd-sidebar-primary nav")?.after(button);
  } else if (!some) button?.remove();
}

function follow() {
  const opened = recall().answers[page] ?? [];
  for (const choice of all("details.choice")) {
    if (opened.includes(question(choice))) choice.open = true;
    choice.querySelector("summary").addEventListener("click", () => {     // a person, not a script or the printer
      const closing = choice.open;
      remember(known => {
        const rest = (known.answers[page] ?? []).filter(one => one !== question(choice));
        known.answers[page] = closing ? rest : [...rest, question(choice)];
        if (!known.answers[page].length) delete known.answers[page];
      });
    });
  }
  const end = document.getElementById("summary");
  if (end && all("article .cell").length) {
    const watcher = new IntersectionObserver(entries => {
      if (!entries.some(entry => entry.isIntersecting)) return;
      watcher.disconnect();
      if (!recall().read.includes(page)) remember(known => known.read.push(page));
    });
    watcher.observe(end);
  }
  show(recall());
}

/* ---- a figure in full size, by a click or Enter on it */

function zoom() {
  const dialog = make("dialog", { className: "zoom" }), image = make("img", {});
  const close = make("button", { type: "button", textContent: "Close" });
  dialog.setAttribute("aria-label", "The figure in full size");
  dialog.append(close, image);
  dialog.addEventListener("click", () => dialog.close());
  for (const link of all("article figure a.image-reference")) {
    const small = link.querySelector("img");
    link.title = "Show the figure in full size";
    link.addEventListener("click", event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;      // in a tab of its own
      event.preventDefault();
      image.src = small.src;
      image.alt = small.alt;
      if (!dialog.isConnected) document.body.append(dialog);
      dialog.showModal();
    });
  }
}

/* ---- what is wider than its place can be reached by keyboard, and shows an edge */

const WIDE = {
  "article .highlight pre": "Code", "article .cell_output pre": "Output", "article div.math": "Formula",
  "article mjx-container[display=true]": "Formula", "article .pst-scrollable-table-container": "Table",
  "article div.cell_output": "Output",
};

function edges() {
  for (const [selector, name] of Object.entries(WIDE))
    for (const box of all(selector)) {
      const wide = box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX !== "visible";
      if (wide === box.classList.contains("scrolls")) continue;
      box.classList.toggle("scrolls", wide);
      if (wide) {
        box.tabIndex = 0;
        if (box.tagName !== "MJX-CONTAINER") box.setAttribute("role", "group");
        box.setAttribute("aria-label", `${name}, can be scrolled sideways`);
      } else for (const attribute of ["tabindex", "role", "aria-label"]) box.removeAttribute(attribute);
    }
}

/* ---- search: no TeX in what is quoted, and the focus comes back */

function search() {
  if (typeof Search !== "undefined") {
    const text = Search.htmlToText;
    Search.htmlToText = (html, anchor) => {
      const whole = new DOMParser().parseFromString(html, "text/html");
      for (const formula of all(".math, .onlyprint", whole)) formula.remove();
      return text(whole.documentElement.outerHTML, anchor);
    };
  }
  const field = document.querySelector(".search-button__search-container input");
  let before = null;
  field?.addEventListener("focus", event => { before = event.relatedTarget; });
  addEventListener("keydown", event => {
    if (event.key === "Escape" && document.activeElement === field) setTimeout(() => before?.focus());
  }, true);
}

follow();
zoom();
search();
edges();
addEventListener("load", () => { edges(); globalThis.MathJax?.startup?.promise?.then(edges); });
addEventListener("resize", edges);
