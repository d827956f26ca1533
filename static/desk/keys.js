// Single keys for what a page offers: data-key="a" presses a button, follows a link, ticks a box or
// goes into a field. Within a group that carries data-stop, j and k go on and back, and data-here="w"
// acts on the one that is focused. What other keys do is told by data-keys-note="Alt: Keeps half a
// word". Never while somebody types, and not at all where switched off.
const SWITCH = "desk-keys";
const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select, [contenteditable=true]";

const isOn = () => localStorage.getItem(SWITCH) !== "off";
const shown = (element) => element.getClientRects().length > 0;
const keyed = (name) => [...document.querySelectorAll(`[data-${name}]`)];
const stops = () => keyed("stop").filter(shown);

function act(element) {
  if (element.matches("textarea, select, input:not([type=checkbox]):not([type=radio]), [role=region]")) {
    element.focus({ preventScroll: true });
    const { top, bottom } = element.getBoundingClientRect();
    const fits = bottom - top < innerHeight;
    if (top < 0 || (fits && bottom > innerHeight) || top > innerHeight) element.scrollIntoView({ block: fits ? "center" : "start" });
  } else {
    element.click();
    if (element.matches("summary") && element.parentElement.open) {
      element.parentElement.querySelector("textarea, input, select")?.focus();
    }
    element.closest(".ticks")?.scrollIntoView({ block: "nearest" });
  }
}

// A key of one piece, where one is at none: it leads to the first that is still open.
function lead(key) {
  const open = keyed("here").find((one) => one.dataset.here === key && shown(one) && !one.checked);
  open?.focus();
  open?.closest("[data-stop]").scrollIntoView({ block: "start" });
  return Boolean(open);
}

function move(step) {
  const all = stops();
  if (!all.length) return;
  const here = all.findIndex((one) => one.contains(document.activeElement));
  const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1)];
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "start" });
}

// What a key does is told beside it, and to those who do not see it.
function mark() {
  document.querySelectorAll("kbd.key").forEach((hint) => hint.remove());
  for (const element of [...keyed("key"), ...keyed("here")]) {
    const key = element.dataset.key || element.dataset.here;
    if (!isOn()) {
      element.removeAttribute("aria-keyshortcuts");
      continue;
    }
    element.setAttribute("aria-keyshortcuts", key);
    const label = element.labels?.[0] || (element.matches("textarea, input, select, [role=region]") ? null : element);
    if (!label || label.querySelector("kbd.key")) continue;
    const hint = document.createElement("kbd");
    hint.className = "key";
    hint.textContent = key;
    hint.setAttribute("aria-hidden", "true");
    label.append(" ", hint);
  }
}

const told = (element) => {
  const from = element.labels?.[0] || element;
  const copy = from.cloneNode(true);
  copy.querySelectorAll("kbd, .visually-hidden").forEach((one) => one.remove());
  return element.dataset.keyLabel || copy.textContent.trim().replace(/\s+/g, " ");
};

function help() {
  const dialog = document.createElement("dialog");
  dialog.className = "keys-help";
  dialog.setAttribute("aria-labelledby", "keys-title");
  const title = document.createElement("h2");
  title.id = "keys-title";
  title.textContent = "Keys on this page";
  const list = document.createElement("dl");
  const rows = new Map(keyed("key").filter(shown).map((one) => [one.dataset.key, told(one)]));
  if (stops().length) {
    rows.set("j", "On to the next piece");
    rows.set("k", "Back to the one before");
    for (const one of keyed("here")) rows.set(one.dataset.here, one.dataset.hereLabel || told(one));
  }
  for (const one of keyed("keys-note").filter(shown)) rows.set(...one.dataset.keysNote.split(": "));
  rows.set("?", "This list");
  for (const [key, what] of rows) {
    const term = document.createElement("dt");
    const sign = document.createElement("kbd");
    sign.textContent = key;
    term.append(sign);
    const meaning = document.createElement("dd");
    meaning.textContent = what;
    list.append(term, meaning);
  }
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = isOn();
  box.addEventListener("change", () => {
    localStorage.setItem(SWITCH, box.checked ? "on" : "off");
    mark();
  });
  label.append(box, " Single keys act on this browser");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "act";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  dialog.append(title, list, label, close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

// Boxes that have to be ticked first are led to, before anything is asked.
function lacks(button) {
  const open = button.dataset.needs && [...document.querySelectorAll(button.dataset.needs)].find((one) => !one.checked);
  if (!open) return false;
  const place = open.closest("fieldset");
  let note = place.querySelector(".needed");
  if (!note) {
    note = document.createElement("strong");
    note.className = "needed";
    note.setAttribute("role", "alert");
    place.append(note);
  }
  note.textContent = button.dataset.needsTold;
  place.addEventListener("change", () => note.remove(), { once: true });
  open.focus();
  place.scrollIntoView({ block: "center" });
  return true;
}

// What a button is about to do is asked first where it says data-confirm.
function confirmed(event) {
  const button = event.target.closest("[data-confirm]");
  if (!button || button.dataset.sure === "yes") return;
  event.preventDefault();
  if (lacks(button)) return;
  const dialog = document.createElement("dialog");
  dialog.className = "confirm";
  dialog.setAttribute("aria-labelledby", "confirm-told");
  const words = document.createElement("p");
  words.id = "confirm-told";
  words.textContent = button.dataset.confirm;
  const yes = document.createElement("button");
  yes.type = "button";
  yes.className = "act main";
  yes.textContent = told(button);
  const no = document.createElement("button");
  no.type = "button";
  no.className = "act";
  no.textContent = "Not now";
  yes.addEventListener("click", () => {
    dialog.close();
    button.dataset.sure = "yes";
    button.form.requestSubmit(button);
    delete button.dataset.sure;
  });
  no.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    button.focus();
  });
  const acts = document.createElement("div");
  acts.className = "acts";
  acts.append(yes, no);
  dialog.append(words, acts);
  document.body.append(dialog);
  dialog.showModal();
  yes.focus();
}

document.addEventListener("click", confirmed);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!isOn() || event.target.closest(TYPING) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    event.preventDefault();
    help();
    return;
  }
  const element = keyed("key").find((one) => one.dataset.key === event.key && shown(one) && !one.disabled);
  const stop = document.activeElement?.closest("[data-stop]");
  const here = stop && [...stop.querySelectorAll("[data-here]")].find((one) => one.dataset.here === event.key);
  if (here || element) {
    event.preventDefault();
    act(here || element);
  } else if (keyed("here").some((one) => one.dataset.here === event.key) && lead(event.key)) {
    event.preventDefault();
  } else if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    move(event.key === "j" ? 1 : -1);
  }
});
const opener = document.querySelector("[data-keys-help]");
if (opener) {
  opener.hidden = false;
  opener.addEventListener("click", help);
}
mark();
