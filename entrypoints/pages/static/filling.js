// Printing a sheet; the table of a section: Enter and arrows between its cells, a running total. Without it the table is a form.
"use strict";

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

(() => {
  const form = document.querySelector("form[data-fill]");
  if (!form) return;
  const cells = () => [...form.querySelectorAll("input[name^='q-']")].filter((one) => one.offsetParent !== null);
  const running = form.querySelector("[data-running]");
  const money = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

  function number(text) {
    const found = Number(String(text).replace(/\s/g, "").replace(",", "."));
    return Number.isFinite(found) && found > 0 ? found : 0;
  }

  function recount() {
    let lines = 0, total = 0;
    for (const row of form.querySelectorAll("tr[data-cost]")) {
      const field = row.querySelector("input[name^='q-']");
      const unit = row.querySelector("select");
      const size = unit ? number(unit.selectedOptions[0].dataset.size) : 1;
      const sum = field ? number(field.value) * size * number(row.dataset.cost) : 0;
      row.querySelector(".line-sum").textContent = sum ? money.format(sum) : "";
      if (sum) { lines += 1; total += sum; }
    }
    running.hidden = !lines;
    running.querySelector("[data-lines]").textContent = lines;
    running.querySelector("[data-total]").textContent = money.format(total);
  }

  function go(field, by) {
    const every = cells();
    const next = every[every.indexOf(field) + by];
    if (next) { next.focus(); next.select(); } else if (by > 0) form.querySelector(".fill-foot button").focus();
  }

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); return; }
    if (!event.target.matches("input[name^='q-']")) return;
    if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); go(event.target, event.shiftKey ? -1 : 1); }
    if (event.key === "ArrowUp") { event.preventDefault(); go(event.target, -1); }
  });
  form.addEventListener("input", recount);
  form.addEventListener("change", recount);
  form.addEventListener("focusin", (event) => { if (event.target.matches("input[name^='q-']")) event.target.select(); });
  recount();
  const first = form.querySelector("[aria-invalid='true']") || cells()[0];
  if (first && matchMedia("(pointer: fine)").matches) first.focus({ preventScroll: true });
})();
