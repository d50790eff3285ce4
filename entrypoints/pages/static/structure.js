// The keyboard of the tree of sections. Every key does what a form beside the tree does.
"use strict";

(() => {
  const tree = document.querySelector("[data-structure]");
  const act = document.getElementById("structure-act");
  if (!tree || !act) return;
  const rows = [...tree.querySelectorAll("[data-section]")];
  const current = tree.querySelector("[aria-current]");

  /* One stop of the Tab key for the whole tree: the current row, else the first. */
  function stop(row) {
    rows.forEach((one) => { one.tabIndex = one === row ? 0 : -1; });
  }
  stop(current || rows[0]);
  if (current && (!location.hash || location.hash === "#edit")) {
    current.scrollIntoView({ block: "nearest" });
    if (matchMedia("(min-width: 961px)").matches) current.focus({ preventScroll: true });
  }
  tree.addEventListener("focusin", (event) => stop(event.target.closest("[data-section]") || current));

  function send(fields) {
    for (const name of ["do", "section", "parent", "place", "goods_to", "back"]) act.elements[name].value = fields[name] || "";
    act.requestSubmit();
  }

  const siblings = (row) => rows.filter((one) => one.dataset.parent === row.dataset.parent);

  function move(row, key) {
    const id = row.dataset.section, place = Number(row.dataset.place);
    const back = `${act.getAttribute("action")}?section=${id}`;
    const near = siblings(row);
    const at = near.indexOf(row);
    if (key === "ArrowUp" && at > 0) send({ do: "move", section: id, parent: row.dataset.parent, place: String(place - 1), back });
    if (key === "ArrowDown" && at < near.length - 1) send({ do: "move", section: id, parent: row.dataset.parent, place: String(place + 1), back });
    if (key === "ArrowRight" && at > 0) send({ do: "move", section: id, parent: near[at - 1].dataset.section, back });
    if (key === "ArrowLeft" && row.dataset.parent) {
      const parent = rows.find((one) => one.dataset.section === row.dataset.parent);
      send({ do: "move", section: id, parent: parent.dataset.parent, place: String(Number(parent.dataset.place) + 1), back });
    }
  }

  function edit(row, field) {
    if (row === current) { const found = document.getElementById(field); if (found) { found.focus(); found.select(); } return; }
    location.href = `${act.getAttribute("action")}?section=${row.dataset.section}#${field}`;
  }

  tree.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-section]");
    if (!row || event.ctrlKey || event.metaKey) return;
    const at = rows.indexOf(row), id = row.dataset.section;
    const arrows = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];
    if (event.altKey) {
      if (arrows.includes(event.key)) { event.preventDefault(); move(row, event.key); }
      return;
    }
    const goals = { ArrowUp: rows[at - 1], ArrowDown: rows[at + 1], Home: rows[0], End: rows[rows.length - 1],
      ArrowLeft: rows.find((one) => one.dataset.section === row.dataset.parent),
      ArrowRight: rows[at + 1] && rows[at + 1].dataset.parent === id ? rows[at + 1] : null };
    if (event.key in goals) {
      event.preventDefault();
      if (goals[event.key]) goals[event.key].focus();
    } else if (event.key === "F2") {
      event.preventDefault();
      edit(row, "f-name");
    } else if (event.key === "Insert") {
      event.preventDefault();
      edit(row, "f-add");
    } else if (event.key === "Delete") {
      event.preventDefault();
      send({ do: "remove", section: id });
    } else if (["h", "H", "р", "Р"].includes(event.key)) {
      event.preventDefault();
      send({ do: row.dataset.hidden ? "show" : "hide", section: id, back: `${act.getAttribute("action")}?section=${id}` });
    }
  });

  /* An address that names a field brings the focus into it. */
  const field = location.hash && document.getElementById(location.hash.slice(1));
  if (field && field.matches("input")) { field.focus(); field.select(); }
})();
