// Improves pages that work without it: tick all, count ticks, warn before the session ends.
(function () {
  "use strict";
  const ticks = () => [...document.querySelectorAll("input[name=lead]")];
  const all = document.getElementById("tick-all");
  const count = document.getElementById("tick-count");
  const show = () => {
    if (!count) return;
    const n = ticks().filter((t) => t.checked).length;
    count.textContent = count.dataset.words.replace("0", n);
    if (all) { all.checked = n > 0 && n === ticks().length; all.indeterminate = n > 0 && !all.checked; }
  };
  if (all) {
    all.closest("label").hidden = false;
    all.addEventListener("change", () => { ticks().forEach((t) => { t.checked = all.checked; }); show(); });
  }
  ticks().forEach((t) => t.addEventListener("change", show));
  show();

  document.querySelectorAll("select[data-goes]").forEach((s) =>
    s.addEventListener("change", () => s.form.requestSubmit()));

  const warning = document.getElementById("session");
  if (warning) {
    let ends = Date.now() + 1000 * Number(warning.dataset.endsIn);
    const look = () => {
      const left = ends - Date.now();
      warning.hidden = left > 300000;
      warning.querySelector("b").textContent = Math.max(0, Math.ceil(left / 60000));
    };
    warning.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      fetch(event.target.action, { method: "POST", body: new FormData(event.target) })
        .then((r) => r.json()).then((said) => { ends = Date.now() + 1000 * said.ends_in; look(); });
    });
    setInterval(look, 15000);
    look();
  }
})();
