// Lessons that this phone keeps. Each place of the page that names lessons says how many are kept and what room they take,
// keeps them one by one, and removes them. This is what a place of one lesson needs; keep-many.js adds, on the list, those
// of several, and the sounds. It is fetched when somebody opens such a place: by lesson.js, or by keep-many.js.

export const words = document.getElementById("keep-words");
export const language = document.documentElement.lang;
const pathOf = (id) => `/lessons/${id}`;
export const told = (name, values) => words.dataset[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);

export function room(bytes) {
  const large = bytes >= 1e6;
  const size = new Intl.NumberFormat(language, { maximumFractionDigits: large ? 1 : 0 });
  return told(large ? "mb" : "kb", { size: size.format(large ? bytes / 1e6 : Math.max(1, bytes / 1e3)) });
}

// What is kept of a lesson: in which version and language, and what it takes on the phone.
export async function look(id) {
  const page = await (await caches.open("lessons")).match(pathOf(id));
  if (!page) return null;
  const sounds = (await caches.match(`${pathOf(id)}/sounds`))?.headers;
  const { size } = await page.blob();
  return { size: size + +(sounds?.get("Sounds-Size") || 0), sounds, version: page.headers.get("Lesson-Version"), tag: page.headers.get("Content-Language") };
}

export const isOld = (kept, now) => now && kept && (kept.version !== now.version || kept.tag !== language);

export function tell(place, name, values, lines, ready) {
  const box = place.querySelector(".kept-said");
  const none = name === "none";
  const text = [none && !navigator.onLine ? "" : told(name, values), ...lines.map((each) => each && told(each))].filter(Boolean).join(" ");
  if (box.textContent !== text) box.textContent = text;
  place.querySelector("[data-put]").hidden = !ready || !navigator.onLine;
  place.querySelector("[data-drop]").hidden = none;
}

// A page that says whom one is helping is about a person, and is not kept; the server marks it.
export async function put(id) {
  const page = await fetch(`${pathOf(id)}?step=begin`);
  if (!page.ok || page.redirected || page.headers.get("Cache-Control") !== "private, no-cache") throw new Error("not for keeping");
  await (await caches.open("lessons")).put(pathOf(id), page);
}

export const whyNot = (error) => (error.name === "QuotaExceededError" ? "full" : "cut");

// The lesson's own sounds go with it; those it shares with others are looked after by keep-many.js.
export async function drop(id) {
  await (await caches.open("lessons")).delete(pathOf(id));
  await caches.delete(`sounds-${id}`);
}

async function one(place) {
  const id = place.dataset.keep;
  const answer = await fetch(`/learning/sizes?${new URLSearchParams({ lessons: id })}`).catch(() => null);
  const now = answer?.ok ? (await answer.json())[id] : null;
  const show = async (wrong) => {
    const kept = await look(id);
    const old = isOld(kept, now);
    tell(place, kept ? "one" : "none", { size: room((kept || now)?.size || 0) }, [old && "old", wrong], !kept || old);
  };
  place.querySelector("[data-put]").onclick = () => {
    tell(place, "busy", { n: 1, of: 1 }, []);
    put(id).then(() => show(), (error) => show(whyNot(error)));
  };
  place.querySelector("[data-drop]").onclick = async () => {
    await drop(id);
    await show();
    place.querySelector("[data-put]").focus();
  };
  for (const change of ["online", "offline"]) addEventListener(change, () => show());
  await show();
  place.hidden = false;
}

// The list of lessons says by which script its places are shown.
if (!words.dataset.base) one(document.querySelector("[data-keep]")).catch(() => {});
