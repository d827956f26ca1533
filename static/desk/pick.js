// Take words of a captured text along to the form that marks a statement: those that were picked
// beside the text, each as what it was said to be, or else those that are selected.
// Without this script the words are copied and pasted by hand.
const reading = document.querySelector("[data-reading]");
const link = document.querySelector("[data-pick]");
const list = document.querySelector("[data-stretches]");
const LONGEST = 3000;

function picked() {
  const parts = new Map();
  for (const row of list.children) {
    const [part] = row.dataset.place.split(":");
    if (!parts.has(part)) parts.set(part, row.querySelector("q").textContent);
  }
  return parts;
}

if (reading && link && list) {
  const plain = link.href;
  const follow = () => {
    const selection = document.getSelection();
    const inside = selection.rangeCount && reading.contains(selection.anchorNode);
    const words = inside ? selection.toString().trim() : "";
    const parts = picked();
    if (!parts.size && words) parts.set("words", words);
    if (parts.size && [...parts.values()].join("").length <= LONGEST) {
      link.href = `${plain}&${new URLSearchParams([...parts])}`;
    } else if (inside || !words) {
      link.href = plain;
    }
  };
  document.addEventListener("selectionchange", follow);
  // Beside the text is where one marks; the form is for what that cannot do.
  link.classList.remove("main-action");
  link.textContent = "Open the long form";
  new MutationObserver(follow).observe(list, { childList: true });
  follow();
}
