// What the page does beyond links and forms: it follows a run of ingest, and says why a search that
// was only typed has no answer.
"use strict";

// In the place of the list, which answers another question by now. Text only, never markup.
function tell(title, detail) {
  const list = document.getElementById("liste");
  if (!list) return;
  const box = document.createElement("div");
  box.className = "empty";
  box.setAttribute("role", "alert");
  for (const [kind, text] of [["h2", title], ["p", detail]]) {
    if (text) box.appendChild(document.createElement(kind)).textContent = text;
  }
  list.replaceChildren(box);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status >= 400) {
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const said = (place) => page.querySelector(place)?.textContent.trim();
    tell(said("main h1") || xhr.statusText, said("main .note"));
  } else if (!xhr.responseText.includes('id="liste"')) {
    // Another page than a list: the one that asks for the token.
    event.detail.shouldSwap = false;
    window.location.assign(xhr.responseURL);
  }
});
document.addEventListener("htmx:sendError", (event) => tell(event.target.dataset.lost));

document.addEventListener("DOMContentLoaded", () => {
  const line = document.getElementById("progression");
  if (!line || !window.EventSource) return;
  let running = line.dataset.running === "oui";
  const source = new EventSource(line.dataset.events);
  source.addEventListener("progress", (event) => {
    const now = JSON.parse(event.data);
    // Said aloud when it changes: not with every document.
    const said = line.querySelector(".said");
    if (said.textContent !== now.text) said.textContent = now.text;
    line.querySelector(".lamp").classList.toggle("on", now.running);
    line.querySelector(".pace").hidden = !now.step;
    line.querySelector("progress").max = now.total || 1;
    line.querySelector("progress").value = now.done;
    line.querySelector(".done").textContent = now.step;
    line.querySelector(".at").textContent = now.document;
    if (running && !now.running) window.location.reload();
    running = now.running;
  });
  window.addEventListener("pagehide", () => source.close());
});
