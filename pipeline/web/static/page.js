// What the page does beyond links and forms: it follows a run of ingest, and says that it searches.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const line = document.getElementById("progression");
  if (!line || !window.EventSource) return;
  let running = line.dataset.running === "oui";
  const source = new EventSource(line.dataset.events);
  source.addEventListener("progress", (event) => {
    const now = JSON.parse(event.data);
    line.querySelector(".said").textContent = now.text;
    line.querySelector(".lamp").classList.toggle("on", now.running);
    if (running && !now.running) window.location.reload();
    running = now.running;
  });
  window.addEventListener("pagehide", () => source.close());
});
