// What is selected with the mouse is widened to what was meant: a word that was begun to the whole of it,
// a mere click to the quotation around it, or, once it is said that it is a report, to the sentence.
const reading = document.querySelector("[data-reading]");
const panel = document.querySelector("[data-marking]");

const LETTERS_BEFORE = /[\p{L}\p{M}\p{N}]+$/u;
const LETTERS_AFTER = /^[\p{L}\p{M}\p{N}]+/u;
// Of scripts that put no space between words nobody can tell where one ends.
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const PAIRS = [["“", "”"], ["«", "»"], ["„", "“"], ["「", "」"], ["『", "』"]];

const elementOf = (node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node);
const blockOf = (node) => elementOf(node)?.closest?.(".stored");

// How many places of a word are before and after a place within it; none of either at its ends.
function cutAt(node, at) {
  if (node.nodeType !== Node.TEXT_NODE) return [0, 0];
  const [before] = LETTERS_BEFORE.exec(node.data.slice(0, at)) || [""];
  const [after] = LETTERS_AFTER.exec(node.data.slice(at)) || [""];
  const isWithin = before && after && !UNSPACED.test(before + after);
  return isWithin ? [before.length, after.length] : [0, 0];
}

function takeWholeWords() {
  const selection = document.getSelection();
  if (selection.isCollapsed) return;
  const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
  if (!blockOf(startContainer) || blockOf(startContainer) !== blockOf(endContainer)) return;
  const [before] = cutAt(startContainer, startOffset);
  const [, after] = cutAt(endContainer, endOffset);
  if (before || after) selection.setBaseAndExtent(startContainer, startOffset - before, endContainer, endOffset + after);
}

// Where the innermost quotation begins and ends in which a place stands. One that is not closed goes on
// to the end: each paragraph of a long one is opened anew, and only the last is closed.
function quotation(text, at) {
  const before = text.slice(0, at);
  const found = [];
  for (const [opening, closing] of PAIRS) {
    const begins = before.lastIndexOf(opening);
    if (begins < 0 || before.includes(closing, begins + 1)) continue;
    // “ also closes what „ has opened.
    if (opening === "“" && before.lastIndexOf("„", begins) > before.lastIndexOf("“", begins - 1)) continue;
    const ends = text.indexOf(closing, at);
    found.push([begins + 1, ends < 0 ? text.length : ends]);
  }
  if ((before.split('"').length - 1) % 2) {
    const ends = text.indexOf('"', at);
    found.push([before.lastIndexOf('"') + 1, ends < 0 ? text.length : ends]);
  }
  if (!found.length) return null;
  const [begins, ends] = found.sort(([one], [other]) => other - one)[0];
  // The comma before a closing mark is the sentence's, not the speaker's.
  return [begins, begins + text.slice(begins, ends).replace(/[,\s]+$/u, "").length];
}

function sentence(text, at) {
  const found = new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(text).containing(at);
  return found ? [found.index, found.index + found.segment.length] : null;
}

const AROUND = { words: quotation, report: sentence };

// The text node and the place in it at which a character of what a block shows stands.
function nodeAt(block, at) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let left = at;
  while (walker.nextNode()) {
    if (left <= walker.currentNode.length) return [walker.currentNode, left];
    left -= walker.currentNode.length;
  }
  return [block, block.childNodes.length];
}

// The speaker's own words are what stands between the marks, not the marks: where a selection holds but
// one of a pair, or begins and ends with one, they are left out.
function dropMarks() {
  const selection = document.getSelection();
  if (selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const block = blockOf(range.startContainer);
  if (!block || block !== blockOf(range.endContainer)) return;
  const before = document.createRange();
  before.setStart(block, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = before.toString().length;
  const text = range.toString();
  let [from, to] = [0, text.length];
  for (const [opening, closing] of [...PAIRS, ['"', '"']]) {
    const marks = [...text].filter((one) => one === opening || one === closing).length;
    const opens = text.startsWith(opening);
    const [closes] = text.match(new RegExp(`[,\\s]*${closing}[,\\s]*$`, "u")) || [];
    if (marks !== Number(opens) + Number(Boolean(closes))) continue;
    if (opens) from = opening.length;
    if (closes) to = text.length - closes.length;
  }
  if (from || to < text.length) selection.setBaseAndExtent(...nodeAt(block, start + from), ...nodeAt(block, start + to));
}

// Not of what is marked already: there the cursor stands after marking.
function takeAround(part) {
  const selection = document.getSelection();
  const node = selection.anchorNode;
  const block = blockOf(node);
  if (!selection.isCollapsed || !AROUND[part] || !block || elementOf(node).closest("mark")) return;
  const before = document.createRange();
  before.setStart(block, 0);
  before.setEnd(node, selection.anchorOffset);
  const place = AROUND[part](block.textContent, before.toString().length);
  if (place) selection.setBaseAndExtent(...nodeAt(block, place[0]), ...nodeAt(block, place[1]));
}

if (reading && panel) {
  // Whoever draws within what is selected begins anew; the browser would drag the words away.
  reading.addEventListener("mousedown", (event) => {
    if (event.button === 0 && !event.shiftKey && blockOf(event.target)) document.getSelection().removeAllRanges();
  });
  reading.addEventListener("pointerup", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0 || event.altKey) return;
    if (document.getSelection().isCollapsed) takeAround("words");
    else takeWholeWords();
  });
  // Three clicks mean a paragraph; the browser goes on to what stands behind it.
  reading.addEventListener("click", (event) => {
    const block = blockOf(event.target);
    if (event.detail === 3 && block) document.getSelection().selectAllChildren(block);
  });
  // Before the panel itself hears of it.
  panel.addEventListener("click", ({ target }) => {
    const part = target.closest("[data-part]")?.dataset.part;
    takeAround(part);
    if (part === "words") dropMarks();
  }, { capture: true });
}
