// A lesson with JavaScript on: one step at a time without asking the network, judged on the phone where it can be,
// and remembered on the phone until it can be sent. With JavaScript off the same forms go to the server.

const lesson = document.getElementById("lesson");
const name = lesson.dataset.lesson;
const steps = [...lesson.querySelectorAll(".lesson-step")];
const keys = Object.fromEntries(JSON.parse(document.getElementById("keys").textContent).map((key) => [key.step, key]));
// In a package, which another learning system has opened, nothing is asked of the city.
const packed = "packed" in lesson.dataset;
const path = packed ? location.pathname : `/lessons/${name}`;

// --- The log on the phone: see lesson-log.js ------------------------------------------------------------------------

async function note(step, kind, run = place.run) {
  mine.push({ step, kind, run });
  await lesson.log.note(step, kind, run);
}

// --- Where one is: a step, and the run, which says how much help there is. Both stand in the address, and in the data of
// the lesson's element, with the level of help: lesson-help.js sets that, and is told by events what happens here. --------

const RUNS = ["watch", "guided", "hints", "alone", "real"];
const place = lesson.dataset;
let mine = [];

const stepOf = (id) => steps.find((step) => step.dataset.step === id);
const shown = () => stepOf(place.step);
const inRun = (run) => steps.filter((step) => (step.dataset.runs || "").split(" ").includes(run));
const done = (run, kinds) => new Set(mine.filter((each) => each.run === run && kinds.includes(each.kind)).map((each) => each.step));

// The step after or before this one in the run; at its end the page that says so.
function beside(way) {
  const here = steps.indexOf(shown());
  const others = inRun(place.run).filter((step) => (steps.indexOf(step) - here) * way > 0);
  const next = way > 0 ? others[0] : others[others.length - 1];
  return next ? next.dataset.step : way > 0 ? "done" : null;
}

function show(id, run, focus = true) {
  const wanted = stepOf(id) || steps[0];
  const moved = place.step && (wanted !== shown() || run !== place.run);
  Object.assign(place, { step: wanted.dataset.step, run });
  for (const step of steps) step.hidden = step !== wanted;
  const words = document.querySelector(`.lesson-ways [data-run="${run}"]`);
  if (words) document.querySelector("[data-run-words]").textContent = words.textContent;
  number(wanted);
  if (moved) renew(wanted);
  if (wanted.dataset.step === "done") end();
  tellHelp("shown", wanted);
  if (!focus) return;
  wanted.querySelector(".step").focus();
  scrollTo(0, 0);
}

function number(step) {
  const all = inRun(place.run);
  const bar = step.querySelector("progress");
  if (!bar || !all.includes(step)) return;
  const here = { n: all.indexOf(step) + 1, t: all.length };
  Object.assign(bar, { value: here.n, max: here.t });
  step.querySelector(".progress p").textContent = lesson.dataset.where.replace(/\{(n|t)\}/g, (_, key) => here[key]);
}

// A step that is come to again is as it was at first.
function renew(step) {
  const box = step.querySelector(".feedback");
  if (box) box.textContent = "";
  step.querySelectorAll(".stuck").forEach((each) => each.remove());
  passed(step, place.run === "watch");
  const back = step.querySelector("[data-before]");
  if (back) back.hidden = !beside(-1);
  const pages = step.querySelectorAll("form[data-page]");
  pages.forEach((page, at) => { page.hidden = at > 0; });
}

function passed(step, yes) {
  const onward = step.querySelector(".next-place");
  if (!onward) return;
  onward.hidden = !yes;
  step.querySelector(".skip-form").hidden = yes;
}

function end() {
  const left = place.run === "alone" && inRun("alone").find((step) => !done("alone", ["done"]).has(step.dataset.step));
  for (const part of steps[steps.length - 1].querySelectorAll(".lesson-end")) {
    part.hidden = part.dataset.end !== (left ? "left" : place.run);
    if (left && !part.hidden) part.querySelector("[data-go]").dataset.go = left.dataset.step;
  }
}

function go(id, run = place.run) {
  const words = new URLSearchParams(packed ? location.search : "");
  words.set("step", id);
  words.set("run", run);
  history.pushState({}, "", `${path}?${words}`);
  show(id, run);
}

function fromAddress() {
  const asked = new URLSearchParams(location.search);
  const run = RUNS.includes(asked.get("run")) ? asked.get("run") : "guided";
  return { step: asked.get("step"), run };
}

addEventListener("popstate", () => { const { step, run } = fromAddress(); show(step, run); });

document.querySelector("main").addEventListener("click", (event) => {
  const link = event.target.closest("[data-go]");
  if (!link) return;
  event.preventDefault();
  document.querySelector(".lesson-ways").open = false;
  const { go: to, run } = link.dataset;
  if ("next" in link.dataset) go(beside(1));
  else if ("before" in link.dataset) go(beside(-1) || place.step);
  else if ("again" in link.dataset) go(inRun(place.run)[0].dataset.step);
  else go(to, run);
});

// Without a network the page may be an old copy, opened at a bare address: go on where this phone knows one stopped.
async function resume() {
  const before = await lesson.log.ofLesson();
  // Something may have been done meanwhile.
  mine = [...before, ...mine];
  if (fromAddress().step && navigator.onLine && !packed) {
    const answer = place.step === "done" ? await fetch(`/learning/progress/${name}`) : null;
    if (!answer || !answer.ok) return;
    const { runs } = await answer.json();
    for (const step of (runs.alone || { done: [] }).done) mine.push({ step, kind: "done", run: "alone" });
    end();
    return;
  }
  if (fromAddress().step) return show(fromAddress().step, fromAddress().run, false);
  const begun = RUNS.slice(1).reverse().find((run) => mine.some((event) => event.run === run)) || "guided";
  for (const run of RUNS.slice(RUNS.indexOf(begun))) {
    const over = done(run, ["done", "skipped"]);
    const next = inRun(run).find((step) => !over.has(step.dataset.step));
    if (next) return show(next.dataset.step, run, false);
  }
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
  if (key.options) {
    const option = key.options[data.get("answer")];
    return option ? { ...option, sure: true } : null;
  }
  if (key.kind === "real") return { right: data.get("answer") !== "not-yet", say: key[data.get("answer") === "not-yet" ? "else" : "done"], sure: true };
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
  if ((here && here.sure) || packed) return here;
  try {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 3000);
    const { pathname, search } = new URL(form.action);
    const answer = await fetch(`${pathname}/judge${search}`, {
      method: "POST", body: new URLSearchParams(data), signal: stop.signal,
    });
    return answer.ok ? await answer.json() : here;
  } catch {
    return here;
  }
}

// The button of a simulated screen; the Enter key in a field presses one too. Older phones have no event.submitter.
let pressed = null;
lesson.addEventListener("click", (event) => { pressed = event.target.closest("button[name^=answer]"); });

// --- Doing a step -------------------------------------------------------------------------------------------------

// With help, nothing is done alone.
const countsAs = () => (place.run === "alone" && Number(place.level) ? "hints" : place.run);

function tellHelp(what, here) {
  lesson.dispatchEvent(new CustomEvent(what, { detail: here }));
}

lesson.addEventListener("note", (event) => note(place.step, event.detail));

lesson.addEventListener("submit", async (event) => {
  const form = event.target;
  const here = form.closest(".lesson-step");
  const { step } = here.dataset;
  const { kind, page } = form.dataset;
  event.preventDefault();
  if (kind === "help") return tellHelp("help", here);
  if (kind === "skip" || kind === "read" || kind === "send") {
    note(step, kind === "skip" ? "skipped" : "done", kind === "skip" ? place.run : countsAs());
    return go(beside(1));
  }
  const answer = await judged(form, page ? keys[step].pages[page] : keys[step]);
  if (!answer || (answer.right && turn(form))) return;
  if (answer.right || kind !== "real") note(step, answer.right ? "done" : "mistake", countsAs());
  if (kind === "real" && pressed && pressed.value === "seen") note(step, "seen");
  if (!answer.right && !answer.stopped && countsAs() === "alone") answer.say = lesson.dataset.look;
  tell(here, answer);
  if (answer.right) passed(here, true);
  else tellHelp("wrong", here);
});

// A stretch of a service has several pages: the next one comes, as in the service itself.
function turn(form) {
  const next = form.nextElementSibling;
  if (!form.dataset.page || !next || !next.dataset.page) return false;
  form.hidden = true;
  next.hidden = false;
  const here = form.closest(".lesson-step");
  here.querySelector(".feedback").textContent = "";
  tellHelp("turned", here);
  next.querySelector("input:not([type=hidden])").focus();
  return true;
}

function tell(here, answer) {
  const box = here.querySelector(".feedback");
  const icon = document.getElementById(answer.right ? "icon-right" : "icon-try").content.cloneNode(true);
  const lead = document.createElement("strong");
  const { wellDone, stopped, notYet } = lesson.dataset;
  lead.textContent = answer.right ? wellDone : answer.stopped ? stopped : notYet;
  const words = document.createElement("p");
  words.append(lead, " ", answer.say);
  box.className = `feedback feedback-${answer.right ? "right" : "try"}`;
  // Older phones have no replaceChildren.
  box.textContent = "";
  box.append(icon, words);
  const onward = here.querySelector(".next-place");
  if (onward && answer.right) {
    passed(here, true);
    onward.querySelector("a").focus();
  }
  box.scrollIntoView({ block: "nearest" });
}

// --- Keeping the whole lesson on the phone: it is one document -------------------------------------------------------

async function keep() {
  if (!("caches" in window) || !navigator.onLine || packed) return;
  const page = await fetch(`${path}?step=${lesson.dataset.first}`);
  // While one helps somebody, the page says whom: then it is about a person, and is not kept.
  const forEverybody = page.headers.get("Cache-Control") === "private, no-cache";
  if (page.ok && !page.redirected && forEverybody) await (await caches.open("lessons")).put(path, page);
}

// Whoever opens this line wants to know what the phone keeps. Until then its script is not fetched.
const fold = document.querySelector("[data-keep-fold]");
if (fold && "caches" in window && navigator.serviceWorker) {
  fold.hidden = false;
  fold.addEventListener("toggle", () => import(fold.dataset.script), { once: true });
}

place.step = steps.find((step) => !step.hidden).dataset.step;
tellHelp("begun", shown());
resume().catch(() => {});
lesson.log.send();
keep().catch(() => {});
