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
