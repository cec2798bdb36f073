// Cases that change while one looks: what is on the screen is fetched anew, by the ids that were heard of.
(() => {
  const script = document.currentScript;
  const heard = new Set();
  let waiting = 0;
  let pictured = false;

  const shown = () => document.querySelector("#case[data-case]")?.dataset.case;
  const busy = () => document.querySelector("#case-head details[open], #queue select:focus");
  const refresh = () => {
    waiting = 0;
    if (busy()) { later(1000); return; }
    const here = shown();
    const isOld = heard.has(here) || heard.has("all");
    if (isOld || pictured) htmx.trigger("#refresh", "refresh");
    if (isOld) htmx.trigger("#panel", "refresh");
    pictured = false;
    if (!heard.size) return;
    heard.clear();
    for (const list of ["#queue", "#groups"]) {
      if (document.querySelector(`${list}[hx-trigger*=refresh]`)) htmx.trigger(list, "refresh");
    }
  };
  const later = (most) => { waiting ||= setTimeout(refresh, Math.random() * most); };

  // Who looks at the case changes nothing of it: only its head is fetched.
  const look = (ids) => {
    if (!ids.includes(shown())) return;
    setTimeout(() => htmx.trigger("#minute", "refresh"), Math.random() * 250);
  };

  // A picture can be shown by now: only the case with it is fetched anew.
  const picture = (ids) => {
    if (!ids.includes(shown())) return;
    pictured = true;
    later(250);
  };

  const hear = ({ name, said }) => {
    const ids = name === "again" ? ["all"] : JSON.parse(said).map(String);
    if (name === "looks") { look(ids); return; }
    if (name === "pictures") { picture(ids); return; }
    for (const id of ids) heard.add(id);
    const isSeen = ids.some((id) => id === "all" || document.querySelector(`[data-case="${CSS.escape(id)}"]`));
    later(isSeen ? 250 : 2500);
  };

  if (window.SharedWorker && window.BroadcastChannel) {
    new BroadcastChannel("amends-live").addEventListener("message", (event) => hear(event.data));
    new SharedWorker(script.dataset.worker);
  } else {
    const stream = new EventSource("/live");
    for (const name of ["cases", "looks", "pictures", "again"]) stream.addEventListener(name, (event) => hear({ name, said: event.data }));
  }
})();
