/* The cart by keyboard: Ctrl+Delete takes out the line that one stands in, Ctrl+Z takes the last removal back. */
"use strict";

let standOn = null;

function fieldsOfCart() {
  return [...document.querySelectorAll("#cart .stepper input")].filter((one) => one.offsetParent !== null);
}

document.addEventListener("keydown", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  const field = event.target;
  if ((event.key === "Delete" || event.key === "Backspace") && field.matches && field.matches("#cart .stepper input")) {
    const remove = field.closest("tr").querySelector("button[name=remove]");
    if (!remove) return;
    event.preventDefault();
    const fields = fieldsOfCart();
    const place = fields.indexOf(field);
    const next = fields[place + 1] || fields[place - 1];
    standOn = next ? next.name : null;
    remove.click();
  } else if (event.key.toLowerCase() === "z" || event.key.toLowerCase() === "я") {
    /* What is being typed is undone by the browser itself. */
    if (field.matches && field.matches("input, textarea") && field.value !== field.defaultValue) return;
    const undo = document.querySelector("#toasts .toast form button");
    if (undo) { event.preventDefault(); undo.click(); }
  }
});

document.addEventListener("htmx:after:swap", () => {
  if (!standOn) return;
  const field = document.querySelector(`#cart input[name="${CSS.escape(standOn)}"]`);
  standOn = null;
  if (field) { field.focus(); field.select(); }
});
