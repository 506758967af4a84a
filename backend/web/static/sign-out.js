// Who signs out leaves nothing on the phone: the answers kept for later go, and the key that they were sealed with. If some
// of them were not sent yet, the page says so first. Whose practice it was (lesson-log.js) is forgotten too.

const form = document.querySelector("form[data-person]");

async function signOut() {
  const { person, kept } = form.dataset;
  const { countOf, forgetAllOf } = await import(kept);
  const said = form.querySelector("[data-unsent]");
  if (said.hidden && (await countOf(person))) {
    said.hidden = false;
    return said.scrollIntoView({ block: "nearest" });
  }
  await forgetAllOf(person);
  delete localStorage.practice;
  form.submit();
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  signOut().catch(() => form.submit());
});
