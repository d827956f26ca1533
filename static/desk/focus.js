// Of a field the browser shows only where one writes; the rest may be behind the bar that saves.
addEventListener("keyup", (event) => {
  if (event.key === "Tab" && event.target.matches?.("input, select, textarea")) event.target.scrollIntoView({ block: "nearest" });
});
