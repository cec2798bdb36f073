// Colleagues named in a note: @ and a beginning offer them; arrows choose, Enter or Tab takes, Escape leaves.
(() => {
  const MOST = 8;
  const BEGUN = /(?:^|[^A-Za-z0-9._%+-])[@＠]([^@＠\n]{0,30})$/;
  const known = new Map(); // address → promise of the people
  let at = 0;

  const people = (box) => {
    const address = box.dataset.names;
    if (!known.has(address)) {
      const asked = fetch(address).then((answer) => (answer.ok ? answer.json() : { people: [] })).then((said) => said.people);
      known.set(address, asked.catch(() => { known.delete(address); return []; }));
    }
    return known.get(address);
  };
  const list = () => document.getElementById("note-names");
  const options = () => [...list().children];
  const begun = (box) => BEGUN.exec(box.value.slice(0, box.selectionStart));
  const fits = (person, typed) => [person.login, person.name, ...person.name.split(/\s+/)].some((call) => call.toLocaleLowerCase().startsWith(typed));

  const close = (box) => {
    list().hidden = true;
    list().replaceChildren();
    box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-expanded", "false");
  };
  const mark = (box) => {
    options().forEach((each, n) => each.setAttribute("aria-selected", String(n === at)));
    box.setAttribute("aria-activedescendant", options()[at].id);
    options()[at].scrollIntoView({ block: "nearest" });
  };
  const offer = async (box) => {
    const everybody = await people(box);
    const match = document.activeElement === box && begun(box);
    const typed = match ? match[1].toLocaleLowerCase() : "";
    const fitting = match ? everybody.filter((person) => fits(person, typed)).slice(0, MOST) : [];
    if (!fitting.length) { close(box); return; }
    list().replaceChildren(...fitting.map((person, n) => {
      const option = document.createElement("div");
      option.id = `note-name-${n}`;
      option.role = "option";
      const isShared = everybody.filter((other) => other.name === person.name).length > 1;
      option.dataset.call = person.name && !isShared ? person.name : person.login;
      const name = document.createElement("bdi");
      name.textContent = person.name || person.login;
      const login = document.createElement("small");
      login.textContent = person.login;
      option.append(name, login);
      return option;
    }));
    list().hidden = false;
    box.setAttribute("aria-expanded", "true");
    at = 0;
    mark(box);
  };
  const take = (box, option) => {
    const match = begun(box);
    if (!match) return;
    const from = box.selectionStart - match[1].length;
    const after = /^ /.test(box.value.slice(box.selectionStart)) ? 1 : 0; // a blank that stands there already is taken over
    box.setRangeText(`${option.dataset.call} `, from, box.selectionStart + after, "end");
    close(box);
    box.focus();
  };

  const isNote = (target) => target.matches?.("[data-names]");
  document.addEventListener("focusin", (event) => {
    if (!isNote(event.target)) return;
    const box = event.target;
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", "note-names"], ["aria-expanded", "false"]]) box.setAttribute(name, value);
    people(box);
  });
  document.addEventListener("input", (event) => { if (isNote(event.target)) offer(event.target); });
  document.addEventListener("focusout", (event) => { if (isNote(event.target)) setTimeout(() => { if (document.activeElement !== event.target && list()) close(event.target); }, 150); });
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest?.("#note-names [role=option]");
    if (!option) return;
    event.preventDefault();
    take(document.querySelector("[data-names]"), option);
  });
  // Before the desk's own keys: an open list has them first.
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!isNote(box) || list().hidden || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + options().length) % options().length;
      mark(box);
    } else if (event.key === "Enter" || event.key === "Tab") take(box, options()[at]);
    else if (event.key === "Escape") close(box);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
})();
