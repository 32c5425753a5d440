// Leaving quickly. Runs before the page is drawn, so that it works while the page still loads. The page is hidden
// first, then its place in the history is taken by the address of the link. Without script, the link is a link.
(function () {
  "use strict";
  var presses = 0, timer = 0, alone = false, leaving = false;
  var OPEN = "dialog[open], [role=dialog], [role=menu], [role=listbox], [aria-haspopup][aria-expanded=true]";
  var FIELD = "select, [role=combobox], input[type=search]";

  function leave() {
    var link = document.getElementById("exit");
    var address = link ? link.href : document.documentElement.getAttribute("data-exit");
    leaving = true;
    document.documentElement.style.visibility = "hidden";
    document.title = "Leaving";
    window.location.replace(address);
  }

  function say(text) {
    var place = document.getElementById("exit-said");
    if (place) { place.textContent = text; }
  }

  function forget() { presses = 0; say(""); }

  document.addEventListener("keydown", function (event) {
    alone = event.key === "Shift";
    if (event.key !== "Escape" && event.key !== "Esc") { return; }
    if (leaving) { event.preventDefault(); return; }
    var within = event.target instanceof Element && event.target.closest(FIELD);
    if (event.defaultPrevented || event.isComposing || within || document.querySelector(OPEN)) { return; }
    event.preventDefault();
    leave();
  });

  document.addEventListener("keyup", function (event) {
    if (event.key !== "Shift") { forget(); return; }
    if (!alone) { return; }
    presses += 1;
    window.clearTimeout(timer);
    if (presses >= 3) { say("Leaving"); leave(); return; }
    say("Shift, press " + (3 - presses) + " more time" + (presses === 2 ? "" : "s") + " to leave.");
    timer = window.setTimeout(forget, 5000);
  });

  document.addEventListener("click", function (event) {
    if (event.target instanceof Element && event.target.closest("[data-leave]")) { event.preventDefault(); leave(); }
  });

  window.addEventListener("pageshow", function (event) {
    if (event.persisted && leaving) { leave(); }
  });
})();
