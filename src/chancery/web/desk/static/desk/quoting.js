/* Fills the fields for the words of a claim from what the reader selects in the sentence.
   Without it the same fields are typed into; what counts is read from the source either way. */
(function () {
  "use strict";
  var sentence = document.getElementById("sentence");
  var from = document.getElementById("from");
  var to = document.getElementById("to");
  var words = document.getElementById("words");
  if (!sentence || !from || !to || !words) return;

  function codePoints(text) {
    return Array.from(text).length;
  }

  function selected() {
    var selection = window.getSelection();
    if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null;
    var range = selection.getRangeAt(0);
    if (!sentence.contains(range.startContainer) || !sentence.contains(range.endContainer)) return null;
    var before = document.createRange();
    before.selectNodeContents(sentence);
    before.setEnd(range.startContainer, range.startOffset);
    var chosen = range.toString();
    var start = Number(sentence.dataset.start) + codePoints(before.toString());
    return { start: start, end: start + codePoints(chosen), words: chosen };
  }

  sentence.addEventListener("mouseup", fill);
  sentence.addEventListener("keyup", fill);
  sentence.addEventListener("touchend", function () { window.setTimeout(fill, 0); });

  function fill() {
    var found = selected();
    if (!found) return;
    from.value = String(found.start);
    to.value = String(found.end);
    words.value = found.words;
  }
})();
