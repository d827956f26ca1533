// Beside the explanation stand the numbers of what the claim rests on, in the order of the rows; a press
// puts one where the cursor is.
const group = document.getElementById("evidence-group");
const explanation = document.getElementById("id_explanation");

const offered = new Set([...document.querySelectorAll("[name=offered]")].map((one) => one.value));
const LAST = 32767;
let isTouched = false;

// The rows that will be saved, in their order: not those that are offered and of which nothing is said,
// nor those to be deleted.
function taken() {
  const said = (row, name, state = "") => row.querySelector(`[name$=-${name}]${state}`)?.value;
  const rows = [...group.querySelectorAll(".inline-related:not(.empty-form)")].filter((row) => {
    const isOffered = !row.classList.contains("has_original") && offered.has(said(row, "statement"));
    const isLeft = isOffered && !said(row, "stance", ":checked") && !said(row, "note");
    return !isLeft && !said(row, "DELETE", ":checked");
  });
  const order = (row) => Number(said(row, "order")) || LAST;
  return rows.sort((one, other) => order(one) - order(other));
}

// Where nobody was in the field yet, it goes behind what stands there.
function cite(number) {
  const { value } = explanation;
  const [at, to] = isTouched ? [explanation.selectionStart, explanation.selectionEnd] : [value.length, value.length];
  const before = at && !/\s$/.test(value.slice(0, at)) ? " " : "";
  const after = /^[\p{L}\p{N}]/u.test(value.slice(to)) ? " " : "";
  explanation.setRangeText(`${before}[${number}]${after}`, at, to, "end");
  explanation.dispatchEvent(new Event("input", { bubbles: true }));
  explanation.focus();
}

function begin() {
  const box = document.createElement("p");
  box.className = "citable";
  explanation.closest(".form-row").prepend(box);
  const show = () => {
    const buttons = taken().map((row, index) => {
      const said = row.querySelector("[name$=-statement]")?.selectedOptions?.[0]?.textContent || "";
      const stance = row.querySelector("[name$=-stance]:checked")?.labels[0].textContent.trim().toLowerCase();
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.textContent = [`[${index + 1}] ${said.split(": “")[0]}`, stance].filter(Boolean).join(", ");
      button.addEventListener("click", () => cite(index + 1));
      button.hidden = !row.querySelector("[name$=-statement]")?.value;
      return button;
    });
    box.replaceChildren(...(buttons.length ? ["Cite: ", ...buttons] : []));
  };
  explanation.addEventListener("focus", () => {
    isTouched = true;
  });
  // Once the other scripts have numbered and dressed the rows.
  const later = () => setTimeout(show, 50);
  window.django.jQuery(group).on("change", later);
  group.addEventListener("formset:added", later);
  document.addEventListener("formset:removed", later);
  group.addEventListener("click", later);
  later();
}

if (group && explanation) addEventListener("load", begin);
