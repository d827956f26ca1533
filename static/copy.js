// A button beside each thing that can be copied. Where a browser does not let a page copy, there is
// none, as without this script; the thing itself can be selected whole with one click.
const section = document.querySelector("[data-copied]");

for (const thing of navigator.clipboard ? section.querySelectorAll("[data-copy]") : []) {
  const button = document.createElement("button");
  const said = document.createElement("span");
  button.type = "button";
  button.className = "copy";
  button.textContent = thing.dataset.copy;
  said.className = "copied";
  said.role = "status";
  thing.after(" ", button, " ", said);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(thing.textContent);
    said.textContent = section.dataset.copied;
    setTimeout(() => { said.textContent = ""; }, 4000);
  });
}
