// A tick is kept as soon as it is set: a closed tab loses none. Without this script all are kept
// with the decision.
const form = document.querySelector("form[data-tick]");
const boxes = form ? [...document.querySelectorAll(`input[name=ticks][form=${form.id}]`)] : [];

async function keep(box) {
  const [piece, what] = box.value.split(" ");
  const sent = new FormData();
  sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  sent.set("piece", piece);
  sent.set("what", what);
  sent.set("holds", box.checked ? "yes" : "no");
  const told = box.closest(".ticks");
  told.querySelector(".not-kept")?.remove();
  let refused = "";
  try {
    const answer = await fetch(form.dataset.tick, { method: "POST", body: sent });
    const result = await answer.json();
    if (result.kept) return;
    refused = result.refused;
  } catch {
    // No answer, or a page that asks to sign in: the decision brings the tick along.
  }
  const note = document.createElement("strong");
  note.className = "not-kept";
  note.setAttribute("role", "alert");
  note.textContent = refused || "Not kept yet; it will be, with your decision.";
  told.append(note);
}

// Beside the decision stands how much is still to be read.
const told = document.querySelector("[data-ticked]");
const needed = boxes.filter((box) => box.closest(".ticks[data-needed]"));

function count() {
  const done = needed.filter((box) => box.checked).length;
  told.textContent = done < needed.length ? `Needs the ticks beside the evidence: ${done} of ${needed.length} are set.` : "Every tick that is needed is set.";
}

for (const box of boxes) box.addEventListener("change", () => keep(box));
if (told && needed.length) {
  for (const box of needed) box.addEventListener("change", count);
  told.hidden = false;
  count();
}
