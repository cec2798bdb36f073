// The desk: where one is in the queue, drafts over a lost connection, seconds to undo, texts to copy.
(() => {
  const text = () => document.getElementById("reply-text");
  const queue = () => document.getElementById("queue");
  const current = () => document.querySelector("#case[data-case]")?.dataset.case;
  let pane = null; // the case whose panel is looked at where there is no room for both
  let place = null; // the row that had the focus, and its number, while the queue is fetched anew

  const mark = () => {
    for (const row of document.querySelectorAll("#queue .row")) {
      const link = row.querySelector("[data-row]");
      if (row.dataset.case === current()) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };

  // Ctrl-click and the like open a case elsewhere, as with any link.
  document.addEventListener("click", (event) => {
    if ((event.ctrlKey || event.metaKey || event.shiftKey) && event.target.closest("#queue a")) event.stopPropagation();
  }, true);

  // While a form is on its way, what was fetched before it is old: its own answer is newer.
  let posting = 0;
  const counts = (event) => event.detail.requestConfig.verb === "post" && !event.detail.requestConfig.path.endsWith("/draft");
  document.addEventListener("htmx:beforeRequest", (event) => { if (counts(event)) posting += 1; });
  document.addEventListener("htmx:afterRequest", (event) => { if (counts(event)) posting -= 1; });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const behind = ["refresh", "minute"].includes(event.target.id);
    if (behind && (posting || document.querySelector("#case-head details[open]"))) event.preventDefault();
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    // The answer to a form of a case that one has left meanwhile does not bring the case back.
    const answered = event.detail.requestConfig?.verb === "post" && /id="case" data-case="(\d+)"/.exec(event.detail.serverResponse);
    if (answered && answered[1] !== current()) {
      event.detail.shouldSwap = false;
      return;
    }
    if (["case", "talk"].includes(event.detail.target.id)) pane = document.querySelector(".to-panel")?.checked ? current() : null;
    if (event.detail.target.id !== "queue") return;
    const row = document.activeElement.closest?.("#queue .row");
    place = row && { id: row.dataset.case, at: [...row.parentElement.children].indexOf(row), top: queue().scrollTop };
    if (!row) place = { top: queue().scrollTop };
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "queue" && place) {
      queue().scrollTop = place.top;
      const rows = [...document.querySelectorAll("#queue .row")];
      const row = rows.find((each) => each.dataset.case === place.id) ?? rows[Math.min(place.at, rows.length - 1)];
      if (place.id) row?.querySelector("[data-row]").focus({ preventScroll: true });
      place = null;
    }
    if (["case", "talk"].includes(event.detail.target.id) && pane && pane === current()) document.querySelector(".to-panel").checked = true;
    mark();
  });
  mark();

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && field.matches("textarea")) {
      const form = field.closest("form[data-sends]");
      if (!form) return;
      event.preventDefault();
      form.requestSubmit(form.querySelector(".go"));
    } else if (event.key === "Escape" && field.matches("textarea, input")) {
      field.blur();
      document.querySelector("#queue [data-row][aria-current]")?.focus();
    }
  });

  // A draft that could not be kept says so, and is kept as soon as there is a connection again.
  document.addEventListener("htmx:sendError", (event) => {
    if (text() && event.detail.requestConfig.verb === "post") document.getElementById("draft-kept").textContent = text().dataset.lost;
  });
  addEventListener("online", () => {
    if (text()?.value) htmx.trigger(text(), "keep");
  });

  // A proposal goes into the box: into an empty one whole, else after what is there.
  document.addEventListener("submit", (event) => {
    const proposal = event.target;
    if (!proposal.matches("[data-proposal]") || !text()) return;
    event.preventDefault();
    const typed = text().value.trimEnd();
    text().value = (typed ? `${typed}\n\n` : "") + proposal.elements.text.value;
    text().form.elements.template.value = proposal.elements.template.value;
    const menu = proposal.closest("details[open]");
    if (menu) menu.open = false;
    text().dispatchEvent(new Event("input", { bubbles: true }));
    text().focus();
    text().scrollTop = 0;
    text().setSelectionRange(0, 0);
  });

  const started = new WeakMap();
  const tick = () => {
    for (const bar of document.querySelectorAll("progress[data-left-ms]")) {
      if (!started.has(bar)) started.set(bar, performance.now());
      const left = Number(bar.dataset.leftMs) - (performance.now() - started.get(bar));
      bar.closest("form").querySelector("[data-seconds]")?.replaceChildren(String(Math.max(0, Math.ceil(left / 1000))));
      bar.value = Math.max(0, 100 * left / Math.max(1, Number(bar.dataset.wholeMs)));
      if (left > -1500) continue;
      started.set(bar, performance.now() + 3000);
      htmx.trigger("#refresh", "refresh");
    }
  };
  setInterval(tick, 200);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copies]");
    if (!button) return;
    const words = document.querySelector(`#${CSS.escape(button.dataset.copies)} .pre`);
    const said = () => { button.textContent = button.dataset.copied; };
    if (navigator.clipboard) navigator.clipboard.writeText(words.textContent).then(said);
    else {
      getSelection().selectAllChildren(words);
      if (document.execCommand("copy")) said();
    }
  });
})();
