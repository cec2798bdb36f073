// What is typed is never lost: it stands in this browser until the server has said that it keeps it.
(() => {
  const PAUSE_MS = 600;
  const AGAIN_MS = 5000;
  const box = () => document.getElementById("reply-text");
  const memory = new Map(); // where the browser stores nothing
  const known = new WeakMap(); // box → the texts that the server has had from it
  let timer = 0;
  let onItsWay = null;

  const nameOf = (of) => `amends draft ${of.dataset.who} ${of.dataset.keeps}`;
  const read = (name) => {
    if (memory.has(name)) return memory.get(name);
    try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
  };
  const write = (name, entry) => {
    memory.set(name, entry);
    try { localStorage.setItem(name, JSON.stringify(entry)); } catch { /* full, or switched off */ }
  };
  const isKept = (name) => {
    if (memory.has(name)) memory.get(name).isKept = true;
    try { localStorage.removeItem(name); } catch { /* as above */ }
  };
  const forget = (name) => {
    isKept(name);
    memory.delete(name);
  };
  const tell = (words) => document.getElementById("draft-kept")?.replaceChildren(words);
  const textsOf = (of) => known.get(of) ?? known.set(of, [of.defaultValue]).get(of);
  const remember = (of) => write(nameOf(of), { text: of.value, template: of.form.elements.template.value, known: textsOf(of), caret: of.selectionStart });

  const soon = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(() => { keep(); }, pause);
  };

  const keep = async () => {
    const typed = box();
    const typedLast = typed && read(nameOf(typed));
    if (!typedLast || typedLast.isKept) return;
    if (onItsWay) { soon(PAUSE_MS); return; }
    const text = typed.value;
    const fields = new URLSearchParams([...new FormData(typed.form)].filter(([, value]) => typeof value === "string"));
    textsOf(typed).push(text);
    remember(typed);
    onItsWay = fetch(typed.dataset.keeps, { method: "POST", body: fields, headers: { "HX-Request": "true" }, redirect: "manual" });
    try {
      const answer = await onItsWay;
      const said = await answer.text();
      if (!answer.ok) {
        if (answer.type === "opaqueredirect") tell(typed.dataset.out);
        else if (typed === box()) {
          document.getElementById("notice").innerHTML = said;
          tell(typed.dataset.lost);
        }
        soon(AGAIN_MS);
        return;
      }
      if (read(nameOf(typed))?.text === text) isKept(nameOf(typed));
      if (typed === box()) {
        document.getElementById("draft-kept").innerHTML = said;
        if (typed.value !== text) soon(PAUSE_MS);
      }
    } catch {
      if (typed === box()) tell(typed.dataset.lost);
      soon(AGAIN_MS);
    } finally {
      onItsWay = null;
    }
  };

  // A case that comes on the screen gets back what had been typed for it and not been kept. The answer to a
  // verb may be older than a draft that was kept meanwhile: there the typed text stays too.
  const restore = (isAnswer) => {
    const typed = box();
    if (!typed || known.has(typed)) return;
    const name = nameOf(typed);
    const entry = read(name);
    const there = typed.defaultValue;
    if (!entry) return;
    const isOlder = ["", ...entry.known].includes(there);
    if (entry.text === there || there.includes(entry.text.trim()) || (entry.isKept && !(isAnswer && isOlder))) forget(name);
    else {
      typed.value = isOlder ? entry.text : `${entry.text}\n\n${there}`;
      typed.form.elements.template.value = entry.template;
      if (document.activeElement === typed) typed.setSelectionRange(entry.caret, entry.caret);
      known.set(typed, [there, ...entry.known]);
      remember(typed);
      soon(0);
    }
  };

  document.addEventListener("input", (event) => {
    if (event.target !== box()) return;
    remember(box());
    soon(PAUSE_MS);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    restore(event.detail.target.id === "talk");
    if (event.detail.target.id === "reply-files" && document.activeElement === document.body) box()?.focus();
  });
  addEventListener("online", () => soon(0));

  // Sending waits for a draft that is on its way, so that none arrives after the reply; sent, the draft is over.
  document.addEventListener("htmx:confirm", (event) => {
    if (event.target !== box()?.form || !onItsWay) return;
    event.preventDefault();
    onItsWay.catch(() => {}).then(() => event.detail.issueRequest(true));
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const typed = box();
    if (!typed || event.target !== typed.form) return;
    clearTimeout(timer);
    const { xhr } = event.detail;
    const text = typed.value;
    xhr.addEventListener("readystatechange", () => {
      if (xhr.readyState !== XMLHttpRequest.DONE) return;
      if (xhr.status >= 200 && xhr.status < 300 && read(nameOf(typed))?.text === text) forget(nameOf(typed));
      else soon(AGAIN_MS);
    });
  });

  // Files: chosen, dropped on the box, or pasted into it.
  const field = () => document.querySelector("#reply [data-uploads]");
  const upload = (event, files) => {
    if (!files?.length || event.target !== box()) return;
    event.preventDefault();
    field().files = files;
    field().dispatchEvent(new Event("change", { bubbles: true }));
  };
  document.addEventListener("paste", (event) => upload(event, event.clipboardData?.files));
  document.addEventListener("drop", (event) => upload(event, event.dataTransfer?.files));
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.target === field()) tell(field().dataset.uploads); });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== field()) return;
    field().value = "";
    tell("");
  });
  restore(false);
})();
