// Searching everything. The index is asked for when somebody first searches, and only the pieces that hold the words.
// Where it cannot be had, the list from A to Z under the box is still there.
(function () {
  "use strict";
  var STEP = 20;
  var form = document.getElementById("search"), list = document.getElementById("results");
  var said = document.getElementById("search-said"), more = document.getElementById("more");
  var box = form.querySelector("input"), root = document.documentElement.getAttribute("data-root");
  var base = new URL(root, document.baseURI), engine = null, asked = 0;

  function start() {
    if (!engine) {
      engine = import(new URL("site/search/pagefind.js", base)).then(async function (found) {
        await found.options({ baseUrl: base.pathname, excerptLength: 24 });
        await found.init();
        return found;
      });
    }
    return engine;
  }

  // The excerpt comes as HTML: taken apart into text and marked words, so that nothing else of it reaches the page.
  function excerpt(html) {
    var place = document.createElement("p");
    place.className = "small";
    new DOMParser().parseFromString(html, "text/html").body.childNodes.forEach(function (node) {
      var part = document.createElement(node.nodeName === "MARK" ? "mark" : "span");
      part.textContent = node.textContent;
      place.append(part);
    });
    return place;
  }

  function item(result) {
    var place = document.createElement("li"), link = document.createElement("a"), part = document.createElement("span");
    link.href = result.url;
    link.textContent = result.meta.title;
    part.className = "quiet small";
    part.textContent = " " + (result.meta.part || "");
    place.append(link, part, excerpt(result.excerpt));
    return place;
  }

  async function show(results, from) {
    var number = asked;
    var told = await Promise.all(results.slice(from, from + STEP).map(function (result) { return result.data(); }));
    if (number !== asked) { return; }
    told.forEach(function (result) { list.append(item(result)); });
    more.hidden = results.length <= from + STEP;
    more.onclick = async function () {
      var next = list.children.length;
      await show(results, next);
      list.children[next].querySelector("a").focus();
    };
  }

  async function search() {
    var text = box.value.trim();
    asked += 1;
    var number = asked;
    history.replaceState(null, "", text ? "?q=" + encodeURIComponent(text) : window.location.pathname);
    if (!text) { list.replaceChildren(); more.hidden = true; said.textContent = ""; return; }
    try {
      var found = await (await start()).search(text);
      if (number !== asked) { return; }
      list.replaceChildren();
      await show(found.results, 0);
      if (number === asked) { said.textContent = found.results.length + (found.results.length === 1 ? " page" : " pages"); }
    } catch (error) {
      said.textContent = "Search does not work in this browser. Everything is in the list below.";
    }
  }

  var waiting = 0;
  form.hidden = false;
  form.addEventListener("submit", function (event) { event.preventDefault(); search(); });
  box.addEventListener("focus", function () { start().catch(function () {}); }, { once: true });
  box.addEventListener("input", function () { window.clearTimeout(waiting); waiting = window.setTimeout(search, 200); });
  box.value = new URLSearchParams(window.location.search).get("q") || "";
  if (box.value) { search(); }
})();
