// The fields in which one types to search are called as what they are for.
const nameOf = (field) => {
  const row = field?.closest(".fieldBox") || field?.closest(".form-row");
  return row?.querySelector("label")?.textContent.trim().replace(/:$/, "");
};

function label(selection) {
  const name = nameOf(selection);
  if (!name) return;
  selection.setAttribute("aria-label", name);
  const shown = selection.querySelector(".select2-selection__rendered[role=textbox]");
  shown?.setAttribute("aria-label", name);
  selection.removeAttribute("aria-labelledby");
  // Without the name of the field it is told what is chosen; with it, both are.
  if (shown) selection.setAttribute("aria-describedby", shown.id);
}

function labelSearch(search) {
  const name = nameOf(search) || nameOf(document.querySelector(".select2-container--open"));
  search.setAttribute("aria-label", name ? `Search: ${name}` : "Search");
}

function labelAll() {
  document.querySelectorAll(".select2-selection[role=combobox]:not([aria-label])").forEach(label);
  document.querySelectorAll(".select2-search__field:not([aria-label])").forEach(labelSearch);
}

// The admin's own scripts dress the form first.
addEventListener("load", () => {
  new MutationObserver(labelAll).observe(document.body, { childList: true, subtree: true });
  labelAll();
});
