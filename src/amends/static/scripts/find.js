// The find box: the arrows go into what was found and back, Escape closes it.
(() => {
  const form = document.querySelector(".find");
  const box = document.getElementById("find");
  const found = document.getElementById("found");
  if (!found) return;
  const links = () => [...found.querySelectorAll("a")];

  for (const event of ["focus", "input"]) box.addEventListener(event, () => form.classList.remove("closed"));
  form.addEventListener("keydown", (event) => {
    const at = links().indexOf(document.activeElement);
    if (event.key === "ArrowDown") {
      event.preventDefault();
      links()[at + 1]?.focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (links()[at - 1] ?? box).focus();
    } else if (event.key === "Escape" && found.checkVisibility() && found.childElementCount) {
      event.preventDefault(); // a second one empties the box
      form.classList.add("closed");
    }
  });
})();
