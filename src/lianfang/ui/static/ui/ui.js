// What pages can do without, made a little quicker: nothing here is needed to read or to write.

const root = document.documentElement;

// A form that came back with errors begins with them.
document.querySelector(".error-summary")?.focus();

// In a table the arrow keys go from row to row. Never while something is composed or typed.
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const row = event.target.closest?.("tbody tr");
  if (!step || !row || event.target.closest("input, select, textarea")) return;
  const links = [...row.closest("table").querySelectorAll("tbody th a")];
  const next = links[links.indexOf(row.querySelector("th a")) + step];
  if (next) {
    event.preventDefault();
    next.focus();
  }
});

// Only one list that hangs over the page is open; Escape closes it and gives the focus back.
const hanging = ".columns[open], .asof details[open]";
document.addEventListener("click", (event) => {
  for (const one of document.querySelectorAll(hanging)) if (!one.contains(event.target)) one.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const one of document.querySelectorAll(hanging)) {
    one.open = false;
    one.querySelector("summary").focus();
  }
});

// A picture says the row of its table that is pointed at, touched, or reached with the arrow keys, and marks it in all its panels. Without
// a script the table says it, and titles in the picture.
for (const figure of document.querySelectorAll("figure[data-first], figure.picks")) {
  const rows = [...figure.querySelectorAll(".behind tbody tr")];
  const heads = [...figure.querySelectorAll(".behind thead th")].map((one) => one.textContent);
  const frames = [...figure.querySelectorAll("svg[role=img]")];
  const [first, last, top, base] = ["first", "last", "top", "base"].map((name) => Number(figure.dataset[name]));
  if (!rows.length || !frames.length) continue;
  const said = document.createElement("output");
  said.className = "readout";
  (figure.querySelector(".panel-row, .across") ?? frames[0]).after(said);
  let at = -1;
  const show = (row) => {
    if (row === at) return;
    at = row;
    const cells = row < 0 ? [] : [...rows[row].cells].map((one) => one.textContent.trim());
    const parts = cells.map((text, n) => (n && text ? `${heads[n]} ${text}` : text)).filter(Boolean);
    said.replaceChildren(...parts.map((text, n) => Object.assign(document.createElement(n ? "span" : "strong"), { textContent: text })));
    for (const one of figure.querySelectorAll(".pointed")) one.remove();
    for (const one of figure.querySelectorAll(".pick")) one.classList.toggle("on", Number(one.dataset.row) === row);
    if (row < 0 || Number.isNaN(first)) return;
    const x = rows.length > 1 ? first + ((last - first) * row) / (rows.length - 1) : first;
    for (const frame of frames) {
      const line = document.createElementNS(frame.namespaceURI, "line");
      for (const [name, value] of Object.entries({ class: "pointed", x1: x, x2: x, y1: top, y2: base })) line.setAttribute(name, value);
      frame.append(line);
    }
  };
  const bound = (row) => Math.min(rows.length - 1, Math.max(0, row));
  const point = (event) => {
    if (Number.isNaN(first)) {
      const pick = event.target.closest(".pick");
      if (pick) show(Number(pick.dataset.row));
      return;
    }
    const frame = event.currentTarget;
    const place = new DOMPoint(event.clientX, 0).matrixTransform(frame.getScreenCTM().inverse()).x;
    show(bound(Math.round(((place - first) / (last - first || 1)) * (rows.length - 1))));
  };
  for (const frame of frames) {
    frame.addEventListener("pointermove", point);
    frame.addEventListener("pointerdown", point);
  }
  figure.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && show(-1));
  figure.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || event.isComposing || event.altKey || event.ctrlKey || event.metaKey || !event.target.matches(".across, .panel-row")) return;
    event.preventDefault();
    show(bound(at < 0 && step < 0 ? rows.length - 1 : at + step));
    // Where the picture is wider than its frame, the row that is said stays in sight.
    const place = figure.querySelector(".pointed")?.getBoundingClientRect().x;
    const frame = event.target.getBoundingClientRect();
    if (place < frame.left || place > frame.right) event.target.scrollBy({ left: place - frame.left - frame.width / 2 });
  });
}

// The wall, and a page about work that goes on, ask again by themselves, and say so when no answer has come for twice as long as it should take.
const every = Number(document.body.dataset.every || 0) * 1000;
if (every) {
  let heard = Date.now();
  const tell = () => {
    const old = Date.now() - heard;
    root.toggleAttribute("data-stale", old > 2 * every);
    if (old <= 2 * every) return;
    const age = document.body.dataset.minutes.replace("{n}", Math.max(1, Math.floor(old / 60000)));
    const banner = document.getElementById("stale");
    banner.querySelector(".age").textContent = document.body.dataset.age.replace("{age}", age);
    banner.hidden = false;
  };
  const ask = async () => {
    try {
      const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(every) });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.body.dataset.every && root.dataset.density !== "wall") {
        // What the page waited for has come: go there once, and let it be read in peace.
        location.replace(answer.url);
        return;
      }
      for (const part of ["main", ".asof", ".foot-in", "#stale"]) {
        const fresh = page.querySelector(part);
        if (fresh) document.querySelector(part).replaceWith(document.importNode(fresh, true));
      }
      heard = Date.now();
    } catch {
      // Nothing came: the age says it.
    }
  };
  setInterval(ask, every);
  setInterval(tell, Math.min(every, 5000));
}
