// What script adds to a page that is whole without it: tables sort, long lists filter, examples name this address.
(function () {
  "use strict";

  function valueOf(cell) {
    var marked = cell.querySelector("data, time");
    var text = marked ? marked.getAttribute("value") || marked.getAttribute("datetime") : cell.textContent.trim();
    var number = Number(text);
    return text !== "" && !Number.isNaN(number) ? number : text.toLowerCase();
  }

  function compare(a, b) {
    if (typeof a === "number" && typeof b === "number") { return a - b; }
    return String(a).localeCompare(String(b), "en-GB");
  }

  function sortable(table) {
    var heads = table.querySelectorAll("thead th");
    heads.forEach(function (head, at) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent.trim();
      head.replaceChildren(button);
      button.addEventListener("click", function () {
        var up = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        var body = table.tBodies[0];
        var rows = Array.from(body.rows);
        rows.sort(function (a, b) { return compare(valueOf(a.cells[at]), valueOf(b.cells[at])) * (up ? 1 : -1); });
        rows.forEach(function (row) { body.appendChild(row); });
      });
    });
  }

  function filterable(box, number) {
    var items = Array.from(box.querySelectorAll(box.tagName === "TABLE" ? "tbody tr" : "[data-item]"));
    var texts = items.map(function (item) {
      return (item.textContent + " " + (item.getAttribute("data-item") || "")).toLowerCase();
    });
    var form = document.createElement("div"), label = document.createElement("label");
    var input = document.createElement("input"), said = document.createElement("p");
    form.className = "find";
    form.setAttribute("role", "search");
    form.setAttribute("aria-label", box.getAttribute("data-filter"));
    input.type = "search";
    input.id = "find-" + number;
    label.htmlFor = input.id;
    label.textContent = box.getAttribute("data-filter");
    said.setAttribute("role", "status");
    said.className = "quiet small";
    form.append(label, input, said);
    (box.closest(".scroll") || box).before(form);
    input.addEventListener("input", function () {
      var words = input.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
      items.forEach(function (item, at) {
        item.hidden = !words.every(function (word) { return texts[at].includes(word); });
        shown += item.hidden ? 0 : 1;
      });
      box.querySelectorAll("[data-group]").forEach(function (group) {
        group.hidden = !group.querySelector("[data-item]:not([hidden])");
      });
      said.textContent = words.length ? shown + " of " + items.length + " shown" : "";
    });
    var asked = new URLSearchParams(window.location.search).get("q");
    if (asked) { input.value = asked; input.dispatchEvent(new Event("input")); }
  }

  function addressed(code) {
    var here = new URL(document.documentElement.getAttribute("data-root"), document.baseURI).href;
    code.textContent = code.textContent.split(code.getAttribute("data-base")).join(here);
  }

  document.querySelectorAll("table[data-sort]").forEach(sortable);
  document.querySelectorAll("[data-filter]").forEach(filterable);
  if (window.location.protocol.startsWith("http")) { document.querySelectorAll("[data-base]").forEach(addressed); }
  document.querySelectorAll("[data-overdue]").forEach(function (note) {
    note.hidden = new Date().toISOString().slice(0, 10) <= note.getAttribute("data-overdue");
  });
})();
