// A button beside what can be copied. Without this script, or where a browser does not let a page
// copy, no button is shown: what it would copy can be selected with one click.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copies]")) {
    const said = document.getElementById(button.getAttribute("aria-describedby"));
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
      said.textContent = button.dataset.done;
      setTimeout(() => { said.textContent = ""; }, 4000);
    });
  }
}
