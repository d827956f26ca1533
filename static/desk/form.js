// A claim's form: what is typed is kept in this browser until it is saved, leaving asks first, evidence
// is moved by hand, and claims that may say the same are shown while the text is typed.
const told = document.querySelector("[data-draft]");
const form = told?.closest("form");
const NOT_KEPT = /^(csrfmiddlewaretoken|version|_.*|.*-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS|.*__prefix__.*)$/;
const PREFIX = `desk-draft:${told?.dataset.draft}:`;
const key = PREFIX + location.pathname;
let leaving = false;

function typed() {
  const values = {};
  for (const field of form.elements) {
    if (!field.name || NOT_KEPT.test(field.name) || field.type === "submit" || field.type === "file") continue;
    if (field.type === "checkbox" || field.type === "radio") {
      values[`${field.name}=${field.value}`] = field.checked;
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

const empty = (value) => !value || (Array.isArray(value) && value.every(([one]) => !one));
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other) || (empty(one) && empty(other));
const labelOf = (name) => {
  const field = form.elements[name.split("=")[0]];
  const first = field instanceof RadioNodeList ? field[0] : field;
  const group = first?.closest(".inline-group")?.querySelector("h2")?.textContent.trim();
  const label = (first?.labels?.[0]?.textContent || name).trim().replace(/:$/, "");
  return group ? `${group}: ${label}` : label;
};

function put(values) {
  for (const name of Object.keys(values)) {
    const row = /^(\w+)-(\d+)-/.exec(name);
    const total = row && form.elements[`${row[1]}-TOTAL_FORMS`];
    for (let guard = 0; total && Number(total.value) <= Number(row[2]) && guard < 50; guard += 1) {
      document.querySelector(`#${row[1]}-group .add-row a, #${row[1]}-group .add-row button`)?.click();
    }
  }
  for (const field of form.elements) {
    const value = values[field.type === "checkbox" || field.type === "radio" ? `${field.name}=${field.value}` : field.name];
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
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function keepWhatIsTyped() {
  const version = form.elements.version?.value || "";
  const atFirst = typed();
  const changed = () => {
    const now = typed();
    return [...new Set([...Object.keys(now), ...Object.keys(atFirst)])].filter((name) => !same(now[name], atFirst[name]));
  };
  const keep = () => {
    if (leaving) return;
    if (changed().length) localStorage.setItem(key, JSON.stringify({ at: Date.now(), version, values: typed() }));
    else localStorage.removeItem(key);
  };
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 300);
  });
  form.addEventListener("change", keep);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    keep();
    leaving = true;
    const kept = JSON.parse(localStorage.getItem(key) || "null");
    if (kept) localStorage.setItem(key, JSON.stringify({ ...kept, sent: true }));
  });
  addEventListener("beforeunload", (event) => {
    if (leaving || !changed().length) return;
    keep();
    event.preventDefault();
  });
  refuseActsWhileUnsaved(() => changed().length > 0);
  const kept = JSON.parse(localStorage.getItem(key) || "null");
  if (kept && !document.querySelector(".errornote, .errorlist")) offer(kept, atFirst, version);
}

// What is decided is decided on what is saved: with unsaved words an act would pass them by.
function refuseActsWhileUnsaved(unsaved) {
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

function offer(kept, atFirst, version) {
  const differing = Object.keys(kept.values).filter((name) => !same(kept.values[name], atFirst[name]));
  if (!differing.length || (kept.sent && document.querySelector(".messagelist .success"))) {
    localStorage.removeItem(key);
    return;
  }
  const box = document.createElement("div");
  box.className = "kept";
  box.setAttribute("role", "status");
  const words = document.createElement("p");
  const names = [...new Set(differing.map(labelOf))].slice(0, 8).join(", ");
  const late = kept.version !== version ? " The claim has moved on since: it was saved, submitted or decided. Look at both before you save." : "";
  words.textContent = `You typed something here on ${new Date(kept.at).toLocaleString("en-GB")} and did not save it: ${names}.${late}`;
  const acts = document.createElement("div");
  acts.className = "acts";
  for (const [label, act] of [["Bring it back", () => put(kept.values)], ["Forget it", () => localStorage.removeItem(key)]]) {
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
  told.after(box);
}

function forgetOnSigningOut() {
  document.querySelector("#logout-form")?.addEventListener("submit", () => {
    leaving = true;
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  });
}

// Evidence and appearances in the order in which they stand: by buttons, by dragging, or by number.
function moveByHand(group) {
  const rows = () => [...group.querySelectorAll(".inline-related:not(.empty-form)")].filter((row) => row.querySelector("[name$=-order]"));
  const number = () => rows().forEach((row, at) => {
    const field = row.querySelector("[name$=-order]");
    if (field.value !== String(at + 1)) {
      field.value = at + 1;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  const dress = (row) => {
    if (row.querySelector(".move") || !row.querySelector("[name$=-order]")) return;
    const box = document.createElement("span");
    box.className = "move";
    for (const [sign, label, step] of [["↑", "Move up", -1], ["↓", "Move down", 1]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.setAttribute("aria-label", `${label}: ${row.querySelector("h3")?.textContent.trim().replace(/\s+/g, " ").slice(0, 80)}`);
      button.addEventListener("click", () => {
        const all = rows();
        const other = all[all.indexOf(row) + step];
        if (!other) return;
        if (step < 0) other.before(row);
        else other.after(row);
        number();
        button.focus();
      });
      box.append(button);
    }
    const handle = document.createElement("span");
    handle.className = "handle";
    handle.draggable = true;
    handle.textContent = "⠿";
    handle.title = "Drag to another place";
    handle.setAttribute("aria-hidden", "true");
    handle.addEventListener("dragstart", (event) => {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.id);
      event.dataTransfer.setDragImage(row, 20, 20);
      group.dataset.dragged = row.id;
    });
    handle.addEventListener("dragend", () => delete group.dataset.dragged);
    box.append(handle);
    row.querySelector("h3")?.append(box);
    row.addEventListener("dragover", (event) => {
      if (group.dataset.dragged === undefined) return;
      event.preventDefault();
      row.classList.add("over");
    });
    row.addEventListener("dragleave", () => row.classList.remove("over"));
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      row.classList.remove("over");
      const dragged = document.getElementById(group.dataset.dragged);
      delete group.dataset.dragged;
      if (!dragged || dragged === row) return;
      if (rows().indexOf(dragged) < rows().indexOf(row)) row.after(dragged);
      else row.before(dragged);
      number();
    });
  };
  rows().forEach(dress);
  group.addEventListener("formset:added", () => rows().forEach(dress));
}

function showSimilar() {
  const text = form.elements.text;
  if (!text || told.dataset.claim) return;
  const box = document.createElement("div");
  box.setAttribute("aria-live", "polite");
  (text.closest(".form-row") || text).after(box);
  let timer, last = "";
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const now = text.value.trim();
      if (now.length < 12 || now === last) return;
      last = now;
      const answer = await fetch(`${told.dataset.similar}?text=${encodeURIComponent(now.slice(0, 2000))}`);
      if (!answer.ok || answer.redirected) return;
      const { claims } = await answer.json();
      box.replaceChildren();
      if (!claims.length) return;
      const title = document.createElement("p");
      title.textContent = "Already checked? These may say the same:";
      const list = document.createElement("ul");
      list.className = "similar";
      for (const { short, stands, address } of claims) {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = address;
        link.target = "_blank";
        link.rel = "noopener";
        link.dir = "auto";
        link.textContent = short;
        const where = document.createElement("span");
        where.textContent = stands;
        item.append(link, where);
        list.append(item);
      }
      box.append(title, list);
    }, 400);
  });
}

if (form) {
  // The admin's own scripts dress the form first.
  addEventListener("load", () => {
    keepWhatIsTyped();
    forgetOnSigningOut();
    document.querySelectorAll(".inline-group").forEach(moveByHand);
    showSimilar();
  });
}
