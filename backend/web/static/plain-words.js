// Says below a text that is being written what is hard to read in it: any <textarea data-plain-words="…">, whose value is
// a language tag, or the name of the form's field that holds one. The page works without: it has a button for the same.

const PAUSE = 700;
const MOST_SHOWN = 12;

function languageOf(area) {
  const said = area.dataset.plainWords;
  const field = area.form && area.form.elements[said];
  return field ? field.value : said;
}

function placeBelow(area) {
  const place = document.createElement("div");
  place.className = "plain-words";
  place.setAttribute("role", "status");
  place.hidden = true;
  area.after(place);
  return place;
}

function show(place, answer) {
  const title = document.createElement("p");
  title.className = "label";
  title.textContent = answer.summary;
  const list = document.createElement("ul");
  for (const said of answer.complaints.slice(0, MOST_SHOWN)) {
    const item = document.createElement("li");
    item.textContent = said;
    list.append(item);
  }
  place.textContent = "";
  place.append(...(answer.summary ? [title] : []), list);
  place.hidden = false;
}

function watch(area) {
  const place = placeBelow(area);
  let waiting, asking;
  async function ask() {
    asking?.abort();
    asking = new AbortController();
    if (!area.value.trim()) {
      place.hidden = true;
      return;
    }
    const body = new FormData();
    body.set("text", area.value);
    body.set("language", languageOf(area));
    const token = document.querySelector("input[name=form_token]").value;
    try {
      const answer = await fetch("/desk/plain-words/complaints", {
        method: "POST", body, headers: { "X-Form-Token": token }, signal: asking.signal,
      });
      if (answer.ok || answer.status === 422) show(place, await answer.json());
    } catch {
      // No line now. The last answer stays, and the next letter asks again.
    }
  }
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  };
  area.addEventListener("input", later);
  area.form?.addEventListener("change", later);
}

document.querySelectorAll("textarea[data-plain-words]").forEach(watch);
