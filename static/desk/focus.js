// Where the focus goes on a form is seen whole, and after a refusal it is where something is to be mended.
function toMend() {
  const field = document.querySelector("form [aria-invalid=true]");
  // A list in which one types to search stands beside the field that it dresses.
  return field?.parentElement.querySelector(".select2-selection") ?? field;
}

// The admin's own scripts dress the form first.
addEventListener("load", () => {
  const field = toMend();
  field?.focus({ preventScroll: true });
  field?.scrollIntoView({ block: "center" });
});

// Of a field the browser shows only where one writes; the rest may be behind the bar that saves.
addEventListener("keyup", (event) => {
  if (event.key === "Tab" && event.target.matches?.("input, select, textarea")) event.target.scrollIntoView({ block: "nearest" });
});
