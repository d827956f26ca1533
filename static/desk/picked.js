// What was picked and is not marked yet stays visible in the text while the next words are selected.
const reading = document.querySelector("[data-reading]");
const list = document.querySelector("[data-stretches]");
const PARTS = ["words", "report", "cue"];

// The node and offset at which a character of the stored text stands; a sign stands for one.
function placeOf(at) {
  const block = [...reading.querySelectorAll(".stored")].findLast((one) => Number(one.dataset.start) <= at);
  let left = at - Number(block.dataset.start);
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode()) {
    const here = walker.currentNode;
    if (here.nodeType === Node.ELEMENT_NODE) {
      if (!here.classList.contains("unseen")) continue;
      if (left === 0) return [here, 0];
      left -= 1;
    } else if (!here.parentElement.closest(".unseen")) {
      const characters = [...here.data];
      if (left <= characters.length) return [here, characters.slice(0, left).join("").length];
      left -= characters.length;
    }
  }
  return [block, block.childNodes.length];
}

function paint() {
  for (const part of PARTS) CSS.highlights.set(`picked-${part}`, new Highlight());
  for (const { dataset } of list.children) {
    const [part, start, end] = dataset.place.split(/[:-]/);
    const range = document.createRange();
    range.setStart(...placeOf(Number(start)));
    range.setEnd(...placeOf(Number(end)));
    CSS.highlights.get(`picked-${part}`)?.add(range);
  }
}

if (reading && list && CSS.highlights) {
  paint();
  new MutationObserver(paint).observe(list, { childList: true });
}
