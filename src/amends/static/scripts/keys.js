// Keys for what people do fifty times a day. Single keys can be switched off (and are ignored while typing).
(() => {
  const off = document.getElementById("keys-off");
  const stored = (value) => {
    try {
      if (value === undefined) return localStorage.getItem("keys") === "off";
      localStorage.setItem("keys", value ? "off" : "on");
    } catch { /* a browser that stores nothing keeps its keys */ }
    return false;
  };
  if (off) {
    off.checked = stored();
    off.addEventListener("change", () => stored(off.checked));
  }

  const typing = (target) => target.matches("input, textarea, select, [contenteditable]");
  const rows = () => [...document.querySelectorAll("[data-row]")];

  const move = (by) => {
    const links = rows();
    if (!links.length) return;
    const at = links.indexOf(document.activeElement);
    const next = links[Math.min(links.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const go = (key) => {
    document.querySelector(`.rail [data-key="${CSS.escape(key)}"]`)?.click();
  };

  const find = () => {
    const box = document.getElementById("find");
    box?.focus();
    box?.select();
  };

  // On a phone the case's head and the reply are folded: a key for what is inside unfolds them.
  const unfold = (target) => {
    const head = target.closest("#case-head") && document.getElementById("head-more");
    if (head) head.checked = true;
    target.closest("#reply")?.classList.add("opened");
  };

  // A button is pressed, a menu opened with its first field at hand, a text field entered.
  const act = (key) => {
    const targets = [...document.querySelectorAll(`[data-shortcut="${CSS.escape(key)}"]`)];
    const seen = () => targets.find((each) => each.checkVisibility());
    if (!seen()) targets.forEach(unfold);
    const target = seen();
    if (!target) return false;
    if (!target.matches("summary")) {
      if (target.matches("textarea")) target.focus();
      else target.click();
      return true;
    }
    const menu = target.parentElement;
    menu.open = true;
    (menu.querySelector("textarea, [data-narrows], .sheet button, .sheet a") ?? target).focus();
    return true;
  };

  const keys = {
    "/": find,
    "?": () => document.getElementById("keys")?.showModal(),
    j: () => move(1),
    k: () => move(-1),
    o: () => document.activeElement.matches("[data-row]") && document.activeElement.click(),
  };

  let leader = -Infinity;
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      document.getElementById("commands")?.showModal();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || off?.checked) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.timeStamp - leader < 1200) {
      leader = -Infinity;
      go(event.key);
    } else if (event.key === "g") {
      leader = event.timeStamp;
    } else if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    } else if (act(event.key)) event.preventDefault();
  });
})();
