// Verifies a pass in the browser, by the key and the list of those taken back that the page brought: the same rules as
// fronts/orders/tokens.py, which says what a line holds. Nothing that is typed leaves the page.

const form = document.querySelector("#gate");
const told = form.dataset;
const day = 24 * 3600;
const tolerance = 300;
const line = /^LF1\.([0-9A-Za-z_-]{1,16})\.([0-9a-z]{1,9})\.([0-9a-z]{1,9})\.([0-9A-Za-z_-]{1,24})\.([PC])\.([\w-]{86})$/;
const keys = told.keys.split(" ");
// Reference → instant from which on a pass is good no longer.
const back = new Map(told.back.split(" ").map((one) => [one.split(":")[0], Number(one.split(":")[1])]));
const [made, ahead] = [Number(told.made), Number(told.ahead)];

const now = () => Math.floor(Date.now() / 1000) + ahead;
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const said = (at) => new Date(at * 1000).toLocaleString("sv-SE", { timeZone: told.zone }).slice(0, 16);
const isFresh = (at) => latest(at) - tolerance <= at && at < made + day;

// The latest instant that this device ever had since a page was opened with a network: a clock that is behind it was turned
// back. Kept by real instants, a newer page's over an older one's: what the site said then is right whatever the device had.
let seen = made - ahead;
function latest(at) {
  const opened = made - ahead;
  seen = Math.max(seen, at - ahead);
  try {
    const [page, then] = (localStorage.getItem("gate-seen") ?? "").split(" ").map(Number);
    if (page >= opened) seen = Math.max(seen, then);
    localStorage.setItem("gate-seen", `${Math.max(page || 0, opened)} ${seen}`);
  } catch {
    // A browser that keeps nothing keeps this page no longer either.
  }
  return seen + ahead;
}

async function isSigned(text, signature) {
  for (const one of keys) {
    const key = await crypto.subtle.importKey("raw", bytes(one), "Ed25519", false, ["verify"]);
    const message = new TextEncoder().encode(`lianfang pass\0${text}`);
    if (await crypto.subtle.verify("Ed25519", key, bytes(signature), message)) return true;
  }
  return false;
}

// Until when it lets pass; 0 where it does not, whatever the reason is.
async function until(typed, at) {
  const found = line.exec(typed.replace(/\s+/g, ""));
  if (!found || !isFresh(at)) return 0;
  const [whole, ref, begins, ends, , verdict, signature] = found;
  const [from, last] = [parseInt(begins, 36), parseInt(ends, 36)];
  const to = Math.min(last, back.get(ref) ?? last);
  const stands = verdict === "P" && last - from <= day && from - tolerance <= at && at < to;
  return stands && (await isSigned(whole.slice(0, -signature.length - 1), signature)) ? to : 0;
}

const answer = document.querySelector("#answer");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const at = now();
  const end = await until(form.elements.line.value, at).catch(() => 0);
  answer.querySelector("strong").textContent = end ? told.go : told.call;
  const times = [told.now.replace("{now}", said(at))];
  if (end) times.unshift(told.until.replace("{until}", said(end)));
  answer.querySelector("p").textContent = times.join(" · ");
  answer.hidden = false;
  document.querySelector("#old").hidden = isFresh(at);
  form.elements.line.select();
});
const look = () => { document.querySelector("#old").hidden = isFresh(now()); };
look();
setInterval(look, 60 * 1000);

// A browser that cannot verify says so before anybody waits at the gate.
const canVerify = globalThis.crypto?.subtle
  ? crypto.subtle.importKey("raw", bytes(keys[0]), "Ed25519", false, ["verify"]).then(() => true, () => false)
  : Promise.resolve(false);
canVerify.then((can) => {
  form.hidden = !can;
  document.querySelector("#cannot").hidden = can;
});

// Keep the page and what it needs on this device.
async function keep() {
  await navigator.serviceWorker.register(told.worker);
  await navigator.serviceWorker.ready;
  const parts = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.href || one.src);
  await (await caches.open("gate")).addAll([location.pathname, ...parts]);
  document.querySelector("#kept").hidden = false;
}
if ("serviceWorker" in navigator && navigator.onLine) keep().catch(() => {});
