// Work that goes on by itself: the meter of a section marked data-progress follows what
// the server says at that address, and the page is shown anew when the state has
// changed. Without script the page has a link that does it.

const pause = 1500; // milliseconds between two questions

/** Follows the work shown on the page. */
export function followWork() {
  for (const section of document.querySelectorAll("[data-progress]")) setTimeout(() => ask(section), pause);
}

async function ask(section) {
  try {
    const answer = await fetch(section.dataset.progress, { headers: { Accept: "application/json" } });
    if (answer.status >= 400 && answer.status < 500) return; // signed out, or not one's own
    if (!answer.ok) throw new Error(String(answer.status));
    const { state, at, of, text } = await answer.json();
    if (state !== section.dataset.state) return location.replace(location.pathname);
    const meter = section.querySelector("progress");
    meter.max = of;
    meter.value = at;
    section.querySelector(".progress-label .num").textContent = text;
  } catch {
    // The server is away: ask again, the work is not lost.
  }
  setTimeout(() => ask(section), pause);
}
