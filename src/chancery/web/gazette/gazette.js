// The element looks again by itself once a minute; told of a change, it looks at once.
"use strict";

for (const standing of document.querySelectorAll("chancery-standing[data-live]")) {
  const code = standing.getAttribute("code");
  const events = new EventSource(`${standing.dataset.live}/events?letter=${encodeURIComponent(code)}`);
  const again = () => standing.setAttribute("code", code);
  events.addEventListener("message", again);
  events.addEventListener("standing", again);
  events.addEventListener("behind", again);
}
