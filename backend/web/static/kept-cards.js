// The list of lessons: marks those that this phone keeps, and shows the lines behind which lessons are kept. Most people
// never open one, so keep.js is fetched when somebody does.

const words = document.getElementById("keep-words");
const nameOf = (address) => new URL(address).pathname.split("/").pop();

async function mark() {
  const names = new Set((await (await caches.open("lessons")).keys()).map((request) => nameOf(request.url)));
  for (const card of document.querySelectorAll("main a.card[href^='/lessons/']")) {
    const there = card.querySelector("[data-kept]");
    if (!names.has(nameOf(card.href))) there?.remove();
    else if (!there) {
      const made = words.content.firstElementChild.cloneNode(true);
      made.dataset.kept = "";
      card.querySelector(".card-title").after(" ", made);
    }
  }
}

if ("caches" in window && navigator.serviceWorker) {
  for (const fold of document.querySelectorAll("[data-keep-fold]")) {
    fold.hidden = false;
    fold.addEventListener("toggle", () => import(fold.dataset.script), { once: true });
  }
  document.addEventListener("kept", mark);
  mark().catch(() => {});
}
