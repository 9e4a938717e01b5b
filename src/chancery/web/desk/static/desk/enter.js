// Forms that make a passkey (data-make) or sign in with one (data-use).  The attribute holds what the
// browser is to ask, or the address where that is asked for; the answer goes into `credential`.
"use strict";

const octets = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const known = (list) => (list || []).map((each) => ({ ...each, id: octets(each.id) }));

async function asked(written) {
  if (!written.startsWith("/")) return JSON.parse(written);
  const answer = await fetch(written, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok) throw new Error("The Desk was asked too often.");
  const given = await answer.json();
  return given.request_options;
}

async function made({ publicKey }) {
  const user = { ...publicKey.user, id: octets(publicKey.user.id) };
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      user,
      challenge: octets(publicKey.challenge),
      excludeCredentials: known(publicKey.excludeCredentials),
    },
  });
  const { attestationObject, clientDataJSON } = credential.response;
  return whole(credential, { attestationObject: text(attestationObject), clientDataJSON: text(clientDataJSON) });
}

async function used({ publicKey }) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: octets(publicKey.challenge),
      allowCredentials: known(publicKey.allowCredentials),
    },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = credential.response;
  return whole(credential, {
    authenticatorData: text(authenticatorData),
    clientDataJSON: text(clientDataJSON),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  });
}

const whole = (credential, response) =>
  JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });

for (const form of document.querySelectorAll("form[data-make], form[data-use]")) {
  const trouble = form.querySelector("[data-trouble]");
  // Until now the buttons were closed: pressed before this script was there, they would have sent no answer.
  for (const button of form.querySelectorAll("button[disabled]")) button.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.hidden = true;
    try {
      const { make, use } = form.dataset;
      form.elements.namedItem("credential").value = make ? await made(await asked(make)) : await used(await asked(use));
      form.submit();
    } catch {
      trouble.hidden = false; // given up, timed out, or no passkey here: nothing was changed
    }
  });
}
