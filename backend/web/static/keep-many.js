// The list of lessons: keeps those of a module, or all, one by one, each place as keep.js does it for a single lesson. Any
// of it may be stopped half-way. Where the city has sounds, keep-voice.js keeps them with the lessons.

const { dataset } = document.getElementById("keep-words");
const places = [...document.querySelectorAll("[data-keep]")];
const idsOf = (place) => place.dataset.keep.split(" ");
const modules = Promise.all([import(dataset.base), dataset.voice ? import(dataset.voice).catch(() => null) : null]);
let base;
let voice = null;
let offered = {};
let kept = {};

async function look() {
  const cache = await caches.open("lessons");
  const names = (await cache.keys()).map(({ url }) => url.split("/").pop());
  const found = {};
  for (const id of names) found[id] = await base.look(id);
  kept = found;
  if (voice) await voice.look(kept);
  document.dispatchEvent(new Event("kept"));
}

const isOld = (id) => base.isOld(kept[id], offered[id]);
const sum = (ids, of) => ids.reduce((all, id) => all + (of[id]?.size || 0), 0);

function tell(place, more) {
  const ids = idsOf(place);
  const here = ids.filter((id) => kept[id]);
  const whole = here.length === ids.length;
  const name = whole ? (ids.length > 1 ? "all" : "one") : here.length ? "some" : "none";
  const size = here.length ? sum(here, kept) + (voice ? voice.shared(here) : 0) : sum(ids, offered) + (voice ? voice.cost(place) : 0);
  const old = here.some(isOld);
  const heard = voice && voice.isKept(ids);
  const lines = [heard && "heard", old && "old", more];
  base.tell(place, name, { n: here.length, of: ids.length, size: base.room(size) }, lines, !whole || old || voice?.lacks(place));
  place.querySelector("progress").hidden = true;
  if (voice) voice.tell(place);
}

function tellAll(place, more) {
  for (const each of places) if (!each.hidden) tell(each, each === place && more);
}

async function keep(place) {
  const wanted = voice?.lacks(place);
  const ids = idsOf(place).filter((id) => !kept[id] || isOld(id) || (wanted && !voice.isKept([id])));
  const bar = place.querySelector("progress");
  Object.assign(bar, { hidden: false, value: 0, max: ids.length });
  let wrong = null;
  for (const [at, id] of ids.entries()) {
    base.tell(place, "busy", { n: at + 1, of: ids.length }, []);
    try {
      if (!kept[id] || isOld(id)) await base.put(id);
      if (wanted) await voice.keep(id, (part) => { bar.value = at + part; });
    } catch (error) {
      wrong = base.whyNot(error);
      break;
    }
    bar.value = at + 1;
  }
  await look();
  tellAll(place, wrong);
}

async function drop(place) {
  await Promise.all(idsOf(place).map(base.drop));
  await look();
  tellAll();
  place.querySelector("[data-put]").focus();
}

// Sizes are read only for the places that are opened: to read all of them takes time.
async function open(fold) {
  const inside = [...fold.querySelectorAll("[data-keep]")];
  const lessons = [...new Set(inside.flatMap(idsOf))].join(" ");
  const asked = fetch(`/learning/sizes?${new URLSearchParams({ lessons })}`).catch(() => null);
  [base, voice] = await modules;
  const answer = await asked;
  if (answer?.ok) offered = { ...offered, ...(await answer.json()) };
  if (voice) await voice.begin(inside, base, tellAll);
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
