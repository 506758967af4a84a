// The map of a question for a place can be touched, and the phone can say where it is. The list does the same in words.

const CLOSE = 60; // how far a landmark may be from a mark to be chosen with it, in units of the drawing

for (const map of document.querySelectorAll("[data-map]")) {
  const svg = map.querySelector("svg");
  const pin = svg.querySelector(".mark");
  const row = map.querySelector("[data-mark]");
  const field = row.querySelector("input");
  const said = map.querySelector("[data-said]");
  const [north, south, west, east] = ["north", "south", "west", "east"].map((edge) => Number(map.dataset[edge]));
  const { width, height } = svg.viewBox.baseVal;
  const rows = [...map.closest("form, .example, fieldset").querySelectorAll(`input[id^="${map.dataset.map}-landmark"]`)];
  const spots = [...svg.querySelectorAll(".spot circle")].map((each) => [each.cx.baseVal.value, each.cy.baseVal.value]);

  // The nearest landmark is chosen too, because a name can be said on the telephone and a mark cannot.
  const nearest = (x, y) => {
    const away = spots.map(([left, top]) => Math.hypot(left - x, top - y));
    const least = away.indexOf(Math.min(...away));
    return away[least] <= CLOSE ? rows[least] : null;
  };

  const put = (x, y) => {
    pin.setAttribute("transform", `translate(${x} ${y})`);
    pin.setAttribute("visibility", "visible");
    field.value = `${(north - (y / height) * (north - south)).toFixed(5)},${(west + (x / width) * (east - west)).toFixed(5)}`;
    field.checked = true;
    row.hidden = false;
    const close = nearest(x, y);
    if (close) close.checked = true;
    const name = close?.closest("label").querySelector(".pick-text").textContent;
    said.textContent = close ? `${map.dataset.close} ${name}` : map.dataset.marked;
  };

  svg.addEventListener("click", (event) => {
    const box = svg.getBoundingClientRect();
    put(((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height);
  });
  field.addEventListener("change", () => {
    pin.setAttribute("visibility", field.checked ? "visible" : "hidden");
    said.textContent = field.checked ? map.dataset.marked : map.dataset.gone;
  });
  map.dataset.ready = "";
  map.querySelector("[data-touch]").hidden = false;

  const here = map.querySelector("[data-here]");
  if (!here || !("geolocation" in navigator)) continue;
  here.hidden = false;
  here.addEventListener("click", () => {
    said.textContent = map.dataset.looking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const x = ((coords.longitude - west) / (east - west)) * width;
        const y = ((north - coords.latitude) / (north - south)) * height;
        if (x < 0 || y < 0 || x > width || y > height) said.textContent = map.dataset.outside;
        else put(x, y);
      },
      () => {
        said.textContent = map.dataset.none;
      },
      { timeout: 15000, maximumAge: 60000, enableHighAccuracy: true },
    );
  });
}
