// Sends photos and files in small parts, so that a line that drops loses one part at most, and goes on by itself when it
// is back. Without this script the form sends them in one piece, to the same end.

let judged, lighter, opened;

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;

class Refused extends Error {}

class Place {
  constructor(place) {
    this.place = place;
    this.input = place.querySelector("input[type=file]");
    this.form = place.closest("form");
    this.status = place.querySelector(".sending");
    this.asking = place.querySelector(".asking");
    this.failed = place.querySelector(".failed");
    this.bar = place.querySelector("progress");
    this.busy = false;
    document.documentElement.classList.add("has-script");
    this.input.addEventListener("change", () => this.take([...this.input.files]));
    this.form.addEventListener("submit", (event) => {
      if (!this.busy) return;
      event.preventDefault();
      this.tell("wait", true);
    });
  }

  // What is asked stands alone: one thing to decide, and no other button that might be pressed in its place.
  show(asking) {
    this.asking.hidden = !asking;
    for (const other of this.form.querySelectorAll(":scope > .button, .enclosed")) other.hidden = Boolean(asking);
    for (const part of this.place.children) {
      if (part !== this.asking && part !== this.status && part !== this.failed) part.hidden = Boolean(asking);
    }
  }

  say(name, shown = true) {
    for (const each of this.status.querySelectorAll("[data-say]")) each.hidden = each.dataset.say !== name || !shown;
    this.status.hidden = !shown;
  }

  tell(name, shown) {
    this.status.querySelector(`[data-say=${name}]`).hidden = !shown;
  }

  fail(name, text = "") {
    this.say("", false);
    for (const each of this.failed.querySelectorAll("[data-say]")) each.hidden = each.dataset.say !== name;
    this.failed.querySelector("[data-said]").textContent = text;
    this.failed.hidden = false;
  }

  async take(files) {
    if (!files.length || this.busy) return;
    this.busy = true;
    this.failed.hidden = true;
    try {
      for (const file of files) if (!(await this.one(file))) return this.again();
      this.busy = false;
      this.show(null);
      seeAgain(this.place.dataset.here);
    } catch (error) {
      this.again();
      this.fail(error instanceof Refused ? "" : "unknown", error instanceof Refused ? error.message : "");
    }
  }

  again() {
    this.busy = false;
    this.input.value = "";
    this.say("", false);
  }

  // Whether the file was sent; the person may also have thought better of it.
  async one(file) {
    const body = await this.bodyOf(file);
    if (!body) return false;
    if (body.size > Number(this.place.dataset.largest)) {
      this.fail("large");
      throw new Refused(this.failed.querySelector("[data-say=large]").textContent);
    }
    await this.send(body, file);
    return true;
  }

  // What is sent of a file; nothing where the person chooses another photo. An open picture takes fifty megabytes.
  async bodyOf(file) {
    const picture = await opened(file);
    if (!picture) return file;
    try {
      return (await this.keeps(picture)) && (await lighter(file, picture));
    } finally {
      picture.close();
    }
  }

  async keeps(picture) {
    const found = judged(picture);
    if (!found.blurred && !found.dark) return true;
    for (const each of this.asking.querySelectorAll("[data-say]")) each.hidden = !found[each.dataset.say];
    const preview = this.asking.querySelector("canvas");
    Object.assign(preview, { width: found.canvas.width, height: found.canvas.height });
    preview.getContext("2d").drawImage(found.canvas, 0, 0);
    this.show(this.asking);
    this.asking.focus();
    const keep = await new Promise((give) => {
      this.asking.onclick = (event) => {
        const pressed = event.target.closest("[data-do]");
        if (pressed) give(pressed.dataset.do === "keep");
      };
    });
    this.show(null);
    if (!keep) this.input.focus();
    return keep;
  }

  async send(body, file) {
    this.say("sending");
    const id = idFor(`${location.pathname} ${file.name} ${body.size} ${await sumOf(body)}`);
    const base = `${this.place.dataset.base}/${id}`;
    const said = { name: file.name, type: body.type, size: body.size, question: this.place.dataset.question };
    const stand = await this.call(base, JSON.stringify(said), "application/json");
    if (stand.state === "arriving") await this.parts(base, body, stand);
    this.say("looking");
    await this.call(`${base}/whole`, "", "application/json");
    forgetId(id);
  }

  async parts(base, body, { part, there }) {
    const count = Math.ceil(body.size / part);
    const have = new Set(there);
    for (let number = 1; number <= count; number += 1) {
      if (!have.has(number)) {
        const piece = body.slice((number - 1) * part, number * part);
        await this.call(`${base}/parts/${number}`, piece, "application/octet-stream");
        have.add(number);
      }
      this.bar.value = (100 * have.size) / count;
      this.status.querySelector("[data-count]").textContent = `${Math.round(this.bar.value)} %`;
    }
  }

  // One call, again and again while there is no line. What the server refuses is said in its words.
  async call(address, body, type) {
    for (let wait = FIRST_WAIT; ; wait = Math.min(LONGEST_WAIT, 2 * wait)) {
      const answer = await fetch(address, { method: "POST", body, headers: this.headers(type) }).catch(() => null);
      if (answer && answer.redirected) location.reload();
      const said = answer && (await answer.json().catch(() => null));
      this.tell("offline", !said);
      if (answer && answer.ok && said) return said;
      if (said && answer.status !== 503) throw new Refused(said.say || "");
      if (answer && answer.status === 403) throw new Error("the form has expired");
      await Promise.race([
        new Promise((give) => setTimeout(give, wait)),
        new Promise((give) => addEventListener("online", give, { once: true })),
      ]);
    }
  }

  headers(type) {
    const named = { "Content-Type": type, "X-Form-Token": this.form.querySelector("[name=form_token]").value };
    const whom = this.form.querySelector("[name=for]");
    return whom ? { ...named, "X-For": whom.value } : named;
  }
}

// The page drawn anew, with what was sent on it.
function seeAgain(here) {
  const there = new URL(here, location);
  if (there.pathname + there.search !== location.pathname + location.search) return location.assign(`${there}#files`);
  location.hash = "files";
  location.reload();
}

// The same file chosen once more goes on where it stopped, as long as this page's tab is open.
function idFor(file) {
  try {
    const kept = JSON.parse(sessionStorage.getItem("uploads") || "{}");
    kept[file] = kept[file] || newId();
    sessionStorage.setItem("uploads", JSON.stringify(kept));
    return kept[file];
  } catch {
    return newId();
  }
}

// A short sum over all bytes (FNV-1a): the same file, chosen once more, is known by what is in it.
async function sumOf(body) {
  let sum = 0x811c9dc5;
  for (const byte of new Uint8Array(await body.arrayBuffer())) sum = Math.imul(sum ^ byte, 0x01000193);
  return (sum >>> 0).toString(16);
}

// `crypto.randomUUID` is there over https alone; a hall's own server may be without.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function forgetId(id) {
  try {
    const kept = JSON.parse(sessionStorage.getItem("uploads") || "{}");
    sessionStorage.setItem("uploads", JSON.stringify(Object.fromEntries(Object.entries(kept).filter(([, one]) => one !== id))));
  } catch {
    // Nothing was kept, so there is nothing to forget.
  }
}

import(document.querySelector("[data-upload]").dataset.judge).then((photo) => {
  ({ judged, lighter, opened } = photo);
  document.querySelectorAll("[data-upload]").forEach((place) => {
    if (!place.closest(".example")) new Place(place);
  });
});
