// Runs before the first paint, so that no page flashes in the wrong colours.
(() => {
  let wanted = null;
  try {
    wanted = localStorage.getItem("mantine-color-scheme-value");
  } catch {
    // A browser that forbids storage gets the system's colours.
  }
  const dark =
    wanted === "dark" || (wanted !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
