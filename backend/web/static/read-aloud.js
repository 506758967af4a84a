// Reads the page aloud, sentence by sentence, when somebody presses the button: by the phone's own voice, else by a sound
// that the city has made, else the sentence is only shown. Nothing is spoken by itself, and no text leaves the phone.

const panel = document.getElementById("aloud");
const now = document.getElementById("aloud-now");
const more = document.getElementById("aloud-more");
const main = document.getElementById("main");
const synthesis = window.speechSynthesis;
const SLOW = 0.75;
const ASKED_AT_ONCE = 60;
// The usual voice of each language of a page; `handrail speech` makes their sounds.
const USUAL = { en: "en", "zh-Hans": "cmn", "zh-Hant": "cmn-hant", es: "es", ar: "ar" };
const SPEAKS = { yue: ["yue", "zh-hk"], cmn: ["cmn", "zh-cn", "zh-hans", "zh"], "cmn-hant": ["cmn", "zh-tw", "zh-hant", "zh-cn", "zh"] };

// --- Sentences: cut as i18n/speech.py cuts them --------------------------------------------------------------------

const END = /[.!?…؟۔]+["'”’»)\]]*(?=\s|$)\s*|[。！？]+[」』”’）)]*\s*|\n+\s*/gu;
const SHORT = /(?:^|[\s(¿¡])(?:Mr|Mrs|Ms|Dr|Dra|St|Sr|Sra|Ud|Uds|e\.g|i\.e|[ap]\.m)\.\s*$/iu;

export function cut(text) {
  const pieces = [];
  let start = 0;
  for (const end of text.matchAll(END)) {
    const after = end.index + end[0].length;
    if (!end[0].includes("\n") && after < text.length && SHORT.test(text.slice(start, after))) continue;
    pieces.push([start, after]);
    start = after;
  }
  if (start < text.length) pieces.push([start, text.length]);
  return pieces;
}

const plain = (text) => text.split(/\s+/u).filter(Boolean).join(" ");

export async function keyOf(sentence) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(plain(sentence)));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 16);
}

// Telephone numbers digit by digit, references letter by letter: phones say them as one large number or as a word.
function said(text) {
  return text
    .replace(/\+?\d(?:[ \u00a0-]?\d){8,14}(?!\d)/gu, (number) => number.split(/[ \u00a0-]/u).map((part) => [...part].join(" ")).join(", "))
    .replace(/\b(?=[A-Z0-9]*[A-Z])[A-Z0-9]{5,12}\b/gu, (letters) => [...letters].join(" "));
}

// --- What there is to read: the words of <main> that can be seen, in blocks; the frame is left out -------------------

function shown(element) {
  if (element.closest("#aloud, #aloud-now, [aria-hidden=true], script, style, template, noscript, select, textarea, .visually-hidden")) return false;
  const folded = element.closest("details:not([open])");
  if (folded && element.closest("summary")?.parentElement !== folded) return false;
  return element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
}

function blockOf(element) {
  let block = element;
  while (block !== main && /^(inline$|contents)/u.test(getComputedStyle(block).display)) block = block.parentElement;
  return block;
}

function languageOf(element) {
  return element.closest("[lang]").lang;
}

// Runs of words in one block and one language. A phone's voice reads a block as one; sounds are made of each text alone.
function runs() {
  const found = [];
  const walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !shown(element)) continue;
    const language = languageOf(element);
    const spoken = element.closest("[data-spoken]");
    const block = spoken || blockOf(element);
    const last = found[found.length - 1];
    const joins = last && last.block === block && last.language === language && (spoken || voiceFor(language));
    if (joins) last.nodes.push(node);
    else found.push({ block, language, spoken: spoken?.dataset.spoken, nodes: [node] });
  }
  return found;
}

function sentencesOf({ nodes, language, spoken }) {
  if (spoken) return cut(spoken).map(([from, to]) => ({ text: plain(spoken.slice(from, to)), language, range: rangeOf(nodes) }));
  // A line break in the source is only a blank on the page.
  const text = nodes.map((node) => node.data.replace(/\s/gu, " ")).join("");
  return cut(text)
    .map(([from, to]) => [from + text.slice(from, to).search(/\S|$/u), from + text.slice(from, to).trimEnd().length])
    .filter(([from, to]) => /[\p{L}\p{N}]/u.test(text.slice(from, to)))
    .map(([from, to]) => ({ text: plain(text.slice(from, to)), language, range: rangeOf(nodes, from, to), nodes, from, raw: text.slice(from, to) }));
}

function rangeOf(nodes, from = 0, to = Infinity) {
  const range = document.createRange();
  range.setStart(nodes[0], 0);
  const end = nodes[nodes.length - 1];
  range.setEnd(end, end.length);
  let at = 0;
  for (const node of nodes) {
    if (from >= at && from < at + node.length) range.setStart(node, from - at);
    if (to > at && to <= at + node.length) range.setEnd(node, to - at);
    at += node.length;
  }
  return range;
}

// The word that a voice is at, by its place in what is said. Where numbers are said otherwise than they are written, and
// where the page has other words for the ear, only the sentence is marked.
function wordAt({ text, nodes, from, raw }, index, length) {
  if (!nodes || said(text) !== text) return null;
  let at = 0;
  for (let seen = 0; seen < index && at < raw.length; seen += 1) at += raw.slice(at).match(/^(?:\s+|\S)/)[0].length;
  const word = length ? raw.slice(at, at + length) : raw.slice(at).match(/^[\p{L}\p{M}\p{N}'’-]+/u)?.[0];
  return word ? rangeOf(nodes, from + at, from + at + word.length) : null;
}

// --- Voices ---------------------------------------------------------------------------------------------------------

function chosen() {
  try { return localStorage.getItem("aloud-voice"); } catch { return null; }
}

function soundOf(language) {
  const mine = panel.dataset.voices.split(" ");
  if (language === document.documentElement.lang && mine.length > 1) return mine.includes(chosen()) ? chosen() : mine[0];
  return USUAL[language] || language.split("-")[0];
}

// Only voices that are on the phone: others send the words to somebody, and fall silent without a network.
function voiceFor(language) {
  const wanted = soundOf(language);
  const tags = SPEAKS[wanted] || [wanted];
  const local = synthesis ? synthesis.getVoices().filter((voice) => voice.localService) : [];
  for (const tag of tags) {
    const found = local.find((voice) => `${voice.lang.toLowerCase().replace("_", "-")}-`.startsWith(`${tag}-`));
    if (found) return found;
  }
  return null;
}

// Asks which sentences the city has a sound of. Keys are digests: the words themselves stay here.
async function addSounds(list) {
  if (!window.crypto?.subtle) return;
  const byVoice = new Map();
  for (const one of list.filter((each) => !voiceFor(each.language))) {
    one.voice = soundOf(one.language);
    one.key = await keyOf(one.text);
    byVoice.set(one.voice, [...(byVoice.get(one.voice) || []), one]);
  }
  for (const [voice, ours] of byVoice) {
    for (let at = 0; at < ours.length; at += ASKED_AT_ONCE) {
      const part = ours.slice(at, at + ASKED_AT_ONCE);
      const answer = await fetch(`/speech/${voice}?keys=${[...new Set(part.map((one) => one.key))].join(",")}`).catch(() => null);
      const names = answer?.ok ? await answer.json() : {};
      for (const one of part) if (names[one.key]) one.sound = `/speech/${voice}/${names[one.key]}`;
    }
  }
}

// --- Reading --------------------------------------------------------------------------------------------------------

const audio = new Audio();
const ending = audio.canPlayType("audio/ogg; codecs=opus") ? "opus" : "mp3";
let list = [];
let at = 0;
// What was begun in an earlier turn must not go on in this one.
let turn = 0;
let paused = false;
let slower = false;
let marked = null;

function hush() {
  turn += 1;
  audio.pause();
  if (synthesis) synthesis.cancel();
}

// Without highlights for ranges (Safari before 17.2, Firefox before 140) the whole paragraph is marked.
function mark(range) {
  const fine = window.Highlight && CSS.highlights;
  if (marked) marked.classList.remove("aloud-said");
  if (fine) for (const name of ["aloud", "aloud-word"]) CSS.highlights.delete(name);
  marked = null;
  if (!range) return;
  const around = range.startContainer.parentElement;
  if (fine) CSS.highlights.set("aloud", new Highlight(range));
  else marked = blockOf(around);
  if (marked) marked.classList.add("aloud-said");
  around.scrollIntoView({ block: "center" });
}

function markWord(range) {
  if (range && window.Highlight && CSS.highlights) CSS.highlights.set("aloud-word", new Highlight(range));
}

function speak(one, mine) {
  return new Promise((done) => {
    const voice = voiceFor(one.language);
    if (voice) {
      const words = new SpeechSynthesisUtterance(said(one.text));
      words.voice = voice;
      words.lang = voice.lang;
      words.rate = slower ? SLOW : 1;
      words.onend = words.onerror = done;
      words.onboundary = ({ name, charIndex, charLength }) => {
        if (mine === turn && name !== "sentence") markWord(wordAt(one, charIndex, charLength));
      };
      synthesis.speak(words);
    } else if (one.sound) {
      audio.src = `${one.sound}.${ending}`;
      audio.playbackRate = audio.defaultPlaybackRate = slower ? SLOW : 1;
      audio.onended = audio.onerror = done;
      audio.play().catch(done);
    } else {
      // Time to read it with the eyes.
      setTimeout(done, Math.min(4000, 400 + 40 * one.text.length));
    }
  }).then(() => mine === turn);
}

async function readOn() {
  const mine = turn;
  while (at < list.length && !paused) {
    mark(list[at].range);
    if (!(await speak(list[at], mine))) return;
    at += 1;
  }
  if (!paused) stop();
}

function from(place) {
  hush();
  at = Math.max(0, place);
  if (!paused) readOn();
}

async function start() {
  hush();
  list = runs().flatMap(sentencesOf);
  at = 0;
  setPaused(false);
  const mine = turn;
  now.hidden = more.hidden = false;
  startButton.hidden = true;
  now.querySelector("[data-aloud=pause]").focus({ preventScroll: true });
  await addSounds(list);
  if (mine === turn) readOn();
}

function stop() {
  hush();
  mark(null);
  const inside = now.contains(document.activeElement) || more.contains(document.activeElement);
  now.hidden = more.hidden = true;
  startButton.hidden = false;
  if (inside) startButton.focus({ preventScroll: true });
}

function setPaused(value) {
  paused = value;
  now.querySelector("[data-pause]").hidden = paused;
  now.querySelector("[data-go-on]").hidden = !paused;
}

// A sentence that was stopped in its middle begins again: half a sentence is hard to follow.
const press = {
  start,
  stop,
  pause() { setPaused(!paused); from(at); },
  back() { from(at - 1); mark(list[at].range); },
  slower(button) { slower = !slower; button.setAttribute("aria-pressed", slower); from(at); },
  voice(button) {
    try { localStorage.setItem("aloud-voice", button.value); } catch { /* for this page only, then */ }
    showVoice();
    stop();
  },
};

function showVoice() {
  for (const button of panel.querySelectorAll("[data-aloud=voice]")) {
    button.setAttribute("aria-pressed", button.value === soundOf(document.documentElement.lang));
  }
}

// The button appears when this page can be heard: by a voice on the phone, or because most of it has a sound.
async function offer() {
  if (!panel.hidden) return;
  const language = document.documentElement.lang;
  if (!voiceFor(language)) {
    const words = runs().flatMap(sentencesOf).filter((one) => one.language === language).slice(0, ASKED_AT_ONCE);
    await addSounds(words);
    if (voiceFor(language) === null && words.filter((one) => one.sound).length * 2 < Math.max(1, words.length)) return;
  }
  showVoice();
  panel.hidden = false;
}

const startButton = panel && panel.querySelector("[data-aloud=start]");
if (panel) {
  for (const place of [panel, now]) {
    place.addEventListener("click", (event) => {
      const button = event.target.closest("[data-aloud]");
      if (button) press[button.dataset.aloud](button);
    });
  }
  addEventListener("keydown", (event) => { if (event.key === "Escape" && !now.hidden) stop(); });
  addEventListener("pagehide", hush);
  // Another step of a lesson is another page to the reader.
  addEventListener("popstate", stop);
  main.addEventListener("submit", stop);
  main.addEventListener("click", (event) => { if (event.target.closest("[data-go]") && !now.hidden) stop(); });
  if (synthesis) synthesis.addEventListener?.("voiceschanged", offer);
  offer();
}
