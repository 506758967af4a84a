// Without a network: a page of a service that was closed, or that a phone with little memory has dropped, opens again while
// its answers wait here. Where another page was asked for, it says which services can be gone on with.

const place = document.getElementById("again");
const said = document.getElementById("answers-wait");
const [, asked, question] = location.pathname.match(/^\/applications\/([\w-]+)(?:\/questions\/([\w-]+))?/) || [];

// The newest answer of each application knows the page that it was given on. Signing out takes them all away.
async function begin() {
  const { rows, open } = await import(document.getElementById("onward").dataset.kept);
  const newest = new Map((await rows()).map((row) => [row.id.split("|")[1], row]));
  if (newest.has(asked)) await goOn((await open(newest.get(asked)))?.state);
  else list((await Promise.all([...newest.values()].map(open))).filter((each) => each?.state));
}

async function goOn(state) {
  if (!state) return;
  const { lang, dir, title, bar } = state;
  document.getElementById("onward-state").textContent = JSON.stringify({ ...state, question, again: true });
  for (const each of place.querySelectorAll(".where, [data-field], #onward-exit")) Object.assign(each, { lang, dir });
  place.querySelector(".where").textContent = title;
  place.querySelector("progress").max = bar;
  for (const link of place.querySelectorAll("a[href='/applications']")) link.setAttribute("href", `/applications/${asked}/next`);
  document.getElementById("no-page").hidden = true;
  place.hidden = false;
  await import(place.dataset.onward);
}

function list(found) {
  said.querySelector("ul").append(...found.map(({ state: { application, title, lang, dir } }) => {
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: `/applications/${application}/next`, textContent: title, lang, dir });
    item.append(link);
    return item;
  }));
  said.hidden = !found.length;
}

begin().catch(() => {});
