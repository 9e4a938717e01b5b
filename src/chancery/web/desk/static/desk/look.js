// While somebody writes, what there is to remark is looked up again and shown beside the text.
// Nothing is kept by it; without it the button “Look again” does the same.
"use strict";

const PAUSE = 700; // milliseconds without a keystroke

for (const form of document.querySelectorAll("form[data-look]")) {
  const panel = document.getElementById("look");
  let waiting = 0;
  let asked = 0;

  const look = async () => {
    const mine = ++asked;
    try {
      const answer = await fetch(form.dataset.look, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      const text = await answer.text();
      if (answer.ok && mine === asked) {
        panel.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
      }
    } catch {
      // not reached: what the panel says stays as it was, and the button still works
    }
  };

  form.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(look, PAUSE);
  });
}
