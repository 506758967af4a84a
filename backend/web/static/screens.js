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
