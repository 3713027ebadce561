// Runs before the first paint, so that the page never flashes in the wrong colours.
(function () {
  let stored = null;
  try {
    stored = localStorage.getItem("cairn-theme");
  } catch (ignored) {
    // Storage may be forbidden; the system's choice is used then.
  }
  const dark = stored ? stored === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
})();
