// Go on with an import, a step at a time, for as long as its page is open.
(() => {
  const form = document.getElementById("go-on");
  const bar = document.getElementById("progress");
  const told = document.getElementById("told");
  if (!form || !bar || !told) return;

  const step = async () => {
    const response = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    const progress = await response.json();
    bar.value = progress.done;
    told.textContent = progress.told;
    if (!response.ok) return;
    if (progress.going) setTimeout(step, 50);
    else location.reload();
  };

  const steps = () => step().catch(() => {
    told.textContent = "The desk did not answer. What is done stays; press “Go on” to try again.";
  });
  steps();
})();
