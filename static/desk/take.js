// Where two people changed one text, a button puts either into the form.
for (const button of document.querySelectorAll("[data-take]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.take);
    const { words, label } = button.dataset;
    // A list that is searched while one types holds what was chosen, and nothing else yet.
    const listed = (option) => option.value === words;
    if (field.options && ![...field.options].some(listed)) field.add(new Option(label, words));
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });
}

// What both changed is saved once both were looked at, which the tick says.
const seen = document.getElementById("seen");
seen?.form.addEventListener("submit", (event) => {
  if (seen.checked) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const row = seen.closest(".tick");
  row.classList.add("wanted");
  seen.focus();
  row.scrollIntoView({ block: "center" });
}, true);
