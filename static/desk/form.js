// A claim's form: evidence is moved by hand, and claims that may say the same are shown while the text is
// typed.
const told = document.querySelector("[data-similar]");
const form = told?.closest("form");

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
  box.className = "already";
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

// A statement that is offered is not taken as long as it has no stance: the others have the numbers. It
// asks for no more, until a note is asked for, so that the next one stays under the mouse.
function numberTaken(group) {
  const offered = new Set([...form.querySelectorAll("[name=offered]")].map((one) => one.value));
  if (!group || !offered.size) return;
  const said = (row, name, state = "") => row.querySelector(`[name$=-${name}]${state}`)?.value;
  const number = () => {
    let count = 0;
    for (const row of group.querySelectorAll(".inline-related:not(.empty-form)")) {
      if (row.classList.contains("has_original")) {
        count += 1;
        continue;
      }
      const isOffered = offered.has(said(row, "statement")) && !row.querySelector(".errorlist");
      const isLeft = isOffered && !said(row, "stance", ":checked") && !said(row, "note");
      row.classList.toggle("brief", isOffered && !said(row, "note") && !row.dataset.unfolded);
      row.querySelector(".inline_label").textContent = isLeft ? "offered, not taken yet" : `[${(count += 1)}]`;
    }
  };
  const unfold = (row) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = "Add a note";
    button.addEventListener("click", () => {
      row.dataset.unfolded = "yes";
      number();
      row.querySelector("[name$=-note]").focus();
    });
    row.querySelector("[role=radiogroup] > div").append(button);
  };
  // The admin's own script numbers all rows where one comes or goes.
  const later = () => setTimeout(number);
  group.addEventListener("formset:added", later);
  // A statement that is searched for tells of itself in jQuery's way only.
  window.django.jQuery(group).on("change", later);
  document.addEventListener("formset:removed", later);
  number();
  group.querySelectorAll(".inline-related.brief").forEach(unfold);
}

// What is pasted beyond the length of a field the browser leaves out, and says nothing; and a claim
// that is longer needs a short form.
function countLetters(field, text) {
  const help = document.getElementById(`${field?.id}_helptext`);
  if (!help || !text || field.maxLength < 0) return;
  const told = document.createElement("span");
  told.className = "counted";
  const wanted = document.createElement("p");
  wanted.className = "wanted";
  wanted.setAttribute("role", "status");
  const count = () => {
    const letters = text.value.trim().length;
    told.textContent = field.value ? `${field.value.length} of ${field.maxLength}` : "";
    wanted.textContent = !field.value && letters > field.maxLength ? `${letters} characters: lists need a short form too, of at most ${field.maxLength}.` : "";
  };
  for (const each of [field, text]) each.addEventListener("input", count);
  (help.firstElementChild || help).append(" ", told);
  document.getElementById(`${text.id}_helptext`)?.append(wanted);
  count();
}

if (form) {
  // The admin's own scripts dress the form first.
  addEventListener("load", () => {
    document.querySelectorAll(".inline-group").forEach(moveByHand);
    showSimilar();
    numberTaken(document.getElementById("evidence-group"));
    countLetters(form.elements.short, form.elements.text);
  });
}
