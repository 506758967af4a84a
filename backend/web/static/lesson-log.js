// What a learner does in a lesson, remembered on the phone until it is sent: events that only grow, each with an id of
// its own. lesson.js finds this as `log` at the lesson's element.

const lesson = document.getElementById("lesson");
const sync = document.getElementById("sync");
const { lesson: name } = lesson.dataset;
const MOST = 200;
const PATIENCE = 3000;
const MOST_OF_A_LESSON = 5000;
// The server's order; in columns each is told by its number.
const KINDS = ["started", "done", "skipped", "hint", "mistake", "stuck", "seen"];
const RUNS = ["watch", "guided", "hints", "alone", "real"];

// --- Whose practice this is -------------------------------------------------------------------------------------------

// A kept page is shown to whoever comes next, so the server is asked each time one is opened, and nothing is sent before it
// has answered. Without a line it is whoever it was the last time, until somebody signs in or out; an empty mark is
// nobody's. Where storage is shut, nothing is remembered.
const remembered = (act) => { try { return act(); } catch { return ""; } };
let reader = remembered(() => localStorage.practice) || "";
let asking = null;

async function learn() {
  const answer = await fetch("/learning/whose");
  reader = (await answer.json()).whose;
  remembered(() => { localStorage.practice = reader; });
}

// True once it is known.
function ask() {
  asking = asking || learn().then(() => true, () => { asking = null; });
  return asking;
}

// What was done before signing in goes with whoever signs in; what another account did waits for that account.
const people = () => (reader ? ["", reader] : [""]);

// --- The store ----------------------------------------------------------------------------------------------------

function database() {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open("handrail-learning", 1);
    open.onupgradeneeded = () => {
      const events = open.result.createObjectStore("events", { keyPath: "id" });
      events.createIndex("waiting", ["sent", "whose"]);
      events.createIndex("lesson", "lesson");
    };
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error);
  });
}

async function store(mode, act) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const change = db.transaction("events", mode);
    const request = act(change.objectStore("events"));
    change.oncomplete = () => { db.close(); resolve(request && request.result); };
    change.onabort = () => { db.close(); reject(change.error); };
  });
}

const waitingOf = (person) => store("readonly", (events) => events.index("waiting").getAll(IDBKeyRange.only([0, person]), MOST));

// What a phone had no room for, or whose storage is shut: it is sent from memory while this page is open.
let loose = [];

// Random, with room to count in the last eight digits: ids that follow each other cost almost nothing on the line.
// Marked as version 4, for record stores know no newer one.
const base = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{4}).*$/, "$1-$2-4$3-a$4-$5");
let count = 0;
const nextId = () => base + (count++).toString(16).padStart(8, "0");

async function note(step, kind, run) {
  const event = { id: nextId(), lesson: name, step, kind, run, at: new Date().toISOString(), sent: 0, whose: reader };
  await store("readwrite", (events) => events.add(event)).catch(() => loose.push(event));
  send();
}

// Nobody is told what another person did. A slow line is not waited for.
async function ofLesson() {
  await Promise.race([ask(), new Promise((go) => setTimeout(go, PATIENCE))]);
  const all = await store("readonly", (events) => events.index("lesson").getAll(name, MOST_OF_A_LESSON));
  return all.filter((event) => people().includes(event.whose));
}

// --- Sending ------------------------------------------------------------------------------------------------------

let sending = null;

function send() {
  sending = (sending || Promise.resolve()).then(sendAll).catch(() => tell(!navigator.onLine || loose.length));
  return sending;
}

async function nextBatch() {
  const kept = await Promise.all(people().map((person) => waitingOf(person).catch(() => [])));
  return [...loose.filter((event) => people().includes(event.whose)), ...kept.flat()].slice(0, MOST);
}

async function sendAll() {
  const known = await ask();
  for (let batch = await nextBatch(); batch.length; batch = await nextBatch()) {
    if (!known) return tell(true);
    if (!navigator.onLine) tell(true);
    const answer = await post(batch);
    if (!answer.ok) return refused(answer);
    const fromMemory = batch.some((event) => loose.includes(event));
    loose = loose.filter((event) => !batch.includes(event));
    const marked = await markSent(batch).then(() => true, () => false);
    // A full phone cannot mark them, and the same ones would come again for ever.
    if (batch.length < MOST || (!marked && !fromMemory)) break;
  }
  tell(false);
}

// What was of nobody is now of the account that it was sent for.
function markSent(batch) {
  return store("readwrite", (events) => batch.forEach((event) => events.put({ ...event, sent: 1, whose: reader })));
}

// Somebody else may have signed in since: all is kept, and it is asked anew who it is.
async function refused(answer) {
  const { error, say } = answer.status === 409 ? await answer.json() : {};
  if (error === "whose") [reader, asking] = ["", null];
  tell(true, say);
}

function tell(shown, words = loose.length ? lesson.dataset.full : lesson.dataset.kept) {
  sync.textContent = words;
  sync.hidden = !shown;
}

let small = "CompressionStream" in window;

async function post(batch) {
  const said = small ? await inColumns(batch) : plainly(batch);
  const token = lesson.querySelector("[name=form_token]").value;
  const answer = await fetch("/learning/events", { method: "POST", ...said, headers: { ...said.headers, "X-Form-Token": token } });
  if (!small || ![400, 415].includes(answer.status)) return answer;
  // Something on the way does not take it.
  small = false;
  return post(batch);
}

function plainly(batch) {
  const events = batch.map(({ sent, whose: _, ...event }) => event);
  return { headers: { "Content-Type": "application/json" }, body: JSON.stringify({ events, whose: reader }) };
}

// As tutorials/batch.py describes it: fifty events are some 350 bytes instead of 7,900.
async function inColumns(batch) {
  const ids = [];
  const lessons = new Map();
  for (const event of batch) {
    const [head, number] = [event.id.slice(0, 28), parseInt(event.id.slice(28), 16)];
    const last = ids[ids.length - 1];
    if (last && last.head === head && last.number + last.count === number) last.count += 1;
    else ids.push({ first: event.id, count: 1, head, number });
    if (!lessons.has(event.lesson)) lessons.set(event.lesson, new Set());
    lessons.get(event.lesson).add(event.step);
  }
  const places = [...lessons].flatMap(([of, steps]) => [...steps].map((step) => `${of} ${step}`));
  const times = batch.map((event) => Math.floor(Date.parse(event.at) / 1000));
  const columns = {
    whose: reader,
    ids: ids.map(({ first, count: many }) => ({ first, count: many })),
    lessons: [...lessons].map(([of, steps]) => ({ lesson: of, steps: [...steps] })),
    step: batch.map((event) => places.indexOf(`${event.lesson} ${event.step}`)),
    kind: batch.map((event) => KINDS.indexOf(event.kind)),
    run: batch.map((event) => RUNS.indexOf(event.run)),
    at: times.map((time, at) => time - (times[at - 1] || 0)),
  };
  const stream = new Blob([JSON.stringify(columns)]).stream().pipeThrough(new CompressionStream("deflate"));
  const headers = { "Content-Type": "application/vnd.handrail.events+json", "Content-Encoding": "deflate" };
  return { headers, body: await new Response(stream).arrayBuffer() };
}

addEventListener("online", send);
lesson.log = { note, ofLesson, send };
