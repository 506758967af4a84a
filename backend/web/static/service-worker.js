// Keeps the shell (styles, scripts, the page that says there is no connection), the lessons a person has opened, and the
// newest of the pages that are the same for everybody: offices, articles. The questions of a service are kept by
// onward.js. Pages about a person are never kept: they come from the network or not at all.

const SHELL = "shell-%VERSION%";
const LESSONS = "lessons";
const PAGES = "pages";
const MOST_PAGES = 60;
const FOR_EVERYBODY = "private, no-cache";
const LOOK = "/look";
const FILES = [%SHELL%, "/offline"];

addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil(renewLessons().then(dropOldShells).catch(() => {}).then(() => clients.claim()));
});

// A lesson that was kept asks for the styles and scripts of its day. So it is fetched anew before those go; where the line
// drops meanwhile, they stay until the next time. A lesson that the city has put away goes.
async function renewLessons() {
  const cache = await caches.open(LESSONS);
  for (const { url } of await cache.keys()) {
    const page = await fetch(`${url}?step=first`);
    if (page.ok && !page.redirected && page.headers.get("Cache-Control") === FOR_EVERYBODY) await cache.put(url, page);
    else if (page.status === 404 || page.status === 410) await cache.delete(url);
    else throw new Error("not now");
  }
}

async function dropOldShells() {
  const old = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
}

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(keptFirst(event.request));
  else if (event.request.mode === "navigate") event.respondWith(networkFirst(event.request, url));
});

async function keptFirst(request) {
  return (await caches.match(request)) || fetch(request);
}

async function networkFirst(request, url) {
  try {
    const page = await fetch(request);
    if (forEverybody(page, url)) await keep(page.clone(), url.pathname).catch(() => {});
    return page;
  } catch {
    return drawn((await kept(LESSONS, url)) || (await kept(PAGES, url)) || (await caches.match("/offline")));
  }
}

// --- How its reader wants pages. Each page that comes over the line says so (app.js); those that are kept may be older ------

addEventListener("message", (event) => {
  event.waitUntil(remember(event.data).catch(() => {}));
});

async function remember({ lang, look }) {
  const shell = await caches.open(SHELL);
  await shell.put(LOOK, new Response(look));
  const offline = await shell.match("/offline");
  if (!(await offline?.text())?.includes(`<html lang="${lang}"`)) await shell.add(new Request("/offline", { cache: "reload" }));
}

// A kept page in the letters and colours that were chosen last. Its words stay in the language in which it was kept.
async function drawn(page) {
  const look = await (await caches.match(LOOK))?.text();
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
  await cache.delete(path);
  await cache.put(path, page);
  const names = await cache.keys();
  await Promise.all(names.slice(0, Math.max(0, names.length - MOST_PAGES)).map((name) => cache.delete(name)));
}

async function kept(name, url) {
  return (await caches.open(name)).match(url.pathname);
}
