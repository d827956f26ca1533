// Take the selected words of a captured text along to the form that marks a statement.
// Without this script the words are copied and pasted by hand.
const reading = document.querySelector("[data-reading]");
const link = document.querySelector("[data-pick]");
const LONGEST = 3000;

if (reading && link) {
  const plain = link.href;
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const inside = selection.rangeCount && reading.contains(selection.anchorNode);
    const words = inside ? selection.toString().trim() : "";
    if (words && words.length <= LONGEST) {
      link.href = `${plain}&words=${encodeURIComponent(words)}`;
      link.textContent = "Mark the selected words";
    } else if (inside || !words) {
      link.href = plain;
      link.textContent = "Mark a statement";
    }
  });
}
