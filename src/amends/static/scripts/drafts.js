// Line numbers beside a text, leaps to its lines, and fields that tell readers whether they are wrong.
(() => {
  const area = document.querySelector("[data-code] textarea");
  const gutter = document.querySelector("[data-code] .gutter");

  const number = () => {
    const lines = area.value.split("\n").length;
    if (Number(gutter.dataset.lines) === lines) return;
    gutter.dataset.lines = lines;
    gutter.textContent = Array.from({ length: lines }, (_, n) => n + 1).join("\n");
  };
  const leap = (line) => {
    const lines = area.value.split("\n");
    const from = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    area.focus();
    area.setSelectionRange(from, from + (lines[line - 1] ?? "").length);
    area.scrollTop = Math.max(0, (line - 6) * parseFloat(getComputedStyle(area).lineHeight));
  };

  if (area) {
    number();
    area.addEventListener("input", number);
    area.addEventListener("scroll", () => { gutter.scrollTop = area.scrollTop; });
    new ResizeObserver(() => { gutter.style.height = `${area.offsetHeight}px`; }).observe(area);
    if (area.dataset.at) leap(Number(area.dataset.at));
  }

  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-line]");
    if (place && area) {
      event.preventDefault();
      leap(Number(place.dataset.line));
    }
    const row = event.target.closest("[data-row-link]");
    if (row) {
      const target = document.querySelector(row.getAttribute("href"));
      event.preventDefault();
      target?.scrollIntoView({ block: "center" });
      target?.querySelector("input:not([type=hidden]), select")?.focus();
    }
  });

  // The error below a field came or went by itself: the field says so too.
  document.addEventListener("htmx:afterSettle", () => {
    for (const error of document.querySelectorAll(".grid-edit .cell-error")) {
      const field = document.querySelector(`[aria-describedby="${CSS.escape(error.id)}"]`);
      if (error.textContent.trim()) field?.setAttribute("aria-invalid", "true");
      else field?.removeAttribute("aria-invalid");
    }
  });

  // What was typed and not kept is not left unknowingly.
  const form = document.getElementById("grid") ?? area?.form;
  if (form) {
    let typed = false;
    form.addEventListener("input", () => { typed = true; });
    form.addEventListener("submit", () => { typed = false; });
    addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
  }
})();
