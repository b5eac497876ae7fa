// j and k walk the rows, / goes to the search, ? shows this; a button pressed twice presses once. Nothing here is needed to read or to change.
(() => {
  "use strict";
  const links = () => [...document.querySelectorAll("table.rows a.go")];
  const typing = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

  const walk = (step) => {
    const all = links();
    if (!all.length) return;
    const row = document.activeElement.closest("tr");
    const at = all.findIndex((link) => link.closest("tr") === row);
    const next = at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step));
    all[next].focus();
    all[next].closest("tr").scrollIntoView({ block: "nearest" });
  };

  const help = () => {
    const keys = document.getElementById("keys");
    keys.open = !keys.open;
    if (keys.open) keys.scrollIntoView({ block: "nearest" });
  };

  const search = () => {
    const field = document.getElementById("search");
    if (field) field.focus();
  };

  const actions = { j: () => walk(1), k: () => walk(-1), "/": search, "?": help };

  // Until the answer is here, a second press is the same press; a page that is come back to starts afresh.
  const pressed = new Set();
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if (pressed.has(event.target)) event.preventDefault();
    pressed.add(event.target);
  });
  window.addEventListener("pageshow", () => pressed.clear());

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
})();
