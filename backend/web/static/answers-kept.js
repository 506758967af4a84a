// Answers that wait on this phone, each sealed with a key that no script can read out and that goes when its person signs
// out. An id says whose an answer is, of which application, and to which question: "whose|application|question".

const LONGEST = 90 * 24 * 3600 * 1000;
const PATIENCE = 5000; // some phones' stores never answer, and a form may be waiting

function database() {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open("handrail-answers", 1);
    open.onupgradeneeded = () => {
      open.result.createObjectStore("keys", { keyPath: "owner" });
      open.result.createObjectStore("kept", { keyPath: "id" });
    };
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error);
    setTimeout(() => reject(new Error("the store does not answer")), PATIENCE);
  });
}

async function store(name, mode, act) {
  const db = await database();
  try {
    return await new Promise((resolve, reject) => {
      const change = db.transaction(name, mode);
      const request = act(change.objectStore(name));
      change.oncomplete = () => resolve(request.result);
      change.onerror = change.onabort = () => reject(change.error);
    });
  } finally {
    db.close();
  }
}

async function key(id) {
  const owner = id.split("|")[0];
  const found = await store("keys", "readonly", (keys) => keys.get(owner));
  if (found) return found.key;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  // Two pages may open at once: the first key stays.
  await store("keys", "readwrite", (keys) => keys.add({ owner, key: made })).catch(() => {});
  return (await store("keys", "readonly", (keys) => keys.get(owner))).key;
}

const how = (id, iv) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id) });

// One that is answered anew keeps its time, for answers go in the order in which they were first given.
export async function seal(id, about) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(about));
  const sealed = await crypto.subtle.encrypt(how(id, iv), await key(id), text);
  await ofOne(id, (kept, before) => kept.put({ id, at: before ? before.at : Date.now(), iv, sealed }));
}

function ofOne(id, act) {
  return store("kept", "readwrite", (kept) => {
    const request = kept.get(id);
    request.onsuccess = () => act(kept, request.result);
    return request;
  });
}

// What was sealed, with what it is known by. What its key does not open any more goes.
export async function open({ id, at, iv, sealed }) {
  const lock = await key(id);
  try {
    const text = await crypto.subtle.decrypt(how(id, iv), lock, sealed);
    return { id, at, iv, ...JSON.parse(new TextDecoder().decode(text)) };
  } catch {
    await forget({ id, iv });
    return null;
  }
}

// Only this very answer: while it was on its way, a newer one may have taken its place.
export function forget({ id, iv }) {
  return ofOne(id, (kept, now) => { if (now && String(now.iv) === String(iv)) kept.delete(id); });
}

// All of a person, as themselves and as anybody's helper: what stands before the "|" begins with their name and a dot.
const allOf = (person) => IDBKeyRange.bound(`${person}.`, `${person}/`);

export function countOf(person) {
  return store("kept", "readonly", (kept) => kept.count(allOf(person)));
}

export async function forgetAllOf(person) {
  for (const name of ["kept", "keys"]) await store(name, "readwrite", (those) => those.delete(allOf(person)));
}

// All that is kept, sealed as it is, oldest first. What somebody else did not come back for in as long as a session lasts
// goes. The owner's never does: a phone whose clock was years behind has answers that only look old.
export async function rows(owner) {
  const all = await store("kept", "readonly", (kept) => kept.getAll());
  const old = all.filter(({ id, at }) => owner && !id.startsWith(`${owner}|`) && at < Date.now() - LONGEST);
  await Promise.all(old.map(forget));
  return all.filter((row) => !old.includes(row)).sort((one, other) => one.at - other.at);
}
