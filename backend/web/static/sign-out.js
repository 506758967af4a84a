// Who signs out leaves nothing on the phone: the answers kept for later go, and the key that they were sealed with. If some
// of them were not sent yet, the page says so first.

const form = document.querySelector("form[data-person]");
const mine = (id) => id.startsWith(`${form.dataset.person}.`);

function database() {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open("handrail-answers");
    open.onupgradeneeded = () => open.transaction.abort(); // nothing was ever kept here
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error);
  });
}

async function all(name, then) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const change = db.transaction(name, "readwrite");
    const rows = change.objectStore(name);
    const asked = rows.getAllKeys();
    asked.onsuccess = () => then(rows, asked.result.filter(mine));
    change.oncomplete = () => { db.close(); resolve(asked.result.filter(mine)); };
    change.onerror = () => { db.close(); reject(change.error); };
  });
}

async function signOut() {
  const said = form.querySelector("[data-unsent]");
  if (said.hidden && (await all("kept", () => {})).length) {
    said.hidden = false;
    return said.scrollIntoView({ block: "nearest" });
  }
  for (const name of ["kept", "keys"]) await all(name, (rows, ids) => ids.forEach((id) => rows.delete(id)));
  form.submit();
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  signOut().catch(() => form.submit());
});
