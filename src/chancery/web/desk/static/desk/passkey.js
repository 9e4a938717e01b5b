// A form that holds [data-passkey] is sent only once the officer's passkey has answered.
// What it is asked stands in the attribute; what it answers goes into the field `hand`.
"use strict";

const octets = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

async function answered(asked) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...asked,
      challenge: octets(asked.challenge),
      allowCredentials: asked.allowCredentials.map((each) => ({ ...each, id: octets(each.id) })),
    },
  });
  const { authenticatorData, clientDataJSON, signature } = credential.response;
  return JSON.stringify({ auth: text(authenticatorData), client: text(clientDataJSON), sig: text(signature) });
}

for (const hand of document.querySelectorAll("[data-passkey]")) {
  const form = hand.closest("form");
  const trouble = hand.querySelector("[data-trouble]");
  // Until now the button was closed: pressed before this script was there, it would have sent no hand.
  hand.querySelector("button").disabled = false;
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button && !hand.contains(button)) return; // another button of the same form, which needs no hand
    event.preventDefault();
    trouble.hidden = true;
    try {
      form.elements.namedItem("hand").value = await answered(JSON.parse(hand.dataset.passkey));
      form.submit();
    } catch {
      trouble.hidden = false; // given up, timed out, or the wrong key: nothing was signed
    }
  });
}
