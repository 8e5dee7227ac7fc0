// Puts a chosen sentence into the field it belongs to, after what stands there. Without
// script the button beside the choice does the same on the server.

/** Inserts ready sentences where a form offers them. */
export function insertReasons() {
  for (const box of document.querySelectorAll("[data-insert]")) {
    for (const button of box.querySelectorAll("button[name=insert]")) button.hidden = true;
  }
  document.addEventListener("change", (e) => {
    if (!e.target.closest?.("[data-insert]")) return;
    const { into, text } = e.target.selectedOptions?.[0]?.dataset ?? {};
    const field = into && document.getElementById(into);
    if (!field) return;
    if (!field.value.includes(text)) field.value = (field.value.trim() + " " + text).trim().slice(0, field.maxLength > 0 ? field.maxLength : undefined);
    e.target.value = "";
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
