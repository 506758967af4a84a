// Checks a certificate on the phone: what its square code holds stands behind the '#' of the address, and the city's
// public keys stand in the page. Nothing is sent, and it works without a network once the page is there. RS256 is in every
// browser's WebCrypto; unpacking needs DecompressionStream (Chrome 103, Firefox 113, Safari 16.4), else the button asks the city.

const keys = JSON.parse(document.getElementById("badge-keys").textContent);
const real = document.getElementById("badge-real");
const wrong = document.getElementById("badge-not");
const cannot = document.getElementById("badge-cannot");
const field = document.getElementById("text");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/gu, "+").replace(/_/gu, "/")), (sign) => sign.charCodeAt(0));
const coded = (data) => btoa(String.fromCharCode(...data)).replace(/\+/gu, "-").replace(/\//gu, "_").replace(/[=]+$/u, "");

async function unpack(text) {
  const [packed, signature] = text.slice(1).split(".");
  const stream = new Blob([bytes(packed)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const whole = await new Response(stream).text();
  return [...whole.split("\n").map((part) => coded(new TextEncoder().encode(part))), signature];
}

async function check(text) {
  const parts = text.split(".").length === 2 ? await unpack(text) : text.split(".");
  const [header, body] = parts.slice(0, 2).map((part) => JSON.parse(new TextDecoder().decode(bytes(part))));
  const jwk = keys.find((key) => header.kid.endsWith(`/${key.kid}`));
  if (!jwk || header.alg !== "RS256") return null;
  const how = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("jwk", jwk, how, false, ["verify"]);
  const signed = new TextEncoder().encode(`${parts[0]}.${parts[1]}`);
  return (await crypto.subtle.verify(how, key, bytes(parts[2]), signed)) ? body : null;
}

function tell(body) {
  const { identifier, achievement } = body.credentialSubject;
  const name = identifier ? identifier[0].identityHash : "";
  real.querySelector(".badge-name").hidden = !name;
  real.querySelector(".badge-name bdi").textContent = name;
  real.querySelector(".badge-title").textContent = achievement.name;
  real.querySelector(".badge-since").textContent = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" }).format(new Date(body.validFrom));
}

async function look() {
  const text = location.hash.slice(1);
  if (!text) return;
  field.value = text;
  if (!window.DecompressionStream || !window.crypto?.subtle) {
    cannot.hidden = false;
    return;
  }
  const body = await check(text).catch(() => null);
  if (body) tell(body);
  real.hidden = !body;
  wrong.hidden = Boolean(body);
}

addEventListener("hashchange", look);
look();
