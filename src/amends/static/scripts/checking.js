// What is typed is held against the rules as it is typed: the words are marked, a wording that passes is offered.
(() => {
  const PAUSE_MS = 450;
  const AGAIN_MS = 2000;
  const LONGEST_MS = 60_000;
  const box = () => document.getElementById("reply-text");
  const list = () => document.getElementById("reply-findings");
  const marks = () => document.getElementById("reply-marks");
  let timer = 0;
  let asked = null; // the request that is on its way
  let patience = AGAIN_MS; // how long after one that was not answered
  let used = null; // the text before and after a wording was taken over
  let checked = null; // the text that the findings are about
  let points = []; // its code points
  let told = null; // the list as it was answered

  const at = (finding, name) => Number(finding.dataset[name]);
  const findings = () => [...list().querySelectorAll("[data-finding]")];

  // Positions come as code points; the box counts UTF-16 units.
  const between = (finding, start, end) => points.slice(at(finding, start), at(finding, end)).join("");
  const isAbout = (text) => {
    checked = text;
    points = [...(text ?? "")];
  };

  // Until the new text is answered for, a finding stands as long as its words do.
  const keepWhatStands = (typed) => {
    if (checked === null) return;
    for (const finding of findings()) {
      finding.hidden = "again" in finding.dataset || !typed.includes(between(finding, "start", "end"));
    }
  };

  const paint = () => {
    const typed = box();
    if (!typed || !marks()) return;
    keepWhatStands(typed.value);
    const parts = [];
    if (typed.value === checked) {
      let from = 0;
      for (const finding of findings()) {
        const [start, end] = [Math.max(at(finding, "start"), from), at(finding, "end")];
        if (end <= start) continue;
        const mark = document.createElement("mark");
        mark.className = finding.classList.contains("error") ? "error" : "warning";
        mark.textContent = points.slice(start, end).join("");
        parts.push(points.slice(from, start).join(""), mark);
        from = end;
      }
      if (parts.length) parts.push(`${points.slice(from).join("")}\u200b`);
    }
    marks().replaceChildren(...parts);
    marks().scrollTop = typed.scrollTop;
  };

  const check = async () => {
    const typed = box();
    if (!typed || typed.value === checked) return;
    const text = typed.value;
    asked?.abort();
    asked = new AbortController();
    const fields = new URLSearchParams({ text, csrfmiddlewaretoken: typed.form.elements.csrfmiddlewaretoken.value });
    try {
      const answer = await fetch(list().dataset.checks, { method: "POST", body: fields, headers: { "HX-Request": "true" }, redirect: "manual", signal: asked.signal });
      const said = answer.ok ? await answer.text() : "";
      if (typed !== box() || typed.value !== text) return; // about a text that stands here no more
      if (answer.status >= 500) again();
      if (!answer.ok) return; // logged out, or not one's case any more
      patience = AGAIN_MS;
      const reason = document.getElementById("let-pass")?.value ?? "";
      if (told !== said) list().innerHTML = told = said;
      const field = document.getElementById("let-pass");
      if (field && reason) field.value = reason;
      isAbout(text);
      paint();
    } catch (fault) {
      if (fault.name !== "AbortError") again();
    }
  };

  const soon = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(check, pause);
  };

  const again = () => {
    soon(patience);
    patience = Math.min(2 * patience, LONGEST_MS);
  };

  // The sentence that holds the words is replaced as if it were typed; undo takes it back, also after a swap.
  const use = (finding) => {
    const typed = box();
    const sentence = between(finding, "begin", "finish");
    const isSame = typed.value === checked;
    const begin = isSame ? points.slice(0, at(finding, "begin")).join("").length : typed.value.indexOf(sentence);
    // What was typed since may have moved the sentence; one that stands twice, or no more, is asked about first.
    if (!isSame && (begin < 0 || begin !== typed.value.lastIndexOf(sentence))) { soon(0); return; }
    const before = typed.value;
    typed.focus();
    typed.setSelectionRange(begin, begin + sentence.length);
    document.execCommand("insertText", false, finding.querySelector("[data-suggestion]").textContent);
    used = { before, after: typed.value };
    soon(0);
  };
  const undo = (event) => {
    const typed = box();
    const wanted = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (!wanted || !used || typed?.value !== used.after || ![typed, document.body].includes(event.target)) return;
    event.preventDefault();
    typed.focus();
    typed.select();
    document.execCommand("insertText", false, used.before);
    used = null;
    soon(0);
  };

  const begin = () => {
    const typed = box();
    if (!typed) return;
    // What came with the page is about the text that stands in it.
    told = null;
    isAbout(findings().length ? typed.defaultValue : null);
    paint();
    if (typed.value.trim()) soon(0);
  };

  document.addEventListener("input", (event) => {
    if (event.target !== box()) return;
    patience = AGAIN_MS;
    paint();
    soon(PAUSE_MS);
  });
  addEventListener("online", () => soon(0));
  document.addEventListener("scroll", (event) => { if (event.target === box()) marks().scrollTop = box().scrollTop; }, true);
  document.addEventListener("keydown", undo);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-uses]");
    if (button && list()?.contains(button)) use(button.closest("[data-finding]"));
  });
  document.addEventListener("htmx:afterSwap", (event) => { if (["talk", "case"].includes(event.detail.target.id) || event.detail.target.contains(box())) begin(); });
  begin();
})();
