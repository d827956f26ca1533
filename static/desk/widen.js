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

// Which marks end what another began. “ also ends what „ began, and » begins where it comes first.
const ENDS = { "“": "”", "„": "“”", "「": "」", "『": "』", "«": "»", "»": "«" };

// Where the innermost quotation begins and ends in which a place stands. One that is not closed goes on
// to the end: each paragraph of a long one is opened anew, and only the last is closed.
function quotation(text, at) {
  const guillemet = /[«»]/.exec(text)?.[0];
  const isOpening = (mark) => mark in ENDS && (!/[«»]/.test(mark) || mark === guillemet);
  const open = [];
  let found = null;
  for (let index = 0; index < text.length && !found; index += 1) {
    const mark = text[index];
    const last = open.at(-1);
    if (last?.ends.includes(mark)) {
      open.pop();
      if (last.begins <= at && at <= index) found = [last.begins, index];
    } else if (isOpening(mark)) {
      open.push({ begins: index + 1, ends: ENDS[mark] });
    } else if (mark === '"' && !/\d/.test(text[index - 1] || "")) {
      open.push({ begins: index + 1, ends: '"' });
    }
  }
  const unclosed = open.findLast(({ begins, ends }) => begins <= at && ends !== '"');
  const [begins, ends] = found || (unclosed ? [unclosed.begins, text.length] : []);
  // The comma before a closing mark is the sentence's, not the speaker's.
  return begins === undefined ? null : [begins, begins + text.slice(begins, ends).replace(/[,\s]+$/u, "").length];
}

function sentence(text, at) {
  const found = new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(text).containing(at);
  return found ? [found.index, found.index + found.segment.length] : null;
}

const AROUND = { words: quotation, report: sentence };

const isSign = (node) => node.parentElement.closest(".unseen") !== null;

function nodesOf(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

// What a block shows, with a space for each character of a sign that stands for something unseen.
const shownIn = (block) => nodesOf(block).map((node) => (isSign(node) ? " ".repeat(node.length) : node.data)).join("");

// The node and the place in it at which a character of what a block shows stands; never within a sign.
function nodeAt(block, at, isStart) {
  let left = at;
  for (const node of nodesOf(block)) {
    if (isStart ? left < node.length : left <= node.length) {
      if (!isSign(node)) return [node, left];
      const sign = node.parentElement.closest(".unseen");
      const before = [...sign.parentNode.childNodes].indexOf(sign);
      return [sign.parentNode, isStart ? before : before + 1];
    }
    left -= node.length;
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
  if (from || to < text.length) selection.setBaseAndExtent(...nodeAt(block, start + from, true), ...nodeAt(block, start + to, false));
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
  const text = shownIn(block);
  const place = AROUND[part](text, before.toString().length);
  if (!place) return;
  const [from, to] = place;
  const words = text.slice(from, to);
  const start = from + words.length - words.trimStart().length;
  selection.setBaseAndExtent(...nodeAt(block, start, true), ...nodeAt(block, from + words.trimEnd().length, false));
}

if (reading && panel) {
  // Where a click took a quotation: of a report it means the sentence there.
  let clicked = null;
  let isDrawing = false;
  // Whoever draws within what is selected begins anew; the browser would drag the words away.
  reading.addEventListener("mousedown", (event) => {
    clicked = null;
    isDrawing = event.button === 0 && !event.ctrlKey && blockOf(event.target) !== null;
    if (isDrawing && !event.shiftKey) document.getSelection().removeAllRanges();
  });
  document.addEventListener("pointerup", (event) => {
    if (!isDrawing || event.pointerType !== "mouse") return;
    isDrawing = false;
    if (event.altKey || event.shiftKey) return;
    const { isCollapsed, anchorNode, anchorOffset } = document.getSelection();
    if (!isCollapsed) {
      takeWholeWords();
    } else {
      takeAround("words");
      clicked = [anchorNode, anchorOffset];
    }
  });
  reading.addEventListener("keydown", ({ key }) => {
    if (key.startsWith("Arrow")) clicked = null;
  });
  // Three clicks mean a paragraph; the browser goes on to what stands behind it.
  reading.addEventListener("click", (event) => {
    const block = blockOf(event.target);
    if (event.detail === 3 && block) document.getSelection().selectAllChildren(block);
  });
  // Before the panel itself hears of it.
  panel.addEventListener("click", ({ target }) => {
    const part = target.closest("[data-part]")?.dataset.part;
    if (part === "report" && clicked?.[0]) document.getSelection().collapse(...clicked);
    takeAround(part);
    if (part === "words") dropMarks();
  }, { capture: true });
}
