// The city's voice, kept with lessons for a phone that has none of its own for the page's language; any other reads by
// itself, and is not asked. What a lesson alone says lies in a cache of its own, so that its room is free as soon as the
// lesson goes; what all lessons say (buttons, 'Well done.') lies in one that they share. The service worker answers
// read-aloud.js from both.

const SHARED = "sounds";
const OWN = "sounds-";
const AT_ONCE = 4;
const words = document.getElementById("keep-words");
const kind = new Audio().canPlayType("audio/ogg; codecs=opus") ? "opus" : "mp3";
// As in read-aloud.js.
const SPEAKS = { yue: ["yue", "zh-hk"], cmn: ["cmn", "zh-cn", "zh-hans", "zh"], "cmn-hant": ["cmn", "zh-tw", "zh-hant", "zh-cn", "zh"] };
const listOf = (id) => `/lessons/${id}/sounds`;
const costs = new Map();
let kept = {};
let told = () => {};
let room;

function voice() {
  const mine = document.getElementById("aloud").dataset.voices.split(" ");
  try {
    const chosen = localStorage.getItem("aloud-voice");
    if (mine.includes(chosen)) return chosen;
  } catch { /* then the usual one */ }
  return mine[0];
}

function phoneHasOne() {
  const tags = SPEAKS[voice()] || [voice()];
  const local = window.speechSynthesis ? speechSynthesis.getVoices().filter((each) => each.localService) : [];
  return local.some(({ lang }) => tags.some((tag) => `${lang.toLowerCase().replace("_", "-")}-`.startsWith(`${tag}-`)));
}

const asked = (more) => new URLSearchParams([["voice", voice()], ["kind", kind], ...more]);
const addresses = (part) => Object.entries(part).flatMap(([name, sounds]) => Object.values(sounds).map((file) => `/speech/${name}/${file}.${kind}`));

// --- What is said of it ----------------------------------------------------------------------------------------------

export async function begin(places, base, tellAll) {
  room = base.room;
  told = base.told;
  const answer = await fetch(`/learning/sounds?${asked(places.map((place) => ["place", place.dataset.keep]))}`).catch(() => null);
  const sizes = answer?.ok ? await answer.json() : [];
  for (const [at, place] of places.entries()) {
    costs.set(place, sizes[at] || 0);
    const choice = words.content.querySelector(".pick").cloneNode(true);
    choice.addEventListener("change", () => tellAll());
    place.querySelector("[data-put]").before(choice);
  }
  window.speechSynthesis?.addEventListener?.("voiceschanged", () => tellAll());
}

// In the version of the page that is kept, and in the voice that its reader has chosen.
export const isKept = (ids) => ids.every((id) => {
  const sounds = kept[id]?.sounds;
  return sounds && sounds.get("Lesson-Version") === kept[id].version && sounds.get("Sounds-Voice") === voice();
});

const offers = (place) => costs.get(place) > 0 && !isKept(place.dataset.keep.split(" ")) && !phoneHasOne();
export const lacks = (place) => offers(place) && place.querySelector(".pick input").checked;
export const cost = (place) => (lacks(place) ? costs.get(place) : 0);
export const shared = (ids) => Math.max(0, ...ids.map((id) => Number(kept[id].sounds?.get("Sounds-Shared") || 0)));

export function tell(place) {
  const choice = place.querySelector(".pick");
  choice.hidden = !offers(place) || !navigator.onLine;
  choice.querySelector(".pick-text").textContent = told("with", { size: room(costs.get(place)) });
}

// --- Keeping -----------------------------------------------------------------------------------------------------------

// The list comes last: a lesson that has one has all of its sounds. Where the line drops, those that came are not fetched
// again; where there is no more room, they go, so that the phone has some for other things.
export async function keep(id, tellPart) {
  const answer = await fetch(`${listOf(id)}?${asked([])}`);
  if (!answer.ok) throw new Error("no list of sounds");
  const list = await answer.clone().json();
  const [own, all] = [addresses(list.own), addresses(list.shared)];
  const mine = await caches.open(OWN + id);
  try {
    for (const { url } of await mine.keys()) if (!own.includes(new URL(url).pathname)) await mine.delete(url);
    let done = 0;
    const one = () => tellPart((done += 1) / (own.length + all.length));
    await fill(await caches.open(SHARED), all, one);
    await fill(mine, own, one);
    await mine.put(listOf(id), answer);
  } catch (error) {
    if (error.name === "QuotaExceededError") await caches.delete(OWN + id);
    throw error;
  }
}

async function fill(cache, wanted, one) {
  const left = [...new Set(wanted)];
  const work = async () => {
    for (let address = left.shift(); address; address = left.shift()) {
      if (!(await cache.match(address))) {
        const sound = await fetch(address);
        if (!sound.ok) throw new Error("no sound");
        await cache.put(address, sound);
      }
      one();
    }
  };
  const stop = (error) => {
    left.length = 0;
    throw error;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, () => work().catch(stop)));
}

// What no kept lesson needs any more goes. Of each voice one list says which sentences can be heard.
export async function look(lessons) {
  kept = lessons;
  const names = {};
  const needed = new Set();
  let unfinished = false;
  for (const name of (await caches.keys()).filter((each) => each.startsWith(OWN))) {
    const id = name.slice(OWN.length);
    if (!kept[id]) await caches.delete(name);
    const list = kept[id] && (await (await caches.open(name)).match(listOf(id)));
    if (list) note(await list.json(), names, needed);
    else if (kept[id]) unfinished = true;
  }
  if (!(await caches.has(SHARED))) return;
  const cache = await caches.open(SHARED);
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (!unfinished && !needed.has(pathname) && !names[pathname]) await cache.delete(url);
  }
  for (const [path, sounds] of Object.entries(names)) await cache.put(path, new Response(JSON.stringify(sounds)));
}

function note({ own, shared: all }, names, needed) {
  for (const address of addresses(all)) needed.add(address);
  for (const part of [own, all]) {
    for (const [name, sounds] of Object.entries(part)) names[`/speech/${name}`] = { ...names[`/speech/${name}`], ...sounds };
  }
}
