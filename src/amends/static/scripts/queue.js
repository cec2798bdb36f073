// The queue: whoever asks last decides which part of it is shown, and nothing on its way undoes that.
(() => {
  const queue = () => document.getElementById("queue");
  const shown = () => queue().querySelector("[data-place]")?.dataset.place ?? queue().getAttribute("hx-get");
  const wanted = () => queue().dataset.wanted ?? shown();
  const ofPage = (address) => address.pathname === queue()?.getAttribute("hx-get").replace(/\/queue(\?.*)?$/, "");
  let place = null; // where one was in the list: its scroll, and the row that had the focus
  let open = false; // whether all groups are shown, not the largest alone

  const show = (address) => {
    queue().dataset.wanted = `${address.pathname}/queue${address.search}`;
    history.replaceState({ htmx: true }, "");
    history.pushState({ htmx: true }, "", address);
    htmx.trigger(queue(), "refresh");
  };

  // Ctrl-click and the like open it elsewhere, as with any link.
  const elsewhere = (event) => event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#queue a[href]");
    if (!link) return;
    if (elsewhere(event)) event.stopPropagation();
    else if (ofPage(new URL(link.href))) {
      event.preventDefault();
      show(new URL(link.href));
    }
  }, true);

  document.addEventListener("change", (event) => {
    const form = event.target.closest("#queue form.filters");
    if (!form) return;
    const address = new URL(form.action);
    for (const [name, value] of new FormData(form)) if (value) address.searchParams.set(name, value);
    show(address);
  });

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.target.id === "queue") event.detail.path = wanted();
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "queue") return;
    if (event.detail.requestConfig.path !== wanted()) {
      event.detail.shouldSwap = false;
      return;
    }
    const isNew = queue().dataset.wanted !== undefined;
    const row = document.activeElement.closest?.("#queue .row");
    open = queue().querySelector(".groups details")?.open ?? open;
    place = { top: isNew ? 0 : queue().scrollTop, id: row?.dataset.case, at: row ? [...row.parentElement.children].indexOf(row) : 0 };
    delete queue().dataset.wanted;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "queue" || !place) return;
    queue().querySelector(".groups details")?.toggleAttribute("open", open);
    queue().scrollTop = place.top;
    const rows = [...queue().querySelectorAll(".row")];
    const row = rows.find((each) => each.dataset.case === place.id) ?? rows[Math.min(place.at, rows.length - 1)];
    if (place.id) row?.querySelector("[data-row]").focus({ preventScroll: true });
    place = null;
  });
})();
