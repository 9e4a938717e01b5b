/* Says that the record has something newer than this page.  It changes none of the page's words. */
(() => {
  const place = document.getElementById("live");
  const events = new EventSource(place.dataset.events);
  const tell = () => {
    events.close();
    if (!place.querySelector(".older")) place.append(place.querySelector("template").content.cloneNode(true));
  };
  for (const kind of ["message", "standing", "behind"]) events.addEventListener(kind, tell);
  addEventListener("pagehide", () => events.close());
})();
