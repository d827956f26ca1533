// Mark statements in the text itself. Offsets count Unicode code points from the start of the stored
// text, as the server does; the server cuts the words there, and compares them with those sent.
const reading = document.querySelector("[data-reading]");
const panel = document.querySelector("[data-marking]");

const points = (text) => [...text].length;

// Where a place in the page is in the stored text: each character that is shown as a sign is one.
function offset(node, at) {
  const block = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".stored");
  if (!block) return null;
  const before = document.createRange();
  before.setStart(block, 0);
  before.setEnd(node, at);
  const walker = document.createTreeWalker(before.cloneContents(), NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  let count = Number(block.dataset.start);
  while (walker.nextNode()) {
    const here = walker.currentNode;
    if (here.nodeType === Node.ELEMENT_NODE) {
      if (here.classList.contains("unseen")) count += 1;
    } else if (!here.parentElement?.closest(".unseen")) {
      count += points(here.data);
    }
  }
  return count;
}

// The stored characters between two places, each sign as the character that it stands for.
function stored(range) {
  let text = "";
  const walker = document.createTreeWalker(range.cloneContents(), NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode()) {
    const here = walker.currentNode;
    if (here.nodeType === Node.ELEMENT_NODE) {
      const code = here.classList.contains("unseen") && /U\+([0-9A-F]+)/.exec(here.title);
      if (code) text += String.fromCodePoint(Number.parseInt(code[1], 16));
    } else if (!here.parentElement?.closest(".unseen")) {
      text += here.data;
    }
  }
  return text;
}

function selected() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!reading.contains(range.startContainer) || !reading.contains(range.endContainer)) return null;
  let start = offset(range.startContainer, range.startOffset);
  const end = offset(range.endContainer, range.endOffset);
  if (start === null || end === null) return { refused: "Select within one stretch of the text." };
  const block = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".stored");
  if (block(range.startContainer) !== block(range.endContainer)) {
    return { refused: "The words lie in two regions: mark each stretch by itself." };
  }
  const text = stored(range);
  const exact = text.trim();
  start += points(text.slice(0, text.indexOf(exact)));
  return exact ? { start, end: start + points(exact), exact } : null;
}

// What the name of a speaker that is no person often has in it, in English.
const KINDS = [
  ["court", /\b(court|tribunal)\b/i],
  ["organisation", /\b(agency|association|authority|bank|board|bureau|city|commission|committee|company|council|county|department|exchange|foundation|government|group|inc|institute|ltd|ministry|office|parliament|party|police|union|university)\b/i],
];

// What is picked and not marked yet is kept in this tab, whatever page comes between.
const PICKED = `desk-picked:${location.pathname}`;
const SENT = `desk-picked-sent:${location.pathname}`;

function pickedBefore() {
  const isMarked = sessionStorage.getItem(SENT) && document.querySelector(".messagelist .success");
  sessionStorage.removeItem(SENT);
  if (isMarked) sessionStorage.removeItem(PICKED);
  return JSON.parse(sessionStorage.getItem(PICKED) || "null");
}

// Whoever comes back to a place in the text goes on from there.
function standAtTarget() {
  const place = document.getElementById(location.hash.slice(1));
  const target = place?.matches("mark") ? place : place?.querySelector(".stored");
  if (!target || !reading.contains(target)) return;
  reading.focus({ preventScroll: true });
  document.getSelection().collapse(target, target.matches("mark") ? target.childNodes.length : 0);
}

function begin() {
  const told = panel.querySelector("[data-selected]");
  const list = panel.querySelector("[data-stretches]");
  const proposed = panel.querySelector("[data-proposed]");
  const form = panel.querySelector("form");
  const unfold = panel.querySelector("[data-unfold]");
  const hint = [...told.childNodes];
  let now = null;
  let rounds = 0;
  let open = list.children.length > 0 || panel.querySelector(".errornote") !== null;

  // In a narrow window the panel takes no more room than what is being done needs.
  const fold = () => {
    panel.dataset.stage = open ? "open" : now ? "selected" : "nothing";
    unfold.textContent = open ? "Fold up" : "Open";
    unfold.setAttribute("aria-expanded", String(open));
  };

  const show = () => {
    now = selected() || (panel.contains(document.activeElement) ? now : null);
    if (now) told.textContent = now.refused || `“${now.exact}”`;
    else told.replaceChildren(...hint);
    fold();
  };

  // One who may be the speaker: somebody known, or somebody whom the text names and nobody knows yet.
  const proposeOne = ({ id, name, by }) => {
    const value = id ? String(id) : "";
    const other = [...proposed.querySelectorAll("input")].find((one) => (value ? one.value === value : one.dataset.name === name));
    if (other) return;
    const number = proposed.querySelectorAll("input").length + 1;
    const input = document.createElement("input");
    input.type = "radio";
    input.name = "speaker";
    input.value = value;
    input.id = `proposed-${number}`;
    if (!id) input.dataset.name = name;
    const label = document.createElement("label");
    label.htmlFor = input.id;
    label.textContent = name;
    if (!id) label.textContent += " (new)";
    else if (by && by.toLowerCase() !== name.toLowerCase()) label.textContent += ` (the text says “${by}”)`;
    if (number < 10) {
      input.dataset.key = String(number);
      const sign = document.createElement("kbd");
      sign.className = "key";
      sign.setAttribute("aria-hidden", "true");
      sign.textContent = number;
      label.append(" ", sign);
    }
    const row = document.createElement("p");
    row.append(input, label);
    proposed.append(row);
  };

  // What somebody is by their name, as long as nobody has said otherwise.
  const guessKind = () => {
    const { kind, name } = form.elements;
    if (kind.dataset.chosen) return;
    const [guess] = KINDS.find(([, words]) => words.test(name.value)) || ["person"];
    kind.value = guess;
  };

  const propose = async (place) => {
    const round = rounds;
    const answer = await fetch(`${form.dataset.speakers}?at=${place}`);
    if (!answer.ok || answer.redirected || round !== rounds) return;
    const { speakers } = await answer.json();
    speakers.forEach(proposeOne);
    proposed.querySelector("[data-none]").hidden = proposed.querySelector("input") !== null;
  };

  const remember = () => {
    const rows = [...list.children].map((row) => [row.dataset.place, row.querySelector("b").textContent, row.querySelector("[name=exact]").value]);
    const typed = { name: form.elements.name.value, kind: form.elements.kind.value };
    if (rows.length || typed.name) sessionStorage.setItem(PICKED, JSON.stringify({ rows, typed }));
    else sessionStorage.removeItem(PICKED);
  };

  const pick = (place, label, exact) => {
    const row = document.createElement("li");
    row.dataset.place = place;
    const name = document.createElement("b");
    name.textContent = label;
    const words = document.createElement("q");
    words.dir = "auto";
    words.textContent = exact;
    row.append(name, words);
    for (const [field, value] of [["passage", place], ["exact", exact]]) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = field;
      input.value = value;
      row.append(input);
    }
    const away = document.createElement("button");
    away.type = "button";
    away.className = "plain";
    away.textContent = "Take out";
    words.id = `picked-${place.replace(":", "-")}`;
    away.setAttribute("aria-describedby", words.id);
    away.addEventListener("click", () => {
      row.remove();
      remember();
      panel.querySelector("[data-part]").focus();
    });
    row.append(away);
    list.append(row);
    open = true;
    fold();
    propose(place);
  };

  const add = (part, label) => {
    show();
    if (!now) told.replaceChildren("Select the words first. ", ...hint);
    if (!now || now.refused) return;
    const place = `${part}:${now.start}-${now.end}`;
    if (list.querySelector(`[data-place="${place}"]`)) return;
    // The same words, drawn again, take the place of those before.
    for (const row of [...list.children]) {
      const [other, start, end] = row.dataset.place.split(/[:-]/);
      if (other === part && Number(start) < now.end && now.start < Number(end)) row.remove();
    }
    pick(place, label, now.exact);
    remember();
    panel.querySelector(".errornote")?.remove();
  };

  const bringBack = ({ rows, typed }) => {
    for (const row of rows) pick(...row);
    form.elements.name.value = typed.name;
    form.elements.kind.value = typed.kind;
    if (rows.length) hint.unshift("What you picked before is here again. ");
  };

  correctRegions(() => {
    show();
    return now;
  });
  document.addEventListener("selectionchange", show);
  for (const button of panel.querySelectorAll("[data-part]")) {
    button.addEventListener("mousedown", (event) => event.preventDefault());
    const label = button.firstChild.textContent.trim();
    button.addEventListener("click", () => add(button.dataset.part, label));
  }
  panel.querySelector("[data-clear]").addEventListener("click", () => {
    list.replaceChildren();
    rounds += 1;
    proposed.querySelectorAll("p:not([data-none])").forEach((row) => row.remove());
    form.elements.name.value = "";
    remember();
    open = false;
    show();
  });
  unfold.addEventListener("click", () => {
    open = !open;
    fold();
  });
  reading.addEventListener("keydown", (event) => {
    if (!step(event)) return;
    show();
    keepInSight(document.getSelection());
  });
  proposed.addEventListener("change", ({ target }) => {
    form.elements.name.value = target.dataset.name || "";
    guessKind();
    remember();
  });
  form.elements.name.addEventListener("input", () => {
    for (const one of proposed.querySelectorAll("input")) one.checked = false;
    guessKind();
  });
  form.elements.kind.addEventListener("change", ({ target }) => {
    target.dataset.chosen = "yes";
  });
  form.addEventListener("input", remember);
  form.addEventListener("submit", (event) => {
    if (list.children.length) {
      sessionStorage.setItem(SENT, "yes");
      return;
    }
    event.preventDefault();
    told.textContent = now ? "Say first what these words are: own words, report, or who said it." : "Select the words first.";
    panel.querySelector("[data-part]").focus();
  });
  const first = list.querySelector("[data-place]");
  if (first) propose(first.dataset.place);
  const before = pickedBefore();
  if (before && !first) bringBack(before);
  // Where the browser goes to a place it takes the focus away, once all is loaded.
  addEventListener("load", () => setTimeout(standAtTarget));
  // The page stands at what was just marked: what is told of it, and the way back, stand there too.
  const messages = document.querySelector(".messagelist");
  if (messages) panel.querySelector(".settled").after(messages);
  panel.hidden = false;
  show();
}

// The region of what is selected, or of the whole stretch that the cursor stands in.
function correctRegions(words) {
  const form = panel.querySelector("[data-carve]");
  if (!form) return;
  const kind = form.querySelector("select");
  const told = panel.querySelector("[data-selected]");
  let here = null;
  // The browser tells of a selection when it next draws: whoever types fast is at the list by then.
  const follow = () => {
    const block = blockOf(document.getSelection().focusNode);
    if (!block || block === here || !reading.contains(block)) return;
    kind.value = block.dataset.kind;
    here = block;
  };
  document.addEventListener("selectionchange", follow);
  kind.addEventListener("focus", follow);
  const whole = () => {
    if (!here) return { refused: "Put the cursor into the text first." };
    const range = document.createRange();
    range.selectNodeContents(here);
    const exact = stored(range);
    const start = Number(here.dataset.start);
    return { start, end: start + points(exact), exact };
  };
  form.addEventListener("submit", (event) => {
    follow();
    const place = event.submitter?.dataset.whole === undefined ? words() || { refused: "Select the words first." } : whole();
    if (place.refused) {
      event.preventDefault();
      told.textContent = place.refused;
      return;
    }
    for (const name of ["start", "end", "exact"]) form.elements[name].value = place[name];
  });
}

// With the keyboard alone: arrows go from word to word and from sentence to sentence, Shift extends.
const STEPS = { ArrowRight: ["forward", "word"], ArrowLeft: ["backward", "word"], ArrowDown: ["forward", "sentence"], ArrowUp: ["backward", "sentence"] };

const blockOf = (node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(".stored");

// What stands beside the text is no part of it: from the end of a stretch the next one follows.
const keep = (selection, range) => selection.setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);

function over(selection, from, direction, unit, before) {
  const blocks = [...reading.querySelectorAll(".stored")];
  const next = blocks[blocks.indexOf(from) + (direction === "forward" ? 1 : -1)];
  if (!next) return keep(selection, before);
  if (direction === "forward") {
    selection.collapse(next, 0);
  } else {
    selection.selectAllChildren(next);
    selection.collapseToEnd();
    selection.modify("move", "backward", unit);
  }
  return selection.modify("extend", "forward", unit);
}

function step(event) {
  const by = STEPS[event.key];
  if (!by || event.ctrlKey || event.altKey || event.metaKey) return false;
  event.preventDefault();
  const selection = document.getSelection();
  const [direction, unit] = by;
  if (!blockOf(selection.focusNode)) selection.collapse(reading.querySelector(".stored"), 0);
  const from = blockOf(selection.focusNode);
  const before = selection.getRangeAt(0).cloneRange();
  if (event.shiftKey) {
    selection.modify("extend", direction, unit);
    if (blockOf(selection.focusNode) !== from) {
      keep(selection, before);
    }
  } else {
    if (direction === "forward") selection.collapseToEnd();
    else selection.collapseToStart();
    const start = [selection.focusNode, selection.focusOffset];
    if (direction === "backward") selection.modify("move", "backward", unit);
    const stayed = direction === "backward" && selection.focusNode === start[0] && selection.focusOffset === start[1];
    if (blockOf(selection.focusNode) === from) selection.modify("extend", "forward", unit);
    if (stayed || selection.isCollapsed || blockOf(selection.focusNode) !== from) over(selection, from, direction, unit, before);
  }
  return true;
}

// What is selected stays in the window, and above the panel where that sticks to its lower edge; of
// what is higher than that, the end that moves.
function keepInSight(selection) {
  const range = selection.getRangeAt(0);
  const rects = range.getClientRects();
  const atEnd = selection.focusNode === range.endContainer && selection.focusOffset === range.endOffset;
  const moved = rects[atEnd ? rects.length - 1 : 0];
  if (!moved) return;
  const floor = matchMedia("(min-width: 1100px)").matches ? innerHeight : panel.getBoundingClientRect().top;
  const whole = range.getBoundingClientRect();
  const kept = whole.height <= floor ? whole : moved;
  if (kept.top < 0 || kept.bottom > floor) scrollBy({ top: kept.top - (floor - kept.height) / 2 });
}

if (reading && panel) begin();
