// Keeps the shell (styles, scripts, the page that says there is no connection) and the lessons a person has opened.
// Pages about a person are never kept: they come from the network or not at all.

const SHELL = "shell-%VERSION%";
const LESSONS = "lessons";
const FILES = [%SHELL%, "/offline"];

addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name !== SHELL && name !== LESSONS);
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
      .then(() => clients.claim()),
  );
});

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
    return await fetch(request);
  } catch {
    const lesson = await caches.open(LESSONS).then((cache) => cache.match(url.pathname));
    return lesson || caches.match("/offline");
  }
}
