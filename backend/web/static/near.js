// 'Show the nearest first' asks the phone where it is, and only then. The place goes into one request and is not kept.

const ask = document.getElementById("near");
const said = document.getElementById("near-said");

if (ask && "geolocation" in navigator) {
  ask.hidden = false;
  ask.addEventListener("click", () => {
    said.textContent = said.dataset.looking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const address = new URL(location.href);
        // Three digits are about a hundred metres: enough to choose a place, and not a door.
        address.searchParams.set("near", `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`);
        location.assign(address);
      },
      () => {
        said.textContent = said.dataset.none;
      },
      { timeout: 15000, maximumAge: 600000 },
    );
  });
}
