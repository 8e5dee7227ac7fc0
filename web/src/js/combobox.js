// Suggestions below a search box: the combobox pattern of ARIA 1.2 with list
// autocomplete. The box stays a plain search without script; with it, every suggestion
// is an address, and what is typed stays as it was typed.

const pause = 150; // milliseconds without a key before the server is asked

const make = (tag, attributes, text = "") => {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  e.textContent = text;
  return e;
};

/** Makes a combobox of every input that says where its suggestions are. */
export function suggestions() {
  for (const input of document.querySelectorAll("input[data-suggest]")) combobox(input);
}

function combobox(input) {
  const words = input.dataset;
  const list = make("ul", { id: input.id + "-options", role: "listbox", class: "suggestions", "aria-label": words.suggestLabel });
  const said = make("p", { role: "status", class: "sr-only" });
  list.hidden = true;
  input.after(list, said);
  for (const [k, v] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(k, v);

  let asked; // the request that is under way
  let timer;
  let active = -1;

  const empty = () => input.value.trim() === "";
  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    activate(-1);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    said.textContent = "";
  };
  const activate = (n) => {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = n;
    const option = list.children[n];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };
  const show = (options) => {
    activate(-1);
    list.replaceChildren(
      ...options.map((o, i) => {
        const li = make("li", { id: list.id + "-" + i, role: "option", "aria-selected": "false", "data-kind": o.kind });
        li.append(make("span", {}, o.text), make("span", { class: "hint" }, o.note));
        li.dataset.href = o.href;
        return li;
      }),
    );
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (options.length === 0) said.textContent = empty() ? "" : words.suggestNone;
    else said.textContent = words.suggestCount.replace("#", options.length);
  };
  const ask = async (then) => {
    clearTimeout(timer);
    asked?.abort();
    const mine = (asked = new AbortController());
    try {
      const answer = await fetch(words.suggest + "?q=" + encodeURIComponent(input.value), { signal: mine.signal, headers: { Accept: "application/json" } });
      if (!answer.ok || mine.signal.aborted) return;
      const found = await answer.json();
      if (mine.signal.aborted || document.activeElement !== input) return;
      show(found.options);
      then?.();
    } catch {
      // Nothing is suggested when the server is away or the question is stale.
    }
  };
  const go = (option) => {
    if (!option) return;
    const to = new URL(option.dataset.href, location.href);
    for (const kept of input.form.querySelectorAll("input[type=hidden]")) to.searchParams.append(kept.name, kept.value);
    location.assign(to);
  };
  const move = (n) => {
    const many = list.children.length;
    if (!list.hidden && many > 0) activate((n + many) % many);
    else ask(() => activate(n < 0 ? list.children.length - 1 : 0));
  };

  input.addEventListener("input", (e) => {
    clearTimeout(timer);
    asked?.abort();
    if (empty() && !e.inputType?.startsWith("delete")) return close(); // Escape empties the box and asks nothing
    timer = setTimeout(ask, pause);
  });
  input.addEventListener("click", () => {
    if (empty() && list.hidden) ask();
  });
  input.addEventListener("keydown", (e) => {
    if (e.isComposing || e.ctrlKey || e.metaKey) return;
    const open = !list.hidden;
    const keys = {
      ArrowDown: () => move(active < 0 ? 0 : active + 1),
      ArrowUp: () => move(active < 0 ? -1 : active - 1),
      Home: active >= 0 && (() => activate(0)),
      End: active >= 0 && (() => activate(list.children.length - 1)),
      Enter: open && active >= 0 && (() => go(list.children[active])),
      Escape: open && close,
    };
    if (e.key === "Tab") return close();
    const act = keys[e.key];
    if (!act) return;
    e.preventDefault();
    act();
  });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (e) => e.preventDefault()); // the focus stays in the box
  list.addEventListener("click", (e) => go(e.target.closest("[role=option]")));
}
