// Help in a lesson with JavaScript on; lesson.js tells by events what happens, and here it is said when help was given.
// With JavaScript off the same button asks the server.

const lesson = document.getElementById("lesson");
const keys = Object.fromEntries(JSON.parse(document.getElementById("keys").textContent).map((key) => [key.step, key]));
const place = lesson.dataset;
const guided = () => place.run === "watch" || place.run === "guided";
const level = () => Number(place.level || 0);
const ladderOf = (here) => [...here.querySelectorAll(".ladder-hint")];
// Whether all hints are given. A step with none waits as long as one with three.
const climbed = (here) => guided() || level() >= (ladderOf(here).length || 3);
const note = (kind) => lesson.dispatchEvent(new CustomEvent("note", { detail: kind }));

// --- Help: a hint in words, then the right place is marked, then it is done together, and then there is a person ---------

const STUCK = 4;

function help(here, wanted) {
  place.level = guided() && wanted < STUCK ? 0 : wanted;
  const ladder = ladderOf(here);
  ladder.forEach((hint, at) => { hint.hidden = guided() ? at < ladder.length - 1 : at >= wanted; });
  const form = here.querySelector("form[data-kind=help]");
  const button = form.querySelector("button");
  const words = !wanted || !ladder.length ? "help" : wanted >= ladder.length ? "stuck" : "moreHelp";
  button.querySelector("span").textContent = place[words];
  button.classList.remove("offered");
  form.hidden = wanted >= STUCK;
  if (wanted >= STUCK && !here.querySelector(".stuck")) {
    form.after(document.getElementById("stuck").content.cloneNode(true));
  }
  mark(here, guided() ? 3 : wanted);
}

function more(here) {
  const next = climbed(here) || !ladderOf(here).length ? STUCK : level() + 1;
  note(next === STUCK ? "stuck" : "hint");
  help(here, next);
  begin();
  (here.querySelector(".stuck") || here.querySelector(`[data-hint="${next}"]`)).scrollIntoView({ block: "nearest" });
}

// The second hint points: at a piece of the screen, or at the field to fill in. The third marks the answer itself.
function mark(here, far) {
  for (const each of here.querySelectorAll(".pointed")) each.classList.remove("pointed");
  for (const each of here.querySelectorAll("form [data-pointed]")) each.removeAttribute("data-pointed");
  if (far < 2) return;
  const point = (each) => each && (each.closest(".pick") || each).classList.add("pointed");
  const { points } = here.dataset;
  const forms = [...here.querySelectorAll("form:not([hidden])")];
  const key = keys[here.dataset.step];
  const typed = "input[name^=answer]:not([type=hidden]):not([type=radio]):not([type=checkbox]), textarea[name=answer]";
  for (const form of forms) {
    if (points) point(form.querySelector(`button[name=answer][value="${points}"], [data-piece="${points}"]`));
    if (["type", "speak", "practise"].includes(form.dataset.kind)) form.querySelectorAll(typed).forEach(point);
  }
  if (far < 3 || !key) return;
  const form = forms.find((each) => each.dataset.kind === key.kind);
  if (!form) return;
  if (key.kind === "order") return markCard(form, key.expect[0].answer.split(" "), point);
  const { expect, options } = form.dataset.page ? key.pages[form.dataset.page] : key;
  const right = options ? { answer: Object.keys(options).find((id) => options[id].right) } : (expect || [{}])[0];
  for (const [field, value] of Object.entries(right).filter(([each]) => each !== "answer-touch")) {
    for (const each of value.split(" ")) point(form.querySelector(`[name="${field}"][value="${CSS.escape(each)}"]:not([type=hidden])`));
  }
}

// The first card that lies elsewhere than it should, and the button that brings it nearer.
function markCard(form, wanted, point) {
  const cards = [...form.querySelectorAll(".order-card")];
  const lies = cards.map((card) => card.querySelector("[name=answer]").value);
  const at = wanted.findIndex((id, number) => lies[number] !== id);
  if (at >= 0) point(form.querySelector(`[name=move][value="${wanted[at]}:up"]`));
}

// --- Hints are offered slowly, and never come by themselves: after a minute or the second wrong answer, the next after half
// a minute or ten seconds past another wrong one. Whoever is at a loss for long is shown a person. ----------------------

const FIRST = 60;
const LATER = 30;
const AFTER_WRONG = 10;
const LOST = 160;
const MOST_WRONG = 3;
const wait = { quiet: 0, all: 0, wrong: 0, missed: false };

function pace() {
  try {
    return Number(localStorage.getItem("pace") ?? 1);
  } catch {
    return 1;
  }
}

function begin() {
  Object.assign(wait, { quiet: 0, all: 0, wrong: 0, missed: false });
  document.getElementById("offer").textContent = "";
}

function wrong(here) {
  wait.wrong += 1;
  wait.quiet = 0;
  wait.missed = true;
  if (climbed(here) && wait.wrong >= MOST_WRONG) lost(here);
  else if (wait.wrong >= 2 && !level()) offer(here);
}

function offer(here) {
  const button = here.querySelector("form[data-kind=help] button");
  if (!pace() || place.run !== "hints" || climbed(here) || button.classList.contains("offered")) return;
  button.classList.add("offered");
  document.getElementById("offer").textContent = place.ready;
}

function lost(here) {
  if (here.querySelector(".stuck") || !here.querySelector(".feedback")) return;
  note("stuck");
  here.querySelector(".feedback").after(document.getElementById("stuck").content.cloneNode(true));
}

setInterval(() => {
  const here = lesson.querySelector(".lesson-step:not([hidden])");
  if (document.hidden || !pace() || !here || here.dataset.step === "done" || here.querySelector(".feedback-right")) return;
  wait.quiet += 1 / pace();
  wait.all += 1 / pace();
  const due = !level() ? FIRST : wait.missed ? AFTER_WRONG : LATER;
  if (wait.quiet >= due) offer(here);
  if (wait.all >= LOST && climbed(here)) lost(here);
}, 1000);
for (const kind of ["input", "click", "keydown"]) addEventListener(kind, () => { wait.quiet = 0; });

const choice = document.getElementById("pace");
choice.hidden = false;
for (const each of choice.querySelectorAll("input")) {
  each.checked = Number(each.value) === pace();
  each.addEventListener("change", () => { try { localStorage.setItem("pace", each.value); } catch { /* this time only */ } });
}

lesson.addEventListener("shown", ({ detail: here }) => {
  place.level = 0;
  if (here.dataset.step !== "done") help(here, guided() ? 3 : 0);
  begin();
});
lesson.addEventListener("turned", ({ detail: here }) => help(here, guided() ? 3 : level()));
// A card that was moved lies elsewhere now, after whoever moves it has done so.
lesson.addEventListener("click", (event) => {
  const here = event.target.closest("[name=move]")?.closest(".lesson-step");
  if (here) setTimeout(() => mark(here, guided() ? 3 : level()));
});
lesson.addEventListener("help", ({ detail: here }) => more(here));
lesson.addEventListener("wrong", ({ detail: here }) => wrong(here));
// The page comes with as much help as its address asks for.
lesson.addEventListener("begun", ({ detail: here }) => {
  if (here.dataset.step === "done") return;
  const told = [...here.querySelectorAll(".ladder-hint:not([hidden])")].pop();
  help(here, here.querySelector(".stuck") ? STUCK : guided() ? 3 : told ? Number(told.dataset.hint) : 0);
});
