// Keeps the shell (styles, scripts, the page that says there is no connection), the lessons a person has opened, and the
// newest of the pages that are the same for everybody: offices, articles. The questions of a service are kept by
// onward.js. Pages about a person are never kept: they come from the network or not at all.

const SHELL = "shell-%VERSION%";
const LESSONS = "lessons";
const PAGES = "pages";
const MOST_PAGES = 60;
const PATIENCE = 10000; // for each of some thirty lessons: a browser ends a worker that is busy for five minutes
const FOR_EVERYBODY = "private, no-cache";
const LOOK = "/look";
const FILES = [%SHELL%, "/offline"];

addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil(clients.claim());
});

// A lesson that was kept asks for the styles and scripts of its day. So it is fetched anew before those go; where the line
// drops meanwhile, they stay until the next page that comes. A lesson that the city has put away goes. No page waits for
// this: while a worker is being activated, a browser holds back all of them.
async function renew() {
  const old = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== SHELL);
  if (!old.length) return;
  const cache = await caches.open(LESSONS);
  let missed = 0; // one that fails stays as it was, and holds up none of the others
  for (const { url } of await cache.keys()) await renewed(cache, url).catch(() => { missed += 1; });
  if (!missed) await Promise.all(old.map((name) => caches.delete(name)));
}

async function renewed(cache, url) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const page = await fetch(`${url}?step=first`, { signal: stop.signal });
    if (page.ok && !page.redirected && page.headers.get("Cache-Control") === FOR_EVERYBODY) await cache.put(url, page);
    else if (page.status === 404 || page.status === 410) await cache.delete(url);
    else throw new Error("not now");
  } finally {
    clearTimeout(timer);
  }
}

let renewing = null;
function renewOnce() {
  renewing = renewing || renew().catch(() => {}).then(() => { renewing = null; });
  return renewing;
}

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(keptFirst(event.request));
  else if (url.pathname.startsWith("/speech/")) event.respondWith(heard(event.request, url));
  else if (event.request.mode === "navigate") event.respondWith(networkFirst(event.request, url));
});

async function keptFirst(request) {
  return (await caches.match(request)) || fetch(request);
}

// Sounds that were kept with lessons (keep-voice.js). Of each voice one list is kept, which answers whatever sentences a
// page asks for. Phones fetch sounds in parts, and Safari plays nothing else.
async function heard(request, url) {
  const page = await caches.match(url.pathname);
  if (!page || url.search) return fetch(request).catch(() => page);
  const [, from, to] = /(\d+)-(\d*)/.exec(request.headers.get("Range")) || [];
  if (!from) return page;
  const sound = await page.blob();
  const part = sound.slice(from, to ? +to + 1 : sound.size, sound.type);
  const headers = { "Content-Range": `bytes ${from}-${+from + part.size - 1}/${sound.size}`, "Content-Length": part.size };
  return new Response(part, { status: 206, headers });
}

async function networkFirst(request, url) {
  try {
    const page = await fetch(request);
    if (forEverybody(page, url)) await keep(page.clone(), url.pathname).catch(() => {});
    return page;
  } catch {
    return drawn((await kept(LESSONS, url)) || (await kept(PAGES, url)) || (await ofShell("/offline")));
  }
}

// --- How its reader wants pages. Each page that comes over the line says so (app.js); those that are kept may be older ------

addEventListener("message", (event) => {
  event.waitUntil(remember(event.data).catch(() => {}).then(renewOnce));
});

async function remember({ lang, look }) {
  const shell = await caches.open(SHELL);
  await shell.put(LOOK, new Response(look));
  const offline = await shell.match("/offline");
  if (!(await offline?.text())?.includes(`<html lang="${lang}"`)) await shell.add(new Request("/offline", { cache: "reload" }));
}

// A kept page in the letters and colours that were chosen last. Its words stay in the language in which it was kept.
async function drawn(page) {
  const look = await (await ofShell(LOOK))?.text();
  if (!look) return page;
  const headers = new Headers(page.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name); // of the line, and not of the text
  const text = (await page.text()).replace(/data-text-size="[^>]*(?=>)/, () => look);
  return new Response(text, { status: page.status, headers });
}

// The server says 'no-store' of all that is about a person. An address with words in it is one of many of a page.
function forEverybody(page, url) {
  return page.ok && !page.redirected && !url.search && page.headers.get("Cache-Control") === FOR_EVERYBODY;
}

async function keep(page, path) {
  const cache = await caches.open(PAGES);
  await cache.put(path, page); // whole, or not at all: what was kept before stays then
  const names = await cache.keys();
  await Promise.all(names.slice(0, Math.max(0, names.length - MOST_PAGES)).map((name) => cache.delete(name)));
}

// Those of an older shell may still be here, and are found first.
async function ofShell(name) {
  return (await caches.open(SHELL)).match(name);
}

async function kept(name, url) {
  return (await caches.open(name)).match(url.pathname);
}
