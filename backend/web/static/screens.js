// Demonstrations one picture after the other, and cards that move without asking the server. With JavaScript off all
// pictures are there one below the other, and the server moves the cards.

// --- A demonstration: by button, or by itself when asked to, and slowly enough to read ------------------------------

const still = matchMedia("(prefers-reduced-motion: reduce)");
const READING = 70;
const LOOKING = 4000;

function demonstrate(watch) {
  const frames = [...watch.querySelectorAll(".watch-frame")];
  const play = watch.querySelector("[data-watch-play]");
  const now = watch.querySelector("[data-watch-now]");
  let place = 0;
  let timer = null;

  function show(next, tell) {
    place = Math.max(0, Math.min(frames.length - 1, next));
    frames.forEach((frame, number) => { frame.hidden = number !== place; });
    if (tell) now.textContent = frames[place].querySelector(".watch-say").textContent;
  }

  function pause() {
    clearTimeout(timer);
    timer = null;
    play.textContent = watch.dataset.play;
    watch.classList.remove("watch-playing");
  }

  function wait() {
    const words = frames[place].querySelector(".watch-say").textContent.length;
    timer = setTimeout(() => {
      show(place + 1, true);
      if (place + 1 < frames.length) wait();
      else pause();
    }, LOOKING + words * READING);
  }

  play.addEventListener("click", () => {
    if (timer) return pause();
    play.textContent = watch.dataset.pause;
    watch.classList.add("watch-playing");
    show(place + 1 < frames.length ? place : 0, true);
    return wait();
  });
  for (const move of watch.querySelectorAll("[data-watch-move]")) {
    move.addEventListener("click", () => {
      pause();
      show(place + Number(move.dataset.watchMove), true);
    });
  }
  addEventListener("popstate", pause);
  watch.querySelector(".watch-buttons").hidden = false;
  show(0, false);
}

// Whoever wants no motion gets stills: all pictures, to scroll through.
if (!still.matches) document.querySelectorAll("[data-watch]").forEach(demonstrate);

// --- Holding: a finger, or a key of the keyboard, that stays until the piece is marked, and then is lifted --------------
// Nothing happens before it is lifted, and whoever slides off has done nothing (WCAG 2.5.2).

const LONG = 700;

function holding(screen) {
  const box = screen.closest("form").querySelector("[name=answer-touch]");
  const phone = screen.closest(".phone");
  let held = null;
  let since = 0;
  let swallow = false;

  function begin(button) {
    held = button;
    since = performance.now();
    button?.classList.add("sim-held");
  }

  function end() {
    held?.classList.remove("sim-held");
    held = null;
  }

  function lift(button) {
    const long = performance.now() - since >= LONG;
    if (held && held === button) {
      const ticked = box.checked;
      box.checked = ticked || long;
      button.click();
      box.checked = ticked;
      swallow = true;
    }
    end();
  }

  const buttonOf = (event) => event.target.closest("button[name=answer]");
  const isPress = (event) => buttonOf(event) && (event.key === "Enter" || event.key === " ");
  phone.addEventListener("pointerdown", (event) => { swallow = false; begin(buttonOf(event)); });
  phone.addEventListener("pointerup", (event) => {
    const over = document.elementFromPoint(event.clientX, event.clientY);
    lift(over && over.closest("button[name=answer]"));
  });
  phone.addEventListener("pointercancel", end);
  phone.addEventListener("contextmenu", (event) => event.preventDefault());
  // The browser has a click of its own for a finger that is lifted; it is the same press once more.
  phone.addEventListener("click", (event) => {
    if (swallow && event.isTrusted) { event.preventDefault(); event.stopPropagation(); }
  }, true);
  phone.addEventListener("keydown", (event) => {
    if (!isPress(event)) return;
    event.preventDefault();
    if (!event.repeat) begin(buttonOf(event));
  });
  phone.addEventListener("keyup", (event) => {
    if (!isPress(event)) return;
    event.preventDefault();
    lift(buttonOf(event));
    swallow = false;
  });
}

document.querySelectorAll("[data-hold]").forEach(holding);

// --- Swiping: a finger over the screen does what the buttons below it do ------------------------------------------------

const FAR = 40;

function swiping(screen) {
  const form = screen.closest("form");
  const over = form.querySelector("[name=answer-over]");
  const turned = document.documentElement.dir === "rtl";
  let from = null;
  let swallow = false;

  function direction(x, y) {
    if (Math.max(Math.abs(x), Math.abs(y)) < FAR) return null;
    if (Math.abs(y) >= Math.abs(x)) return y < 0 ? "up" : "down";
    return (x < 0) !== turned ? "left" : "right";
  }

  const phone = screen.closest(".phone");
  phone.addEventListener("pointerdown", (event) => {
    const piece = event.target.closest("[name=answer], [data-piece]");
    from = { x: event.clientX, y: event.clientY, piece: piece ? piece.value || piece.dataset.piece : "" };
    swallow = false;
  });
  // The finger may be lifted beside the phone.
  addEventListener("pointerup", (event) => {
    const way = from && direction(event.clientX - from.x, event.clientY - from.y);
    if (way) {
      const wanted = over && over.value;
      if (over) over.value = from.piece;
      form.querySelector(`.sim-ways [value=${way}]`).click();
      if (over) over.value = wanted;
      swallow = true;
    }
    from = null;
  });
  phone.addEventListener("pointercancel", () => { from = null; });
  phone.addEventListener("dragstart", (event) => event.preventDefault());
  phone.addEventListener("click", (event) => {
    if (swallow && event.isTrusted) { event.preventDefault(); event.stopPropagation(); }
    swallow = false;
  }, true);
}

document.querySelectorAll("[data-swipe]").forEach(swiping);

// --- Keys that type, and a microphone where the phone understands speech by itself, without sending it anywhere ----------

for (const key of document.querySelectorAll("[data-types]")) {
  key.hidden = false;
  key.addEventListener("click", () => {
    const field = key.closest("form").querySelector("input[name=answer]");
    field.value = key.dataset.types ? field.value + key.dataset.types : field.value.slice(0, -1);
  });
}

async function listens(button) {
  const langs = [button.closest("[lang]").lang];
  const Listening = window.SpeechRecognition;
  const local = Listening && Listening.available && (await Listening.available({ langs, processLocally: true }));
  if (local !== "available") return;
  const words = button.querySelector("span");
  const usual = words.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    const ear = Object.assign(new Listening(), { lang: langs[0], processLocally: true });
    words.textContent = button.dataset.listening;
    ear.onresult = (event) => { document.getElementById(button.dataset.listen).value = event.results[0][0].transcript; };
    ear.onend = () => { words.textContent = usual; };
    ear.start();
  });
}

document.querySelectorAll("[data-listen]").forEach((button) => listens(button).catch(() => {}));

// --- Cards in order ---------------------------------------------------------------------------------------------------

for (const list of document.querySelectorAll("[data-order]")) {
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[name=move]");
    if (!button) return;
    event.preventDefault();
    const card = button.closest("li");
    if (button.value.endsWith(":up")) card.previousElementSibling?.before(card);
    else card.nextElementSibling?.after(card);
    button.focus();
  });
}
