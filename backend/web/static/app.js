// What every page gains when JavaScript is on: it works without a network where it can, and says so where it cannot.

const banner = document.getElementById("offline");

function showConnection() {
  if (banner) banner.hidden = navigator.onLine;
}

addEventListener("online", showConnection);
addEventListener("offline", showConnection);
showConnection();

// What is kept for later is shown in the letters and colours of this page, if it has come over the line.
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/service-worker.js").catch(() => {});
  const { lang, attributes } = document.documentElement;
  const look = [...attributes].filter((each) => each.name.startsWith("data-")).map((each) => `${each.name}="${each.value}"`).join(" ");
  if (navigator.onLine) navigator.serviceWorker.ready.then(({ active }) => active.postMessage({ lang, look }));
}

// The easy view is one press away in the middle of an answer too: what is typed goes along and is there again after it.
document.querySelector("form.mode")?.addEventListener("submit", (event) => {
  for (const field of document.querySelectorAll("main form [name^=answer], main form [name=base]")) {
    if (/radio|checkbox/.test(field.type) && !field.checked) continue;
    const along = Object.assign(document.createElement("input"), { type: "hidden", name: field.name, value: field.value });
    event.target.append(along);
  }
});

// A slow line invites a second press. The server makes one of two; this only keeps the reader calm.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});

const problems = document.getElementById("problems");
if (problems && !problems.closest(".example")) problems.focus();
