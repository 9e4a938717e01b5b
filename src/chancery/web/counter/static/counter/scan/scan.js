/* Reads a QR code from the camera and says where it leads.  It opens nothing and sends nothing. */
(() => {
  const page = document.getElementById("scan");
  const video = page.querySelector("video");
  const start = page.querySelector("[data-do=start]");
  const stop = page.querySelector("[data-do=stop]");
  const told = page.querySelector("[data-told]");
  const canvas = document.createElement("canvas");
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  const WIDEST = 800, PAUSE = 120;
  let stream = null, waiting = 0;

  /* Sentences stand in the page, in its language; the script only chooses among them. */
  const show = (name, filled = {}) => {
    const source = page.querySelector(`template[data-when="${name}"]`);
    const shown = source.content.cloneNode(true);
    for (const [slot, text] of Object.entries(filled)) {
      for (const place of shown.querySelectorAll(`[data-slot="${slot}"]`)) place.textContent = text;
      for (const link of shown.querySelectorAll(`a[data-to="${slot}"]`)) link.href = link.dataset.before + encodeURIComponent(text);
    }
    told.replaceChildren(shown);
    told.querySelector("[data-do=again]")?.addEventListener("click", begin);
  };

  /* HTTPS://RECORD.MOD.EXAMPLE/C/K7QF2M9XT4Z/SIGNATURE: capitals, so that the code stays coarse. */
  const lettered = (url) => {
    const found = /^\/(?:c|(?:en|ar)\/letter)\/([0-9a-z]{5})-?([0-9a-z]{5})-?([0-9a-z])(?:\/[a-z2-7]*)?\/?$/i.exec(url.pathname);
    return found && `${found[1]}-${found[2]}-${found[3]}`.toUpperCase();
  };

  const tell = (text) => {
    end();
    let url = null;
    try { url = new URL(text.trim()); } catch { /* no address at all */ }
    if (!url || !/^https?:$/.test(url.protocol)) return show("text", { text: text.slice(0, 400) });
    const ours = [page.dataset.domain, location.hostname].includes(url.hostname);
    const code = ours ? lettered(url) : null;
    if (!ours) return show("elsewhere", { domain: url.hostname, elsewhere: url.hostname });
    return show(code ? "letter" : "here", { domain: url.hostname, code });
  };

  const look = () => {
    if (!stream) return;
    if (video.readyState >= video.HAVE_CURRENT_DATA && video.videoWidth) {
      const scale = Math.min(1, WIDEST / video.videoWidth);
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      drawing.drawImage(video, 0, 0, canvas.width, canvas.height);
      const picture = drawing.getImageData(0, 0, canvas.width, canvas.height);
      const found = jsQR(picture.data, picture.width, picture.height, { inversionAttempts: "attemptBoth" });
      if (found && found.data) return tell(found.data);
    }
    waiting = setTimeout(look, PAUSE);
  };

  const end = () => {
    clearTimeout(waiting);
    for (const track of stream ? stream.getTracks() : []) track.stop();
    stream = video.srcObject = null;
    video.hidden = stop.hidden = true;
    start.hidden = false;
  };

  const begin = async () => {
    end();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment" } });
    } catch {
      return show("no_camera");
    }
    video.srcObject = stream;
    video.hidden = stop.hidden = false;
    start.hidden = true;
    show("looking");
    await video.play().catch(() => undefined);
    look();
  };

  start.hidden = false;
  start.addEventListener("click", begin);
  stop.addEventListener("click", () => { end(); told.replaceChildren(); start.focus(); });
  addEventListener("pagehide", end);
})();
