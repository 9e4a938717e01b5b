/* <chancery-standing code="K7QF2-M9XT4-Z"></chancery-standing> shows where a letter stands.
   Never a shape alone: sentence, moment and way to the record come together, or "could not check".
   Attributes: code; record (address of the Counter, if not this script's); lang. */
(() => {
  const words = {} /* WORDS */;
  const shapes = {} /* SHAPES */;
  const home = document.currentScript ? new URL(document.currentScript.src).origin : location.origin;
  const AGAIN = 60000, PATIENCE = 10000, OLD = 900000;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:host{display:block;font:15px/1.5 system-ui,"Noto Sans","Noto Sans Arabic",sans-serif}
section{display:grid;grid-template-columns:34px minmax(0,1fr);gap:2px 12px;max-inline-size:36rem;padding:12px 14px;background:#fff;color:#17212b;border:1px solid #4c5863}
svg{grid-row:span 4;inline-size:32px;block-size:32px;fill:none;stroke:currentColor;stroke-width:2.2;stroke-linecap:round}
p{margin:0;overflow-wrap:anywhere}b{font-size:1.1em}small{color:#4c5863;font-size:.9em}
a{color:#174f80;display:inline-block;min-block-size:24px}a:focus-visible{outline:3px solid #b45309;outline-offset:2px}
@media(forced-colors:active){section{border-color:CanvasText}}`);

  const drawn = (mark, word) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const [edge, sign, dashes] = shapes[Object.hasOwn(shapes, mark) ? mark : "unknown"];
    for (const [d, dash] of [[edge, dashes], [sign, ""]]) {
      const path = svg.appendChild(document.createElementNS(svg.namespaceURI, "path"));
      path.setAttribute("d", d);
      if (dash) path.setAttribute("stroke-dasharray", dash);
    }
    for (const [name, value] of [["viewBox", "0 0 32 32"], ["role", "img"], ["aria-label", word]]) svg.setAttribute(name, value);
    return svg;
  };
  const said = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  const whole = (told) => ["lead", "standing_word", "mark", "mark_word", "read_at", "record_seen_words", "page"]
    .every((name) => typeof told[name] === "string" && told[name] !== "");

  class Standing extends HTMLElement {
    static observedAttributes = ["code", "record", "lang"];
    connectedCallback() {
      if (!this.shadowRoot) this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
      this.ask();
      this.timer = setInterval(() => document.hidden || this.ask(), AGAIN);
    }
    disconnectedCallback() { clearInterval(this.timer); }
    attributeChangedCallback() { if (this.isConnected && this.shadowRoot) { this.last = undefined; this.ask(); } }
    get language() {
      const near = this.closest("[lang]");
      const asked = (near ? near.lang : "").toLowerCase().split("-")[0];
      return Object.hasOwn(words, asked) ? asked : Object.keys(words)[0];
    }
    get page() {
      const record = new URL(this.getAttribute("record") || home, location.href).origin;
      return `${record}/${this.language}/letter/${encodeURIComponent(this.getAttribute("code") || "")}`;
    }
    async ask() {
      const turn = this.turn = (this.turn || 0) + 1;
      const page = this.page;
      if (!this.last) this.show("unknown", this.said.unknown, [this.said.asking], page);
      let told;
      try {
        const answer = await fetch(`${page}.json`, { credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
        if (answer.ok) told = await answer.json();
      } catch { /* whatever failed, nothing is known */ }
      if (turn !== this.turn) return;
      if (!told || !whole(told)) return this.failed(page);
      this.last = told;
      if (!(Date.now() - Date.parse(told.read_at) < OLD)) return this.failed(page);  // kept somewhere on the way
      this.show(told.mark, told.mark_word, [told.standing_word, told.lead, this.said.as_of.replace("{time}", told.record_seen_words)], page);
    }
    failed(page) {
      const { said, last } = this;
      if (!last) return this.show("unknown", said.unknown, [said.could_not_check], page);
      this.show("old", said.old, [said.could_not_check_since.replace("{time}", last.record_seen_words), last.lead, said.as_of.replace("{time}", last.record_seen_words)], page);
    }
    get said() { return words[this.language]; }
    show(mark, word, sentences, page) {
      const shown = [this.language, mark, page, ...sentences].join("\n");
      if (shown === this.shown) return;  // what is the same is not read aloud again
      this.shown = shown;
      const box = document.createElement("section");
      box.lang = this.language;
      box.dir = this.said.direction;
      box.setAttribute("aria-live", "polite");
      const lines = sentences.map((text, at) => {
        const line = document.createElement("p");
        line.append(said(["b", "span", "small"][at], text));
        return line;
      });
      const link = Object.assign(said("a", this.said.read_the_record), { href: page });
      box.append(drawn(mark, word), ...lines, link);
      this.shadowRoot.replaceChildren(box);
    }
  }
  if (!customElements.get("chancery-standing")) customElements.define("chancery-standing", Standing);
})();
