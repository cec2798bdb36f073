// The desk: where one is in the queue, what is old by now, seconds to undo, texts to copy.
(() => {
  const text = () => document.getElementById("reply-text");
  const current = () => document.querySelector("#case[data-case]")?.dataset.case;
  let pane = null; // the case whose panel is looked at where there is no room for both

  const mark = () => {
    for (const row of document.querySelectorAll("#queue .row")) {
      const link = row.querySelector("[data-row]");
      if (row.dataset.case === current()) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };

  // What was fetched before a form had its answer is old: the form's own answer is newer.
  let posting = 0;
  let posted = 0;
  const counts = (event) => event.detail.requestConfig.verb === "post" && !event.detail.requestConfig.path.endsWith("/draft");
  document.addEventListener("htmx:beforeRequest", (event) => {
    const xhr = event.detail.xhr;
    xhr.begunAfter = posted;
    if (!counts(event)) return;
    posting += 1;
    xhr.addEventListener("loadend", () => {
      posting -= 1;
      posted += 1;
    });
  });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (!["refresh", "minute"].includes(event.target.id)) return;
    const isOld = posting > 0 || event.detail.xhr.begunAfter !== posted;
    if (isOld || document.querySelector("#case-head details[open]")) event.preventDefault();
    if (isOld) setTimeout(() => htmx.trigger("#refresh", "refresh"), 300);
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    // The answer to a form of a case that one has left meanwhile does not bring the case back.
    const answered = event.detail.requestConfig?.verb === "post" && /id="case" data-case="(\d+)"/.exec(event.detail.serverResponse);
    if (answered && answered[1] !== current()) {
      event.detail.shouldSwap = false;
      return;
    }
    if (["place", "talk"].includes(event.detail.target.id)) pane = document.querySelector(".to-panel")?.checked ? current() : null;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (["place", "talk"].includes(event.detail.target.id) && pane && pane === current()) document.querySelector(".to-panel").checked = true;
    mark();
  });
  mark();

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && field.matches("textarea")) {
      const form = field.closest("form[data-sends]");
      if (!form) return;
      event.preventDefault();
      const button = form.querySelector(".go");
      if (!button.disabled) form.requestSubmit(button);
    } else if (event.key === "Escape" && field.matches("textarea, input")) {
      field.blur();
      document.querySelector("#queue [data-row][aria-current]")?.focus();
    }
  });

  const say = (words) => {
    const line = document.createElement("p");
    line.className = "notice bad";
    line.textContent = words;
    document.getElementById("notice").replaceChildren(line);
  };
  document.addEventListener("htmx:sendError", (event) => {
    if (event.detail.requestConfig.verb === "post") say(document.getElementById("talk")?.dataset.offline ?? "");
  });
  // A clash says that the page is old: it is fetched anew beside the notice.
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status !== 409) return;
    htmx.trigger("#refresh", "refresh");
    htmx.trigger("#queue", "refresh");
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

  // On a phone the reply is one line until it is tapped, and again once one goes back to reading.
  document.addEventListener("focusin", (event) => { if (event.target === text()) text().closest(".reply").classList.add("opened"); });
  document.addEventListener("click", (event) => { if (event.target.closest(".flow-scroll")) document.getElementById("reply")?.classList.remove("opened"); });

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
