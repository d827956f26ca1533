// What is typed into a form of the desk is kept in this browser until it is saved, also where the sign-in
// ended meanwhile; leaving asks first. A form says data-draft, or something in it does, with whose it is;
// a button that sends one field says data-sends, and the others stay kept.
const NOT_KEPT = /^(csrfmiddlewaretoken|version|digest|read|pieces|ticks|seen|_.*|.*-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS|.*__prefix__.*)$/;
const DRAFTS = "desk-draft:";
const SENT = "desk-sent";
const DAY = { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" };

const empty = (value) => !value || (Array.isArray(value) && value.every(([one]) => !one));
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other) || (empty(one) && empty(other));
const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
const nameOf = (field) => (isTicked(field) ? `${field.name}=${field.value}` : field.name);
const counts = (field) => field.name && !NOT_KEPT.test(field.name) && !["submit", "button", "file"].includes(field.type);

function typed(form) {
  const values = {};
  for (const field of [...form.elements].filter(counts)) {
    if (isTicked(field)) {
      values[nameOf(field)] = field.checked;
    } else if (field.multiple) {
      values[field.name] = [...field.selectedOptions].map((one) => [one.value, one.text]);
    } else if (field.tagName === "SELECT") {
      const one = field.selectedOptions[0];
      values[field.name] = one ? [[one.value, one.text]] : [];
    } else {
      values[field.name] = field.value;
    }
  }
  return values;
}

// Without the sign of its key.
function wordsOf(label) {
  const copy = label?.cloneNode(true);
  copy?.querySelectorAll("kbd").forEach((one) => one.remove());
  return copy?.textContent;
}

// A row that is not there yet is called as the empty one is from which it will be made. What nobody sees
// has no name.
function labelOf(form, name) {
  const plain = name.split("=")[0];
  const found = form.elements[plain] || form.elements[plain.replace(/-\d+-/, "-__prefix__-")];
  const field = found instanceof RadioNodeList ? found[0] : found;
  const choices = field?.closest?.("[role=radiogroup]");
  const own = choices?.getAttribute("aria-label") || wordsOf(field?.labels?.[0]) || field?.getAttribute("aria-label");
  if (!own || field.type === "hidden") return "";
  const group = field.closest(".inline-group")?.querySelector("h2")?.textContent.trim();
  const label = own.trim().replace(/\s+/g, " ").replace(/:$/, "");
  return group ? `${group}: ${label}` : label;
}

function put(form, values) {
  for (const name of Object.keys(values)) {
    const row = /^(\w+)-(\d+)-/.exec(name);
    const total = row && form.elements[`${row[1]}-TOTAL_FORMS`];
    for (let guard = 0; total && Number(total.value) <= Number(row[2]) && guard < 50; guard += 1) {
      document.querySelector(`#${row[1]}-group .add-row a, #${row[1]}-group .add-row button`)?.click();
    }
  }
  for (const field of [...form.elements].filter(counts)) {
    const value = values[nameOf(field)];
    if (value === undefined) continue;
    if (typeof value === "boolean") {
      field.checked = value;
    } else if (Array.isArray(value)) {
      for (const [one, text] of value) {
        if (one && ![...field.options].some((option) => option.value === one)) field.add(new Option(text, one));
      }
      for (const option of field.options) option.selected = value.some(([one]) => one === option.value);
    } else {
      field.value = value;
    }
    field.closest("details")?.setAttribute("open", "");
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function keepWhatIsTyped(form, marker) {
  const key = `${DRAFTS}${marker.dataset.draft}:${location.pathname}${marker.dataset.draftOf || ""}`;
  const version = form.elements.version?.value || "";
  const atFirst = typed(form);
  let leaving = false;
  const changed = () => {
    const now = typed(form);
    return [...new Set([...Object.keys(now), ...Object.keys(atFirst)])].filter((name) => !same(now[name], atFirst[name]));
  };
  const keep = (more = {}) => {
    if (leaving) return;
    try {
      if (changed().length) localStorage.setItem(key, JSON.stringify({ at: Date.now(), version, values: typed(form), ...more }));
      else localStorage.removeItem(key);
    } catch {
      // The browser keeps only so much; leaving still asks.
    }
  };
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 300);
  });
  form.addEventListener("change", () => keep());
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    const only = event.submitter?.dataset.sends;
    if (only && changed().some((name) => name !== only)) {
      keep({ values: { ...typed(form), [only]: atFirst[only] } });
      leaving = true;
      return;
    }
    keep({ sent: true });
    sessionStorage.setItem(SENT, key);
    leaving = true;
  });
  addEventListener("beforeunload", (event) => {
    if (leaving || !changed().length) return;
    keep();
    event.preventDefault();
  });
  document.querySelector("#logout-form")?.addEventListener("submit", () => {
    leaving = true;
  });
  refuseActsWhileUnsaved(form, () => changed().length > 0);
  const kept = JSON.parse(localStorage.getItem(key) || "null");
  if (kept && !document.querySelector(".errornote, .errorlist")) offer(form, marker, key, kept, atFirst, version);
}

// What is decided is decided on what is saved: with unsaved words an act would pass them by.
function refuseActsWhileUnsaved(form, unsaved) {
  if (!form.querySelector("[name=_save]")) return;
  for (const act of document.querySelectorAll(".panel .acts form")) {
    act.addEventListener("submit", (event) => {
      if (!unsaved()) return;
      event.preventDefault();
      let told = act.parentElement.querySelector(".unsaved");
      if (!told) {
        told = document.createElement("p");
        told.className = "warning unsaved";
        told.setAttribute("role", "alert");
        act.parentElement.after(told);
      }
      told.textContent = "What you typed is not saved yet. Save it first, then do this.";
      form.querySelector("[name=_save]")?.focus();
    });
  }
}

function offer(form, marker, key, kept, atFirst, version) {
  const differing = Object.keys(kept.values).filter((name) => !same(kept.values[name], atFirst[name]));
  if (!differing.length) {
    localStorage.removeItem(key);
    return;
  }
  const box = document.createElement("div");
  box.className = "kept";
  box.setAttribute("role", "status");
  const words = document.createElement("p");
  const names = [...new Set(differing.map((name) => labelOf(form, name)).filter(Boolean))].slice(0, 8).join(", ");
  const late = kept.version !== version ? " What stands here has moved on since: it was saved, submitted or decided. Look at both before you save." : "";
  words.textContent = `You typed something here on ${new Date(kept.at).toLocaleString("en-GB", DAY)} and did not save it: ${names}.${late}`;
  const acts = document.createElement("div");
  acts.className = "acts";
  for (const [label, act] of [["Bring it back", () => put(form, kept.values)], ["Forget it", () => localStorage.removeItem(key)]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "act";
    button.textContent = label;
    button.addEventListener("click", () => {
      act();
      box.remove();
    });
    acts.append(button);
  }
  box.append(words, acts);
  if (marker === form) form.before(box);
  else marker.after(box);
}

// The page that follows says that what was sent is done; on any other it is offered again. Where one has
// to sign in first, that page comes later.
function forgetWhatIsDone() {
  const sent = sessionStorage.getItem(SENT);
  if (!sent || document.querySelector("#login-form")) return;
  if (document.querySelector(".messagelist .success, .messagelist .info")) localStorage.removeItem(sent);
  sessionStorage.removeItem(SENT);
}

function forgetOnSigningOut() {
  document.querySelector("#logout-form")?.addEventListener("submit", () => {
    for (const name of Object.keys(localStorage)) if (name.startsWith(DRAFTS)) localStorage.removeItem(name);
    sessionStorage.clear();
  });
}

// The admin's own scripts dress a form first.
addEventListener("load", () => {
  forgetWhatIsDone();
  forgetOnSigningOut();
  // A small window closes once its form is saved, and no page follows.
  if (new URLSearchParams(location.search).has("_popup")) return;
  for (const marker of document.querySelectorAll("[data-draft]")) {
    const form = marker.closest("form");
    if (form) keepWhatIsTyped(form, marker);
  }
});
