// The pages of a service on a line that drops: an answer that the server cannot take now is kept on this phone, sealed,
// and the questions that the phone has already go on. What is kept is sent when the line is back, each answer with the
// version that this phone saw last, so that nothing of another device is written over unseen.

const place = document.getElementById("onward");
const words = place.dataset;
let read, walk, forget, open, rows, seal;
const loaded = Promise.all([import(words.journey), import(words.kept)]).then(([journey, kept]) => {
  ({ read, walk } = journey);
  ({ forget, open, rows, seal } = kept);
});
// `again`: this page was closed, and again.js has opened it without a connection from what this phone keeps.
const state = JSON.parse(document.getElementById("onward-state").textContent);
const { again } = state;
if (!again) Object.assign(state, aboutThisPage());
const form = document.querySelector("form[data-question]");
const field = document.querySelector("[data-field]");
const exit = document.getElementById("onward-exit");
const aloud = document.getElementById("onward-said");
const PATIENCE = [10000, 4000];
const MOST = 20;
const EARLIER = 5;

// What again.js needs to draw this page once more: it goes along with each answer that is kept.
function aboutThisPage() {
  const { lang, dir } = document.documentElement;
  const title = document.querySelector(".where")?.textContent;
  return { lang, dir, title, bar: document.querySelector(".progress progress")?.max };
}

// --- What this phone keeps: see answers-kept.js ------------------------------------------------------------------------

const idOf = (question) => `${state.owner}|${state.application}|${question}`;

// All that is kept for whoever is signed in, oldest first.
async function waiting() {
  const mine = (await rows(state.owner)).filter(({ id }) => id.startsWith(`${state.owner}|`));
  return (await Promise.all(mine.map(open))).filter(Boolean);
}

// Those of the application that this page is about; a page about none tells of all.
const ours = (records) => records.filter(({ application }) => !state.application || application === state.application);

async function keptOf(question) {
  return (await waiting().catch(() => [])).find((each) => each.id === idOf(question));
}

// --- Sending -----------------------------------------------------------------------------------------------------------

// The form of the question, as if it had been sent from its page, with the version that the phone saw then.
function body({ fields, base }) {
  const sent = new URLSearchParams({ form_token: document.querySelector("[name=form_token]").value, base });
  const acting = document.querySelector("[name=for]");
  if (acting) sent.append("for", acting.value);
  for (const [name, values] of Object.entries(fields)) for (const value of values) sent.append(name, value);
  return sent;
}

const pathOf = (record) => `/applications/${record.application}/questions/${record.question}`;

// Whether the line brought nothing the last time, whatever the phone says of it: then nobody waits so long again.
let dead = false;
const away = () => dead || !navigator.onLine;

// Gives up after so long, also while an answer is still coming in.
async function patiently(long, ask) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), long);
  try {
    return await ask(stop.signal);
  } finally {
    clearTimeout(timer);
  }
}

// What became of it, in a word: 'kept', 'later' where there is no line or no room, or the name of the problem.
async function post(record, along = "") {
  try {
    return await patiently(PATIENCE[dead ? 1 : 0], async (signal) => {
      const answer = await fetch(pathOf(record) + along, {
        method: "POST", headers: { Accept: "application/json" }, body: body(record), signal,
      });
      if (answer.status >= 500 || answer.status === 429) return { what: "later" };
      const said = await answer.json();
      dead = false;
      return { what: said.problem || "kept", ...said };
    });
  } catch {
    dead = true;
    return { what: "later" };
  }
}

// Where the receipt of an answer was lost and it was then corrected here, the other answer that the server has is this
// phone's own. What is kept already is taken again and changes nothing, so the earlier ones can be tried.
async function deliver(record) {
  const said = await post(record);
  if (said.what !== "answer-changed") return said;
  for (const fields of record.earlier || []) {
    const { what, base } = await post({ ...record, fields });
    if (what === "later") return { what };
    if (what === "kept") return post({ ...record, base });
  }
  return said;
}

let sending = null;
// The page of two answers sends nothing by itself: there a person chooses.
function send() {
  if (form && !field) return null;
  sending = (sending || Promise.resolve()).then(sendNow).catch(() => {});
  return sending;
}

// What concerns every answer, whichever application it is of.
const OF_ALL = ["not-signed-in", "form-expired"];
const OFF = "not-on-journey";
// Answers to questions that are not asked any more, as far as the server has said.
let off = new Map();

// An answer that a person has to look at holds up those of its application, and no others. One that is not asked now may be
// once the others are there, so those are sent again as long as something arrives.
async function sendNow() {
  const all = await waiting();
  if (!all.length) return;
  const silent = !ours(all).length;
  if (!navigator.onLine) return later(all, silent);
  if (!silent) tell("sending", all);
  const held = new Map();
  let left = all;
  for (let arrived = true; arrived; left = left.filter(({ id }) => off.has(id))) {
    arrived = false;
    off = new Map();
    for (const record of left) {
      if (held.has(record.application)) continue;
      const { what, base } = await deliver(record);
      if (what === "later") return later(await waiting(), silent);
      if (OF_ALL.includes(what)) return silent || tell(what, await waiting(), record);
      if (what === OFF) off.set(record.id, record);
      else if (what !== "kept") held.set(record.application, { what, application: record.application, record });
      else {
        arrived = true;
        await taken(record, base);
      }
    }
  }
  if (silent) return;
  const [trouble] = ours([...held.values()]);
  if (trouble) return tell(trouble.what, await waiting(), trouble.record);
  if (ours([...off.values()]).length) return tell(OFF, await waiting());
  if (words.again) return location.replace(words.again);
  tell("sent", await waiting());
}

function later(all, silent) {
  if (!silent) tell("kept", all);
  return "later";
}

// The server has it now: this page knows which version is its own.
async function taken(record, base) {
  await forget(record);
  const { application, question, type, fields } = record;
  if (application !== state.application) return;
  state.bases[question] = base;
  if (type) state.answers[question] = read(type, fields);
  if (form?.dataset.question === question) form.elements.base.value = base;
}

// --- Telling -----------------------------------------------------------------------------------------------------------

let looked = null;
function tell(what, records, record = null) {
  const all = ours(records);
  const known = place.querySelector(`[data-say~="${what}"]`) ? what : "gone";
  looked = record;
  place.hidden = false;
  for (const each of place.querySelectorAll("[data-say]")) each.hidden = !each.dataset.say.split(" ").includes(known);
  for (const each of place.querySelectorAll("[data-none]")) each.hidden = true;
  place.querySelector("[data-on]").hidden = known !== "sent" || !form?.hidden;
  for (const each of document.querySelectorAll("[data-while]")) each.hidden = !all.length;
  for (const each of document.querySelectorAll("#saved, [data-leave]")) each.hidden = all.length > 0;
  document.getElementById("offline").hidden = navigator.onLine || all.length > 0;
  const list = place.querySelector("[data-waiting]");
  list.textContent = "";
  list.append(...all.map(line));
  sayAloud();
}

// A screen reader speaks only of what changes in a place that it knew before.
function sayAloud() {
  const lines = [...place.querySelectorAll("[data-told] > p")].filter((each) => !each.hidden);
  const text = lines.map((each) => each.textContent).join(" ");
  if (aloud.textContent !== text) aloud.textContent = text;
}

// One answer that waits, in the person's own words.
function line({ label, text }) {
  const item = document.createElement("li");
  const name = document.createElement("strong");
  name.textContent = `${label}: `;
  item.append(name, text);
  return item;
}

place.addEventListener("click", async (event) => {
  const pressed = event.target.closest("[data-press]")?.dataset.press;
  if (pressed === "look" && looked) asPage(looked);
  const sure = place.querySelector("[data-sure]");
  if (pressed === "remove" || pressed === "stay") {
    sure.hidden = pressed === "stay";
    place.querySelector(sure.hidden ? "[data-press=remove]" : "[data-press=stay]").focus();
  }
  if (pressed !== "really") return;
  for (const record of ours(await waiting())) await forget(record);
  sure.hidden = true;
  location.assign(state.application ? `/applications/${state.application}/next` : "/applications");
});

// The server's own page says best what is wrong, or shows both answers.
function asPage(record) {
  const made = Object.assign(document.createElement("form"), { method: "post", action: pathOf(record), hidden: true });
  for (const [name, value] of body(record)) made.append(Object.assign(document.createElement("input"), { name, value }));
  document.body.append(made);
  made.submit();
}

// --- Going on ----------------------------------------------------------------------------------------------------------

// What was typed since this page came, also when it has arrived.
const typed = {};
const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);

// The questions of this service, the same for everybody: asked for once while a page is open in this browser.
async function questions() {
  const path = state.document;
  const cache = await caches.open("questions");
  const name = `${path}?${state.lang}`;
  const had = await cache.match(name);
  if (!away() && !sessionStorage.getItem(name)) await patiently(PATIENCE[had ? 1 : 0], (signal) => renew(cache, path, name, signal)).catch(() => {});
  const found = await cache.match(name);
  return found ? (await found.json()).questions : [];
}

async function renew(cache, path, name, signal) {
  const fresh = await fetch(path, { cache: "no-cache", signal });
  if (!fresh.ok) return;
  await cache.put(name, fresh);
  for (const old of (await cache.keys()).slice(0, -MOST)) await cache.delete(old);
  sessionStorage.setItem(name, "yes");
}

async function answers(list) {
  const known = Object.fromEntries(Object.keys(state.bases).map((id) => [id, state.answers[id] ?? null]));
  for (const record of await waiting()) {
    const question = record.application === state.application && list.find((each) => each.id === record.question);
    if (question) known[question.id] = read(question.type, record.fields);
  }
  return known;
}

function fieldsOf(of) {
  const fields = {};
  for (const [name, value] of new FormData(of)) {
    if (/^(answer(-.*)?|known|wrong|id)$/.test(name)) fields[name] = [...(fields[name] || []), value];
  }
  return fields;
}

// What was typed or chosen, as it stands on the page.
function inWords(of) {
  const chosen = [...of.querySelectorAll("input:checked")].map((each) => each.labels[0]?.innerText.trim());
  const typed = [...of.querySelectorAll("input, textarea")].filter((each) => !["radio", "checkbox", "hidden"].includes(each.type));
  return [...chosen, ...typed.map((each) => each.value.trim())].filter(Boolean).join(", ");
}

// True once it is kept.
async function keepHere() {
  const { question } = form.dataset;
  const list = await questions().catch(() => []);
  const about = list.find((each) => each.id === question);
  const fields = fieldsOf(form);
  const value = about && read(about.type, fields);
  if (about && (value === undefined || (value === null && !about.optional))) return wrong(about.missing);
  const before = await keptOf(question);
  const base = before ? before.base : form.elements.base.value;
  const earlier = before ? [before.fields, ...(before.earlier || [])].slice(0, EARLIER) : [];
  const label = about ? about.label : document.title.split(" – ")[0];
  try {
    const { application } = state;
    await seal(idOf(question), { application, question, type: about?.type, fields, earlier, base, label, text: inWords(field), state });
  } catch {
    return tell("full", []);
  }
  typed[question] = fields;
  const { next } = about ? walk(list, await answers(list), today()) : { next: {} };
  if (next?.html) history.pushState({ onward: true }, "", pathOf({ ...state, question: next.id }));
  await show(next ? next.id : null, list);
  return true;
}

async function wrong(text) {
  const all = await waiting().catch(() => []);
  tell("kept", all);
  place.hidden = !all.length;
  const box = document.getElementById("onward-wrong");
  box.hidden = false;
  box.querySelector("p:last-child").textContent = text;
  box.focus();
}

// Shows a question, or the page at which it ends; null: all are answered. What the phone does not have needs a connection.
async function show(id, list) {
  const { pages } = walk(list, await answers(list), today());
  const question = pages.find((each) => each.id === id && each.html);
  const ends = question?.type === "exit";
  for (const each of document.querySelectorAll("#problems, #onward-wrong, main > .notice:not(#onward), .words")) each.hidden = true;
  tell(question ? "kept" : "line", await waiting());
  for (const each of place.querySelectorAll("[data-none]")) each.hidden = Boolean(question) || (each.dataset.none === "end") !== (id === null);
  sayAloud();
  form.hidden = !question || ends;
  exit.innerHTML = ends ? question.html : "";
  if (!question) return focusOn(place);
  document.title = `${question.title} – ${document.title.split(" – ").pop()}`;
  if (ends) return focusOn(exit.querySelector("h1"));
  field.innerHTML = question.html;
  form.dataset.question = id;
  form.action = pathOf({ ...state, question: id });
  form.elements.base.value = state.bases[id] || "";
  fill((await keptOf(id))?.fields || typed[id] || {});
  number(pages.indexOf(question) + 1);
  focusOn(field.querySelector("h1, legend, label") || field);
}

function number(n) {
  const bar = document.querySelector(".progress progress");
  bar.max = Math.max(n, bar.max);
  bar.value = n;
  document.querySelector(".progress p").textContent = words.where.replace("{n}", n).replace("{t}", bar.max);
}

function focusOn(what) {
  what.setAttribute("tabindex", "-1");
  what.focus();
  scrollTo(0, 0);
}

function fill(fields) {
  for (const each of field.querySelectorAll("[name^=answer]")) {
    const values = fields[each.name] || [];
    if (/radio|checkbox/.test(each.type)) each.checked = values.includes(each.value);
    else if (each.type !== "hidden") each.value = values[0] || "";
  }
}

addEventListener("popstate", async () => {
  const id = location.pathname.split("/").pop();
  if (!field || (id === form.dataset.question && !form.hidden)) return; // to another place of the same page
  if (again || away()) show(id, await questions());
  else location.reload();
});

// Without a network the page before is on this phone.
document.querySelector("header .back")?.addEventListener("click", (event) => {
  if (!(again || away()) || !history.state?.onward) return;
  event.preventDefault();
  history.back();
});

const toNext = () => location.assign(`/applications/${state.application}/next`);

let busy = false;
let pressed = null;
async function submitted() {
  if (again) return (await keepHere()) && navigator.onLine && toNext();
  const line = navigator.onLine && (await send()) !== "later";
  const before = await keptOf(form.dataset.question);
  const record = { ...state, question: form.dataset.question, fields: fieldsOf(form), base: form.elements.base.value };
  if (pressed?.name) record.fields[pressed.name] = [pressed.value];
  const { what, next } = line ? await post(record, new URL(form.action).search) : { what: "later" };
  if (what === "later") return field ? keepHere() : tell("needs", await waiting());
  if (what !== "kept") return form.submit();
  if (before) await forget(before).catch(() => {});
  location.assign(next);
}

// Older phones have no event.submitter.
form?.addEventListener("click", (event) => { pressed = event.target.closest("button[name]"); });

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  if (busy) return;
  busy = true;
  const slow = setTimeout(() => tell("sending", []), 1500);
  loaded.then(submitted, () => form.submit()).finally(() => { busy = false; clearTimeout(slow); });
});

// What this phone has of the question that is opened now stands in its fields, with the version that it belongs to.
async function begin() {
  if (again) return openAgain();
  const before = field && (await keptOf(form.dataset.question));
  let filled = null;
  if (before && isUntouched()) {
    fill(before.fields);
    form.elements.base.value = before.base;
    filled = JSON.stringify(fieldsOf(form));
  }
  await send();
  const arrived = before && !(await keptOf(form.dataset.question));
  if (arrived && !busy && JSON.stringify(fieldsOf(form)) === filled) location.replace(`/applications/${state.application}/next`);
}

// Somebody may type before this script has come.
function isUntouched() {
  return [...field.querySelectorAll("[name^=answer]")].every((each) =>
    each.checked === each.defaultChecked && (each.defaultValue === undefined || /radio|checkbox/.test(each.type) || each.value === each.defaultValue));
}

// At the question of this address, or else at the first that has no answer.
async function openAgain() {
  const list = await questions();
  const { pages, next } = walk(list, await answers(list), today());
  const asked = pages.find((each) => each.id === state.question && each.html) || next;
  if (asked?.html) history.replaceState(history.state, "", pathOf({ ...state, question: asked.id }));
  await show(list.length ? (asked && asked.id) : undefined, list);
}

// A time, a photo or a list is asked for by pages that need a connection; nothing is sent to the city without what waits.
if (!form) {
  document.querySelector("main > form")?.addEventListener("submit", async (event) => {
    if (navigator.onLine && !event.target.action.endsWith("/send")) return;
    event.preventDefault();
    const all = await loaded.then(waiting).catch(() => []);
    const mine = all.filter((each) => each.application === state.application);
    const left = mine.some(({ id }) => !off.has(id));
    if (navigator.onLine && !left) {
      for (const record of mine) await forget(record).catch(() => {});
      return event.target.submit();
    }
    tell(left ? "kept" : "needs", all);
    focusOn(place);
  });
}

// What is being typed is not taken away by a line that comes back: the page says so, and goes on when it is pressed.
addEventListener("online", again ? async () => tell("back", await waiting()) : send);
if (field && !again) questions().then((list) => { place.dataset.questions = list.length; }, () => {});
loaded.then(begin).catch(() => {});
