// What a page may do beyond HTML. Everything here is an extra: without it every
// flow still works. No markup is ever written from strings (Trusted Types).

const $ = (selector, root = document) => root.querySelector(selector);
const on = (type, handler, options) => document.addEventListener(type, handler, options);

/** Moves the focus to what was refused. */
export function focusErrors() {
  $("#error-summary:not([data-sample] *)")?.focus();
}

/** Warns before leaving a form marked data-dirty that has been changed. */
export function guardForms() {
  let dirty = false;
  const mark = (e) => {
    if (e.target.closest?.("form[data-dirty]")) dirty = true;
  };
  on("input", mark);
  on("change", mark);
  on("submit", (e) => {
    if (e.defaultPrevented) return;
    dirty = false;
    if (!e.target.hasAttribute("data-once")) return;
    const busy = e.target.dataset.busy === "1";
    if (busy) e.preventDefault();
    e.target.dataset.busy = "1";
  });
  addEventListener("beforeunload", (e) => {
    if (dirty) e.preventDefault();
  });
  // A page shown again from the browser's cache may be sent again.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-busy]")) delete form.dataset.busy;
  });
}

/** Sends the form of a select or checkbox marked data-autosubmit when it changes. */
export function autoSubmit() {
  on("change", (e) => {
    if (e.target.matches?.("[data-autosubmit]")) e.target.form?.requestSubmit();
  });
}

/** Shows chosen pictures before they are sent. */
export function previewPictures() {
  on("change", (e) => {
    const box = e.target.dataset?.preview && document.getElementById(e.target.dataset.preview);
    if (!box) return;
    const pictures = [...e.target.files].filter((f) => f.type.startsWith("image/")).slice(0, 8);
    box.replaceChildren(
      ...pictures.map((file) => {
        const img = new Image();
        img.alt = file.name;
        const reader = new FileReader();
        reader.onload = () => (img.src = reader.result);
        reader.readAsDataURL(file);
        return img;
      }),
    );
    box.hidden = pictures.length === 0;
  });
}

/** Copies data-copy and says so in the button for a moment. */
export function copyButtons() {
  on("click", async (e) => {
    const button = e.target.closest?.("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    const label = $("span", button) ?? button;
    const before = label.textContent;
    if (!button.dataset.copied || before === button.dataset.copied) return;
    label.textContent = button.dataset.copied;
    setTimeout(() => (label.textContent = before), 2000);
  });
}

/** Opens native dialogs; without script their links lead to a page instead. */
export function dialogs() {
  on("click", (e) => {
    const link = e.target.closest?.("[data-dialog]");
    const dialog = link && document.getElementById(link.dataset.dialog);
    if (!dialog?.showModal) return;
    e.preventDefault();
    dialog.showModal();
  });
}

/** Closes open menus on Escape and on a press outside them. */
export function menus() {
  const close = (except) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (menu !== except) menu.open = false;
    }
  };
  on("click", (e) => close(e.target.closest?.("details[data-menu]")));
  on("keydown", (e) => {
    const menu = e.key === "Escape" && $("details[data-menu][open]");
    if (!menu) return;
    const inside = menu.contains(document.activeElement);
    close();
    if (inside) $("summary", menu).focus();
  });
}

/** Warns two minutes before the session ends and lets the user extend it. */
export function sessionWarning() {
  const box = $("#session-warning");
  const ends = Date.parse(document.body.dataset.sessionEnds ?? "");
  if (!box || Number.isNaN(ends)) return;
  const length = ends - Date.now();
  let timer;
  const wait = (ms) => {
    box.hidden = true;
    clearTimeout(timer);
    timer = setTimeout(() => (box.hidden = false), Math.max(ms - 120_000, 0));
  };
  if (length <= 0 || length > 2 ** 31 - 1) return;
  wait(length);
  $("[data-session-extend]", box)?.addEventListener("click", async (e) => {
    e.preventDefault();
    // Any request keeps the session alive; this one leaves the page as it is.
    const answer = await fetch(location.href, { method: "HEAD", redirect: "manual" });
    if (answer.ok || answer.status === 405) wait(length);
  });
}
