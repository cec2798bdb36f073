// Menus close when one clicks elsewhere or presses Escape; dialogs open and close by their buttons.
(() => {
  // On a phone the tabs are wider than the screen: the one that is open is in sight.
  document.querySelector(".views [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

  const open = () => [...document.querySelectorAll("details[data-menu][open]")];

  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      for (const menu of open()) menu.open = false;
      document.getElementById(opener.dataset.opens).showModal();
    }
    if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
    if (event.target.matches("dialog")) event.target.close();
    const notice = event.target.closest("#notice");
    if (notice) notice.replaceChildren();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // A list that opens upward ends below the window's edge, wherever its button stands just now.
  document.addEventListener("toggle", ({ target: menu }) => {
    const list = menu.open && menu.matches("[data-menu]") && menu.querySelector(".sheet.up .choosing");
    if (!list) return;
    list.style.maxHeight = "";
    const over = 8 - menu.querySelector(".sheet").getBoundingClientRect().top;
    if (over > 0) list.style.maxHeight = `${Math.max(120, list.clientHeight - over)}px`;
  }, true);

  const wish = document.getElementById("command");
  const links = [...document.querySelectorAll("#commands li a")];
  const fitting = () => links.filter((link) => !link.parentElement.hidden);
  wish?.addEventListener("input", () => {
    const words = wish.value.trim().toLowerCase();
    for (const link of links) link.parentElement.hidden = !link.textContent.toLowerCase().includes(words);
  });
  document.getElementById("commands")?.addEventListener("keydown", (event) => {
    const at = fitting().indexOf(document.activeElement);
    if (event.key === "Enter" && document.activeElement === wish) {
      const words = wish.value.trim();
      if (fitting()[0] && words) fitting()[0].click();
      else if (words) location.assign(`${document.querySelector(".find").action}?q=${encodeURIComponent(words)}`);
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      fitting()[at + 1]?.focus();
    } else if (event.key === "ArrowUp") {
      event.preventDefault();
      (fitting()[at - 1] ?? wish).focus();
    }
  });
})();
