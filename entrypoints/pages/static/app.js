// Keyboard, steppers, dialogs and toasts. Every page works without it; nothing here knows the trade.
"use strict";

const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/* Steppers: a quantity goes by its multiple; the field itself accepts any typing. */
function step(field, by) {
  const size = parse(field.closest(".stepper").dataset.step) || 1;
  const now = parse(field.value);
  const next = Math.max(0, now === null ? (by > 0 ? parse(field.placeholder) || size : 0) : Math.round(now / size + by) * size);
  field.value = next ? String(Math.round(next * 1000) / 1000).replace(".", ",") : "";
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function parse(text) {
  const number = Number.parseFloat(String(text).replace(/\s/g, "").replace(",", "."));
  return Number.isFinite(number) ? number : null;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".stepper button");
  if (button) step(button.parentElement.querySelector("input"), Number(button.dataset.by));
});

/* Keyboard: / searches, arrows go from row to row, + and - step, Ctrl+Enter places. */
document.addEventListener("keydown", (event) => {
  const field = event.target;
  const typing = field.matches("input, textarea, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    const find = document.getElementById("find");
    if (find) { event.preventDefault(); find.focus(); find.select(); }
    return;
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = document.querySelector("form[data-place]");
    const place = form && form.querySelector("button.primary");
    if (place) { event.preventDefault(); place.click(); }
    return;
  }
  if (!field.closest || !field.closest(".stepper")) return;
  if (event.key === "+" || event.key === "-") {
    event.preventDefault();
    step(field, event.key === "+" ? 1 : -1);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const fields = all(".stepper input").filter((one) => one.offsetParent !== null);
    const next = fields[fields.indexOf(field) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { next.focus(); next.select(); }
  }
});

document.addEventListener("focusin", (event) => {
  if (event.target.matches(".stepper input")) event.target.select();
});

/* A link with data-dialog is a page; here its part is shown above the current one. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const dialog = document.getElementById("dialog");
  htmx.ajax("GET", link.getAttribute("href"), { target: "#dialog-body", select: "#part", swap: "innerHTML" })
    .then(() => { if (document.querySelector("#dialog-body #part") && !dialog.open) dialog.showModal(); });
});

document.addEventListener("click", (event) => {
  if (event.target.id === "dialog") event.target.close();
});

/* A form is sent once: a second press while the answer is on its way does nothing. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
});

/* A page that «back» brought up again is a new form: what it asks for is no repeat of what it asked before. */
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  all("form[data-sent]").forEach((form) => delete form.dataset.sent);
  all("input[name=operation]").forEach((field) => { field.value = crypto.randomUUID(); });
});

/* Nothing typed is lost when a part of the page is replaced while somebody types on. */
let kept = null;

document.addEventListener("htmx:before:swap", (event) => {
  const sent = event.detail.ctx && event.detail.ctx.request && event.detail.ctx.request.body;
  const asked = sent instanceof FormData || sent instanceof URLSearchParams ? sent : null;
  const active = document.activeElement;
  kept = {
    focus: active && active.name ? active.name : null,
    values: all("#cart .stepper input").filter((field) => field.value !== field.defaultValue
      && !(asked && asked.get(field.name) === field.value)).map((field) => [field.name, field.value]),
  };
});

document.addEventListener("htmx:after:swap", () => {
  const cart = document.getElementById("cart");
  if (kept && cart) {
    for (const [name, value] of kept.values) {
      const field = cart.querySelector(`input[name="${CSS.escape(name)}"]`);
      if (field) { field.value = value; field.dataset.restored = "1"; }
    }
    if (kept.focus && document.activeElement === document.body) {
      const field = cart.querySelector(`input[name="${CSS.escape(kept.focus)}"]`);
      if (field) field.focus();
    }
    all("[data-restored]", cart).forEach((field) => { if (field !== document.activeElement) changed(field); });
  }
  kept = null;
  all("[data-done]").forEach((said) => {
    const field = document.querySelector(`input[name="${CSS.escape(said.dataset.done)}"]`);
    if (field) { field.value = ""; field.removeAttribute("aria-invalid"); }
    said.removeAttribute("data-done");
  });
  all(".toast").forEach(goAway);
});

/* A value that the script put back raises no event of its own when the field is left. */
function changed(field) {
  delete field.dataset.restored;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("change", (event) => { delete event.target.dataset.restored; });
document.addEventListener("focusout", (event) => { if (event.target.dataset.restored) changed(event.target); });

/* Toasts go by themselves, but never from under a pointer or the focus. */
function goAway(toast) {
  if (toast.dataset.going) return;
  toast.dataset.going = "1";
  const end = () => (toast.matches(":hover, :focus-within") ? setTimeout(end, 1000) : toast.remove());
  setTimeout(end, Number(toast.dataset.seconds || 5) * 1000);
}

all(".toast").forEach(goAway);

/* A menu wider than the screen begins where one is. */
all(".menu [aria-current], .tabs [aria-current]").forEach((here) => here.scrollIntoView({ block: "nearest", inline: "center" }));

/* A fold that an address points at is open. */
function unfold() {
  const goal = location.hash && document.getElementById(location.hash.slice(1));
  if (goal && goal.matches("details")) goal.open = true;
}
window.addEventListener("hashchange", unfold);
unfold();

/* What was computed of a form is marked as old once the form is edited; a search within it edits nothing. */
document.addEventListener("input", (event) => {
  const shown = event.target.form && event.target.type !== "search" && event.target.form.querySelector("[data-computed]");
  if (!shown) return;
  shown.classList.add("stale");
  all("[data-stale]", shown).forEach((note) => { note.hidden = false; });
});

/* A filter is applied as it is ticked where the list stands beside it; on a narrow screen its button does. */
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submits]");
  if (form && event.target.matches("[type=checkbox]") && matchMedia("(min-width: 961px)").matches) form.requestSubmit();
});

/* Fields that were left empty stay out of the address. */
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-submits]")) return;
  all("input", event.target).forEach((field) => { if (!field.value) field.disabled = true; });
});
