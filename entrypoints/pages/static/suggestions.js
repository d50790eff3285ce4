// Suggestions below the search field: arrows, Enter, Esc. The field keeps the focus.
"use strict";

{
  const field = document.querySelector('input[aria-controls="suggestions"]');
  const list = document.getElementById("suggestions");
  const said = document.getElementById("suggested");
  const options = () => [...list.querySelectorAll('[role="option"]')];
  let chosen = -1;

  const show = (open) => {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open && options().length > 0));
    if (!open) choose(-1);
  };

  const choose = (place) => {
    const all = options();
    if (all[chosen]) all[chosen].setAttribute("aria-selected", "false");
    chosen = place;
    if (!all[chosen]) { field.removeAttribute("aria-activedescendant"); return; }
    all[chosen].setAttribute("aria-selected", "true");
    all[chosen].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", all[chosen].id);
  };

  if (field && list) {
    document.addEventListener("htmx:after:swap", () => {
      const count = list.querySelector("[data-suggested]");
      if (!list.firstElementChild && list.hidden) return;
      if (document.activeElement !== field) return;
      chosen = -1;
      show(list.firstElementChild !== null && field.value.trim().length > 1);
      said.textContent = count ? count.textContent : "";
    });

    field.addEventListener("input", () => { if (field.value.trim().length < 2) show(false); });

    field.addEventListener("keydown", (event) => {
      const all = options();
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!all.length) return;
        event.preventDefault();
        if (list.hidden) { show(true); return; }
        const places = all.length + 1;
        choose((chosen + 1 + (event.key === "ArrowDown" ? 1 : -1) + places) % places - 1);
      } else if (event.key === "Enter" && all[chosen] && !list.hidden) {
        event.preventDefault();
        location.assign(all[chosen].href);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        show(false);
      }
    });

    // A press on an option must not take the focus, or the list would be gone before the click.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    field.addEventListener("blur", () => show(false));
    field.form.addEventListener("submit", () => show(false));
  }
}
