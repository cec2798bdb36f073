// A list that is narrowed by typing: Enter takes the first that fits, the arrows go through them.
(() => {
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
  const lines = (form) => [...form.querySelectorAll("[data-words]")];
  const fitting = (form) => lines(form).filter((line) => !line.hidden);

  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-narrows]")) return;
    const form = event.target.form;
    const words = folded(event.target.value).split(/\s+/);
    for (const line of lines(form)) line.hidden = !words.every((word) => folded(line.dataset.words).includes(word));
    form.querySelector("[data-none]").hidden = fitting(form).length > 0;
  });

  document.addEventListener("keydown", (event) => {
    const form = event.target.closest("form.choosing");
    if (!form || event.isComposing) return;
    const field = form.querySelector("[data-narrows]");
    const at = fitting(form).indexOf(document.activeElement);
    if (event.key === "Enter" && document.activeElement === field) {
      event.preventDefault();
      fitting(form)[0]?.click();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      fitting(form)[at + 1]?.focus();
    } else if (event.key === "ArrowUp") {
      event.preventDefault();
      (fitting(form)[at - 1] ?? field).focus();
    }
  });
})();
