// A lesson in a package, opened by a learning system that speaks cmi5: this stands in the place of lesson-log.js, and
// lesson.js finds it as `log`. What was done is kept in that system; opened by itself, the lesson tells nobody anything.

const lesson = document.getElementById("lesson");
const sync = document.getElementById("sync");
const launch = Object.fromEntries(new URLSearchParams(location.search));
const steps = [...lesson.querySelectorAll(".lesson-step[data-runs]")];
const CATEGORY = "https://w3id.org/xapi/cmi5/context/categories/";
const VERBS = "http://adlnet.gov/expapi/verbs/";
const OURS = "handrail";
const opened = Date.now();
let known = { events: [] };
let system = null;
let waiting = [];

// The word that opens the record store is given once. A page that is loaded again finds it here, with what was told so far.
const kept = () => JSON.parse(sessionStorage.getItem(launch.fetch) || "{}");
const keep = (more) => sessionStorage.setItem(launch.fetch, JSON.stringify({ ...kept(), ...more }));

async function begin() {
  if (!launch.fetch || !launch.endpoint) return;
  if (!kept().token) {
    const answer = await (await fetch(launch.fetch, { method: "POST" })).json();
    if (!answer["auth-token"]) throw new Error(answer["error-text"]);
    keep({ token: answer["auth-token"], told: [] });
  }
  const where = { activityId: launch.activityId, agent: launch.actor, registration: launch.registration };
  const data = await ask("GET", "activities/state", { ...where, stateId: "LMS.LaunchData" });
  if (!data.ok) throw new Error("no launch data");
  system = { ...(await data.json()), where };
  await ask("GET", "agents/profile", { agent: launch.actor, profileId: "cmi5LearnerPreferences" });
  const before = await ask("GET", "activities/state", { ...where, stateId: OURS });
  if (before.ok) known = await before.json();
  if (kept().told.includes("terminated")) return tell();
  say("initialized");
  await flush();
  const leave = document.getElementById("leave");
  leave.hidden = !system.returnURL;
  leave.addEventListener("click", () => { end(); location.assign(system.returnURL); });
  addEventListener("pagehide", end);
}

function ask(method, resource, words, body, more) {
  const url = new URL(resource, launch.endpoint.replace(/\/?$/, "/"));
  for (const [key, value] of Object.entries(words)) url.searchParams.set(key, value);
  const headers = { Authorization: `Basic ${kept().token}`, "X-Experience-API-Version": "1.0.3" };
  if (body) headers["Content-Type"] = "application/json";
  return fetch(url, { method, headers, body: body && JSON.stringify(body), ...more });
}

// Each verb once in a session; 'completed' and 'passed' once for a person's whole time on the course.
function say(verb, result) {
  if (!system || kept().told.includes(verb)) return;
  keep({ told: [...kept().told, verb] });
  const template = system.contextTemplate;
  const judged = result && (result.success || result.completion);
  const category = [...((template.contextActivities || {}).category || []), { id: `${CATEGORY}cmi5` }];
  if (judged) category.push({ id: `${CATEGORY}moveon` });
  const extensions = { ...template.extensions };
  if (verb === "passed" && "masteryScore" in system) extensions["https://w3id.org/xapi/cmi5/context/extensions/masteryscore"] = system.masteryScore;
  waiting.push({
    id: newId(),
    actor: JSON.parse(launch.actor),
    verb: { id: VERBS + verb, display: { en: verb } },
    object: { objectType: "Activity", id: launch.activityId },
    context: { ...template, registration: launch.registration, extensions, contextActivities: { ...template.contextActivities, category } },
    timestamp: new Date().toISOString(),
    ...(result && { result: { ...result, duration: `PT${((Date.now() - opened) / 1000).toFixed(2)}S` } }),
  });
}

function newId() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return bytes.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
}

let sending = Promise.resolve();

function flush() {
  sending = sending.then(async () => {
    const now = waiting;
    if (!now.length) return;
    const answer = await ask("POST", "statements", {}, now);
    if (answer.ok) waiting = waiting.filter((each) => !now.includes(each));
  }).catch(() => {}); // what did not go is sent with the next, or with the last
  return sending;
}

async function note(step, kind, run) {
  known.events.push({ step, kind, run });
  if (!system || kept().told.includes("terminated")) return;
  if (system.launchMode === "Normal") judge();
  await ask("PUT", "activities/state", { ...system.where, stateId: OURS }, known).catch(() => {});
  await flush();
}

function judge() {
  const over = (run, kinds) => {
    const inRun = steps.filter((step) => step.dataset.runs.split(" ").includes(run)).map((step) => step.dataset.step);
    const those = new Set(known.events.filter((each) => each.run === run && kinds.includes(each.kind)).map((each) => each.step));
    return inRun.length > 0 && inRun.every((step) => those.has(step));
  };
  if (!known.completed && ["guided", "hints", "alone"].some((run) => over(run, ["done", "skipped"]))) {
    known.completed = true;
    say("completed", { completion: true });
  }
  if (!known.passed && over("alone", ["done"])) {
    known.passed = true;
    // Who can do all of it alone has reached any mark that was set.
    say("passed", { success: true, ..."masteryScore" in system && { score: { scaled: 1 } } });
  }
}

function end() {
  if (!system || kept().told.includes("terminated")) return;
  say("terminated", {});
  ask("POST", "statements", {}, waiting, { keepalive: true }).catch(() => {});
  waiting = [];
}

function tell() {
  sync.textContent = lesson.dataset.closed;
  sync.hidden = false;
}

const ready = begin().catch(tell);
addEventListener("online", flush);
lesson.log = { note: (...all) => ready.then(() => note(...all)), ofLesson: () => ready.then(() => known.events.slice()), send: flush };
