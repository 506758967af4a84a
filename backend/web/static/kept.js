// Without a network: lists and searches the pages that this phone has kept. Only the page about no connection loads it.

const list = document.getElementById("kept");
const form = document.querySelector("form.search");
const said = document.getElementById("kept-said");
const MOST = 100;

// The same folding as on the server: case, width, accents, vowel signs and signs of direction make no difference.
function fold(text) {
  const bare = text.normalize("NFKC").toLowerCase().normalize("NFD").replace(/[\p{M}\p{Cf}\u0640]/gu, "");
  return bare.replace(/[ىی]/g, "ي").replace(/ة/g, "ه").normalize("NFKC");
}

// Chinese has no blanks between words: there, pairs of neighbours are looked for.
function wordsOf(text) {
  return (fold(text).slice(0, 200).match(/\p{Script=Han}+|[^\P{L}\p{Script=Han}]+|\p{N}+/gu) || []).flatMap((run) =>
    /\p{Script=Han}/u.test(run) && run.length > 2 ? [...run].slice(1).map((sign, at) => [...run][at] + sign) : [run],
  );
}

// A longer word may also end otherwise: 'libraries' finds 'library'.
const forms = (word) => (word.length > 5 ? [word, word.slice(0, -1), word.slice(0, -3)] : [word]);

function fits(page, words) {
  let sum = 0;
  for (const word of words) {
    const at = forms(word).findIndex((form) => page.text.includes(form));
    if (at >= 0) sum += (page.heading.includes(forms(word)[at]) ? 8 : 2) - at;
  }
  return sum;
}

async function keptPages() {
  if (!("caches" in window)) return [];
  const pages = [];
  for (const name of ["lessons", "pages"]) {
    if (!(await caches.has(name))) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const page = new DOMParser().parseFromString(await (await cache.match(request)).text(), "text/html");
      const main = page.querySelector("main");
      const title = page.querySelector(name === "lessons" ? ".where" : "h1");
      if (!main || !title) continue;
      const { lang, dir } = page.documentElement;
      const words = { title: title.textContent.trim(), heading: fold(title.textContent), text: fold(main.textContent) };
      const kind = name === "lessons" ? list.dataset.lesson : "";
      pages.push({ path: new URL(request.url).pathname, kind, lang, dir, ...words });
    }
  }
  return pages;
}

const made = (tag, properties) => Object.assign(document.createElement(tag), properties);

function show(pages) {
  list.textContent = "";
  list.append(
    ...pages.slice(0, MOST).map((page) => {
      const title = made("span", { className: "card-title", lang: page.lang, dir: page.dir, textContent: page.title });
      const body = made("span", { className: "card-body" });
      body.append(title);
      if (page.kind) body.append(" ", made("span", { className: "card-meta", textContent: page.kind }));
      const link = made("a", { className: "card", href: page.path });
      link.append(body);
      const item = made("li", {});
      item.append(link);
      return item;
    }),
  );
}

function search(pages) {
  const words = [...new Set(wordsOf(form.q.value))];
  const found = pages
    .map((page) => ({ page, worth: fits(page, words) }))
    .filter((each) => each.worth > 0)
    .sort((one, other) => other.worth - one.worth || (one.page.path < other.page.path ? -1 : 1));
  show(words.length ? found.map((each) => each.page) : pages);
  const none = pages.length ? list.dataset.nothing : list.dataset.none;
  said.textContent = (words.length ? found.length : pages.length) ? `${list.dataset.found} ${list.children.length}` : none;
}

async function begin() {
  const pages = await keptPages().catch(() => []);
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    search(pages);
  });
  if (location.pathname === "/search") form.q.value = new URLSearchParams(location.search).get("q") || "";
  search(pages);
}

begin();
