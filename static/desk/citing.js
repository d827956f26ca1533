// Beside the explanation stand the numbers of what the claim rests on, in the order of the rows; a press
// puts one where the cursor is.
const group = document.getElementById("evidence-group");
const explanation = document.getElementById("id_explanation");

// The rows that will be saved: not those that are offered and got no stance, nor those to be deleted.
function taken() {
  return [...group.querySelectorAll(".inline-related:not(.empty-form)")].filter((row) => {
    const chosen = row.querySelector("[name$=-statement]")?.value;
    const isLeft = row.classList.contains("brief") && !row.querySelector("[name$=-stance]:checked");
    return chosen && !isLeft && !row.querySelector("[name$=-DELETE]:checked");
  });
}

function cite(number) {
  const { selectionStart: at, value } = explanation;
  const space = at && !/\s$/.test(value.slice(0, at)) ? " " : "";
  explanation.setRangeText(`${space}[${number}]`, at, explanation.selectionEnd, "end");
  explanation.dispatchEvent(new Event("input", { bubbles: true }));
  explanation.focus();
}

function begin() {
  const box = document.createElement("p");
  box.className = "citable";
  explanation.closest(".form-row").prepend(box);
  const show = () => {
    const buttons = taken().map((row, index) => {
      const said = row.querySelector("[name$=-statement]").selectedOptions?.[0]?.textContent || "";
      const stance = row.querySelector("[name$=-stance]:checked")?.labels[0].textContent.trim().toLowerCase();
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.textContent = [`[${index + 1}] ${said.split(": “")[0]}`, stance].filter(Boolean).join(", ");
      button.addEventListener("click", () => cite(index + 1));
      return button;
    });
    box.replaceChildren(...(buttons.length ? ["Cite: ", ...buttons] : []));
  };
  // Once the other scripts have numbered and dressed the rows.
  const later = () => setTimeout(show, 50);
  window.django.jQuery(group).on("change", later);
  group.addEventListener("formset:added", later);
  document.addEventListener("formset:removed", later);
  group.addEventListener("click", later);
  later();
}

if (group && explanation) addEventListener("load", begin);
