// Dropped files go into the form's own field; while they are sent, a bar shows how far.
(() => {
  const form = document.getElementById("upload");
  if (!form) return;
  const drop = document.getElementById("drop");
  const field = document.getElementById("files");
  const sending = document.getElementById("sending");
  const picked = document.getElementById("picked");

  // With script, the field's own button gives way to one in the reader's language.
  form.classList.add("scripted");
  const name = () => {
    const names = [...field.files].map((file) => file.name);
    picked.textContent = names.slice(0, 3).join(", ") + (names.length > 3 ? ` … (${names.length})` : "");
  };
  field.addEventListener("change", name);

  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) field.files = event.dataTransfer.files;
    name();
  });

  const show = (part) => {
    const percent = Math.floor(part * 100);
    sending.querySelector("progress").value = percent;
    sending.querySelector("output").textContent = document.documentElement.lang === "fr" ? `${percent}\u00a0%` : `${percent}%`;
  };
  form.addEventListener("htmx:xhr:loadstart", () => { sending.hidden = false; show(0); });
  form.addEventListener("htmx:xhr:progress", (event) => {
    if (event.detail.lengthComputable) show(event.detail.loaded / event.detail.total);
  });
  form.addEventListener("htmx:afterRequest", (event) => { if (!event.detail.successful) sending.hidden = true; });
  form.addEventListener("htmx:sendError", () => {
    sending.hidden = true;
    document.getElementById("notice").textContent = form.dataset.lost;
  });
})();
