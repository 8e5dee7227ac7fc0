// What is typed survives: forms marked data-draft are kept on the server as they are
// typed in, for their person alone. Without script the server keeps them when it refuses
// a save, so that this adds the minutes in between.

const changed = new WeakMap(); // form → timer, while something typed is not kept

function fields(form) {
  const all = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") all.append(name, value);
  return all;
}

function say(form, text) {
  const box = form.querySelector("[data-draft-state]");
  // The same sentence is not said twice: it changes once a minute at most.
  if (box && text && box.textContent !== text) box.textContent = text;
}

async function keep(form, last) {
  clearTimeout(changed.get(form));
  changed.delete(form);
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: fields(form), keepalive: last, redirect: "manual" });
    const sentence = (answer.headers.get("Content-Type") ?? "").startsWith("text/plain") ? await answer.text() : "";
    if (answer.ok) say(form, sentence);
    else say(form, sentence || form.dataset.draftFailed);
    form.toggleAttribute("data-unkept", !answer.ok);
  } catch {
    if (last) return;
    say(form, form.dataset.draftFailed);
    form.toggleAttribute("data-unkept", true);
  }
}

/** Keeps what is typed in forms marked data-draft, a second after the last key. */
export function keepDrafts() {
  const typed = (e) => {
    const form = e.target.closest?.("form[data-draft]");
    if (!form || !e.target.name) return;
    clearTimeout(changed.get(form));
    changed.set(form, setTimeout(() => keep(form, false), 1000));
  };
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);
  document.addEventListener("submit", (e) => {
    clearTimeout(changed.get(e.target)); // the server keeps it if it does not save it
    changed.delete(e.target);
    e.target.removeAttribute?.("data-unkept");
  });
  addEventListener("pagehide", () => {
    for (const form of document.querySelectorAll("form[data-draft]")) if (changed.has(form)) keep(form, true);
  });
  addEventListener("beforeunload", (e) => {
    if (document.querySelector("form[data-unkept]")) e.preventDefault(); // it could not be kept
  });
}

/** Shows the price per content unit while price and content are typed. */
export function unitPrices() {
  const box = document.querySelector("[data-unit-price]");
  const form = box?.closest("form");
  if (!form) return;
  const show = () => {
    const price = /^[\d,\s]+$/.test(form.elements.price.value) ? Number(form.elements.price.value.replace(/[,\s]/g, "")) : 0;
    const content = /^[\d,\s]+$/.test(form.elements.content.value) ? Number(form.elements.content.value.replace(/[,\s]/g, "")) : 0;
    const unit = form.elements.content_unit;
    if (!unit.value || !(price > 0) || !(content > 0) || !Number.isSafeInteger(price * 100)) {
      box.textContent = "";
      return;
    }
    const hundredths = Math.floor((price * 100) / content);
    const won = Math.floor(hundredths / 100).toLocaleString("en");
    const rest = hundredths % 100;
    const amount = rest && hundredths < 10000 ? won + "." + String(rest).padStart(2, "0") : won;
    box.textContent = box.dataset.unitPrice.replace("{unit}", unit.selectedOptions[0].textContent).replace("{amount}", amount);
  };
  for (const name of ["price", "content", "content_unit"]) form.elements[name].addEventListener("input", show);
}
