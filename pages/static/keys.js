// j and k walk the rows, / goes to the search, ? shows this. Nothing here is needed to read or to change.
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

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
})();
