// A lesson with JavaScript on: one step at a time without asking the network, judged on the phone where it can be,
// and remembered on the phone until it can be sent. With JavaScript off the same forms go to the server.

const lesson = document.getElementById("lesson");
const name = lesson.dataset.lesson;
const steps = [...lesson.querySelectorAll(".lesson-step")];
const keys = Object.fromEntries(JSON.parse(document.getElementById("keys").textContent).map((key) => [key.step, key]));
const sync = document.getElementById("sync");
const path = `/lessons/${name}`;

// --- The log on the phone: events that only grow, each with an id of its own -------------------------------------

function database() {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open("handrail", 1);
    open.onupgradeneeded = () => open.result.createObjectStore("events", { keyPath: "id" });
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error);
  });
}

async function store(mode, act) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const change = db.transaction("events", mode);
    const request = act(change.objectStore("events"));
    change.oncomplete = () => resolve(request.result);
    change.onerror = () => reject(change.error);
  });
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0"));
  return bytes.join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

async function note(step, kind) {
  const event = { id: newId(), lesson: name, step, kind, at: new Date().toISOString(), sent: 0 };
  // A phone whose storage is full still shows the lesson; only the memory of it is lost.
  await store("readwrite", (events) => events.add(event)).catch(() => {});
  send();
}

let sending = null;

function send() {
  sending = (sending || Promise.resolve()).then(sendNow).catch(() => {});
  return sending;
}

async function sendNow() {
  const waiting = (await store("readonly", (events) => events.getAll())).filter((event) => !event.sent);
  if (!waiting.length) return;
  sync.textContent = lesson.dataset.kept;
  sync.hidden = navigator.onLine;
  const batch = waiting.slice(0, 200);
  const answer = await fetch("/learning/events", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Form-Token": token() },
    body: JSON.stringify({ events: batch.map(({ sent, ...event }) => event) }),
  });
  if (!answer.ok) return;
  for (const event of batch) await store("readwrite", (events) => events.put({ ...event, sent: 1 }));
  sync.hidden = true;
  if (waiting.length > batch.length) await sendNow();
}

function token() {
  return lesson.querySelector("[name=form_token]").value;
}

addEventListener("online", send);

// --- Moving between steps -----------------------------------------------------------------------------------------

function stepOf(id) {
  return steps.find((step) => step.dataset.step === id);
}

function show(id, focus = true) {
  const wanted = stepOf(id) || steps[0];
  for (const step of steps) step.hidden = step !== wanted;
  if (!focus) return;
  wanted.querySelector(".step").focus();
  scrollTo(0, 0);
}

function go(id) {
  history.pushState({ step: id }, "", `${path}?step=${id}`);
  show(id);
}

function fromAddress() {
  return new URLSearchParams(location.search).get("step");
}

addEventListener("popstate", () => show(fromAddress() || steps[0].dataset.step));

lesson.addEventListener("click", (event) => {
  const link = event.target.closest("[data-go]");
  if (!link) return;
  event.preventDefault();
  go(link.dataset.go);
});

// Without a network the page may be an old copy, opened at a bare address: go on where this phone knows one stopped.
async function resume() {
  if (fromAddress() && navigator.onLine) return;
  const mine = (await store("readonly", (events) => events.getAll())).filter((event) => event.lesson === name);
  const passed = new Set(mine.filter((event) => event.kind !== "hint" && event.kind !== "mistake").map((event) => event.step));
  const next = steps.find((step) => !passed.has(step.dataset.step));
  if (!fromAddress() && next) show(next.dataset.step, false);
  else if (fromAddress()) show(fromAddress(), false);
}

// --- Judging an answer on the phone, as tutorials/offline.py describes it --------------------------------------------

// The last four bits of a digit are its value, on every keyboard.
const SIGNS = { "，": ",", "．": ".", "＠": "@", "٬": ",", "٫": "." };

function plain(values) {
  return values.join(" ")
    .replace(/[０-９٠-٩۰-۹，．＠٬٫]/gu, (sign) => SIGNS[sign] || String(sign.charCodeAt(0) & 15))
    .split(/\s+/u).filter(Boolean).join(" ").toLowerCase();
}

function judge(key, data) {
  if (key.kind === "choose") {
    const option = key.options[data.get("answer")];
    return option ? { right: option.right, say: option.say, sure: true } : null;
  }
  const typed = Object.fromEntries(key.fields.map((field) => [field, plain(data.getAll(field))]));
  const normal = Object.fromEntries(
    key.fields.map((field) => [field, key.drop[field] ? typed[field].replace(new RegExp(key.drop[field], "gu"), "") : typed[field]]),
  );
  const same = (way) => Object.keys(way).every((field) => way[field] === normal[field]);
  if (key.expect.some(same)) return { right: true, say: key.done, sure: true };
  const line = key.fields.map((field) => typed[field]).filter(Boolean).join(" ").slice(0, 200);
  const mistake = key.mistakes.find((each) => (each.is ? each.is.some(same) : new RegExp(each.like, "iu").test(line)));
  if (mistake) return { right: false, say: mistake.say, stopped: mistake.stopped, sure: true };
  // Only for a live service does the server know more than its key.
  return { right: false, say: key.else, sure: key.kind !== "practise" };
}

// Where the phone is not sure, the live service's own engine has better words; a slow line is not waited for.
async function judged(form, key) {
  const data = new FormData(form);
  if (pressed && form.contains(pressed)) data.append(pressed.name, pressed.value);
  const here = judge(key, data);
  if (here && here.sure) return here;
  try {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 3000);
    const answer = await fetch(`${form.getAttribute("action")}/judge`, {
      method: "POST", body: new URLSearchParams(data), signal: stop.signal,
    });
    return answer.ok ? await answer.json() : here;
  } catch {
    return here;
  }
}

// The button of a simulated screen; the Enter key in a field presses one too. Older phones have no event.submitter.
let pressed = null;
lesson.addEventListener("click", (event) => { pressed = event.target.closest("button[name=answer]"); });

// --- Doing a step -------------------------------------------------------------------------------------------------

lesson.addEventListener("submit", async (event) => {
  const form = event.target;
  const place = form.closest(".lesson-step");
  const { step, after } = place.dataset;
  event.preventDefault();
  const kind = form.dataset.kind;
  if (kind === "skip" || kind === "read" || kind === "send") {
    note(step, kind === "skip" ? "skipped" : "done");
    go(after);
    return;
  }
  const answer = await judged(form, keys[step]);
  if (!answer) return;
  note(step, answer.right ? "done" : "mistake");
  tell(place, answer);
  place.dataset.wrong = Number(place.dataset.wrong || 0) + (answer.right ? 0 : 1);
  if (!answer.right && place.dataset.wrong >= 2) offerHint(place);
});

function tell(place, answer) {
  const box = place.querySelector(".feedback");
  const icon = document.getElementById(answer.right ? "icon-right" : "icon-try").content.cloneNode(true);
  const lead = document.createElement("strong");
  const { wellDone, stopped, notYet } = lesson.dataset;
  lead.textContent = answer.right ? wellDone : answer.stopped ? stopped : notYet;
  const words = document.createElement("p");
  words.append(lead, " ", answer.say);
  box.className = `feedback feedback-${answer.right ? "right" : "try"}`;
  box.replaceChildren(icon, words);
  const onward = place.querySelector(".next-place");
  if (onward) {
    onward.hidden = !answer.right;
    place.querySelector(".skip-form").hidden = answer.right;
    if (answer.right) onward.querySelector("a").focus();
  }
  box.scrollIntoView({ block: "nearest" });
}

// --- Hints come by themselves, slowly; the first after a minute or the second wrong answer --------------------------

const FIRST_HINT = 90_000;
const LATER_HINT = 60_000;

function offerHint(place) {
  const ladder = [...place.querySelectorAll(".hints details")];
  const next = ladder.find((hint) => !hint.open);
  if (next && !place.hidden) next.classList.add("offered");
}

for (const place of steps) {
  for (const hint of place.querySelectorAll(".hints details")) {
    hint.addEventListener("toggle", () => hint.open && note(place.dataset.step, "hint"), { once: true });
  }
}

let quiet = 0;
setInterval(() => {
  quiet += 1000;
  const place = steps.find((step) => !step.hidden);
  const opened = place.querySelector(".hints details[open]");
  if (quiet >= (opened ? LATER_HINT : FIRST_HINT)) {
    offerHint(place);
    quiet = 0;
  }
}, 1000);
for (const kind of ["input", "click", "keydown"]) addEventListener(kind, () => { quiet = 0; });

// --- Keeping the whole lesson on the phone: it is one document -------------------------------------------------------

async function keep() {
  if (!("caches" in window) || !navigator.onLine) return;
  const page = await fetch(`${path}?step=${lesson.dataset.first}`);
  if (page.ok && !page.redirected) await (await caches.open("lessons")).put(path, page);
}

resume().catch(() => {});
send();
keep().catch(() => {});
