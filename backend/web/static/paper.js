// A button that prints; without scripts the page says where the browser keeps its own.

const button = document.getElementById("print");

button.hidden = false;
document.getElementById("print-by-hand").hidden = true;
button.addEventListener("click", () => print());
