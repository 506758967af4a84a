// Lessons that this phone keeps: one, those of a module, or all of them. Each place of the page that names lessons says
// how many are kept and what room they take, keeps them one by one, and removes them. Any of it may be stopped half-way.
// It is fetched when somebody opens such a place for the first time: by lesson.js, or by kept-cards.js on the list.

const CACHE = "lessons";
const words = document.getElementById("keep-words");
const places = [...document.querySelectorAll("[data-keep]")];
const language = document.documentElement.lang;
const pathOf = (id) => `/lessons/${id}`;
const idsOf = (place) => place.dataset.keep.split(" ");
const told = (name, values) => words.dataset[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
let kept = {};
let offered = {};

function room(bytes) {
  const large = bytes >= 1e6;
  const size = new Intl.NumberFormat(language, { maximumFractionDigits: large ? 1 : 0 });
  return told(large ? "mb" : "kb", { size: size.format(large ? bytes / 1e6 : Math.max(1, bytes / 1e3)) });
}

// What is kept, in which version and language, and what it takes on the phone.
async function look() {
  const cache = await caches.open(CACHE);
  const found = {};
  for (const request of await cache.keys()) {
    const page = await cache.match(request);
    const { size } = await page.blob();
    found[request.url.split("/").pop()] = { size, version: page.headers.get("Lesson-Version"), tag: page.headers.get("Content-Language") };
  }
  kept = found;
  document.dispatchEvent(new Event("kept"));
}

const isOld = (id) => offered[id] && kept[id] && (kept[id].version !== offered[id].version || kept[id].tag !== language);
const sum = (ids, of) => ids.reduce((all, id) => all + (of(id) || 0), 0);

function tell(place, more) {
  const ids = idsOf(place);
  const here = ids.filter((id) => kept[id]);
  const values = { n: here.length, of: ids.length, size: room(sum(here, (id) => kept[id].size)) };
  const whole = here.length === ids.length;
  const name = whole ? (ids.length > 1 ? "all" : "one") : here.length ? "some" : "none";
  if (name === "none") values.size = room(sum(ids, (id) => offered[id]?.size));
  const old = here.some(isOld);
  const lines = [name === "none" && !navigator.onLine ? "" : told(name, values), old && told("old"), more && told(more)];
  say(place, lines.filter(Boolean).join(" "));
  place.querySelector("[data-put]").hidden = (whole && !old) || !navigator.onLine;
  place.querySelector("[data-drop]").hidden = !here.length;
  place.querySelector("progress").hidden = true;
}

function say(place, text) {
  const box = place.querySelector(".kept-said");
  if (box.textContent !== text) box.textContent = text;
}

function tellAll(place, more) {
  for (const each of places) if (!each.hidden) tell(each, each === place && more);
}

// A page that says whom one is helping is about a person, and is not kept; the server marks it.
async function put(cache, id) {
  const page = await fetch(`${pathOf(id)}?step=begin`);
  if (!page.ok || page.redirected || page.headers.get("Cache-Control") !== "private, no-cache") throw new Error("not for keeping");
  await cache.put(pathOf(id), page);
}

async function keep(place) {
  const ids = idsOf(place).filter((id) => !kept[id] || isOld(id));
  const bar = place.querySelector("progress");
  Object.assign(bar, { hidden: false, value: 0, max: ids.length });
  place.querySelector("[data-put]").hidden = true;
  let wrong = null;
  for (const [at, id] of ids.entries()) {
    say(place, told("busy", { n: at + 1, of: ids.length }));
    try {
      await put(await caches.open(CACHE), id);
    } catch (error) {
      wrong = error.name === "QuotaExceededError" ? "full" : "cut";
      break;
    }
    bar.value = at + 1;
  }
  await look();
  tellAll(place, wrong);
}

async function drop(place) {
  const cache = await caches.open(CACHE);
  await Promise.all(idsOf(place).map((id) => cache.delete(pathOf(id))));
  await look();
  tellAll();
  place.querySelector("[data-put]").focus();
}

// Sizes are read only for the places that are opened: to read all of them takes time.
async function open(fold) {
  const inside = [...fold.querySelectorAll("[data-keep]")];
  const ids = [...new Set(inside.flatMap(idsOf))];
  const answer = await fetch(`/learning/sizes?${new URLSearchParams({ lessons: ids.join(" ") })}`).catch(() => null);
  if (answer?.ok) offered = { ...offered, ...(await answer.json()) };
  await look();
  for (const place of inside) {
    place.hidden = false;
    place.querySelector("[data-put]").addEventListener("click", () => keep(place));
    place.querySelector("[data-drop]").addEventListener("click", () => drop(place));
  }
  tellAll();
}

for (const fold of document.querySelectorAll("[data-keep-fold]")) {
  const show = () => open(fold).catch(() => {});
  if (fold.open) show();
  else fold.addEventListener("toggle", show, { once: true });
}
for (const change of ["online", "offline"]) addEventListener(change, () => tellAll());
