// Draws the interactive page; until then, and without JavaScript, the plain list stands.
window.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("interactive");
  if (typeof SwaggerUIBundle === "undefined") return;
  SwaggerUIBundle({
    url: place.dataset.document,
    domNode: place,
    deepLinking: true,
    docExpansion: "list",
    validatorUrl: null,
    onComplete: () => {
      document.getElementById("plain").hidden = true;
    },
  });
});
