// The verdicts that are offered follow the kind of claim, before it is saved.
const kind = document.getElementById("id_kind");
const verdict = document.getElementById("id_verdict");

if (kind && verdict?.dataset.scale) {
  const scale = JSON.parse(verdict.dataset.scale);
  const none = verdict.options[0];
  const follow = () => {
    const chosen = verdict.value;
    const fitting = (scale[kind.value] || []).map(([key, label]) => new Option(label, key));
    verdict.replaceChildren(none, ...fitting);
    verdict.value = chosen;
    if (verdict.selectedIndex < 0) verdict.value = "";
  };
  follow();
  kind.addEventListener("change", () => {
    follow();
    verdict.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
