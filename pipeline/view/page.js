"use strict";
// A comfort, no need: the links work without it. It marks both ends of a measure that is aimed at,
// and the keys j and k go to the next measure and back.
(() => {
  const aimed = () => {
    document.querySelectorAll(".vise").forEach((found) => found.classList.remove("vise"));
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const number = target && target.dataset.mesure;
    if (!number) return;
    document.querySelectorAll(`[data-mesure="${number}"]`).forEach((found) => {
      if (!found.classList.contains("precision")) found.classList.add("vise");
    });
    for (const name of [`mesure-${number}`, `boite-${number}`]) {
      const end = document.getElementById(name);
      if (end && end !== target) end.scrollIntoView({ block: "center" });
    }
  };
  const step = (by) => {
    const match = location.hash.match(/^#(?:mesure|boite)-(\d+)$/);
    const next = (match ? Number(match[1]) : by > 0 ? 0 : 2) + by;
    if (document.getElementById(`mesure-${next}`)) location.hash = `#mesure-${next}`;
  };
  addEventListener("hashchange", aimed);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });
  aimed();
})();
