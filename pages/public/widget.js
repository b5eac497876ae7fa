/* The backorder date on a product page. No cookie, no storage; it says nothing while the goods are there.
   Where it looks: form.cart of WooCommerce, and any element with data-backorder-item (a Shopify variant's
   number, "12" or "16/17" of WooCommerce). */
(function () {
  "use strict";
  var base = "{base}";
  var japanese = /^ja\b/i.test(document.documentElement.lang);
  var language = japanese ? "ja" : "en";
  var label = japanese ? "発送予定" : "Ships";
  var places = [];

  function find(root, selector) {
    return root.querySelector(selector);
  }

  function item(place) {
    var own = place.root.getAttribute("data-backorder-item");
    if (own) return own;
    var form = place.form;
    var variation = find(form, "[name=variation_id]");
    if (variation) {
      var parent = form.getAttribute("data-product_id") || (find(form, "[name=product_id]") || {}).value;
      return parent && variation.value > 0 ? parent + "/" + variation.value : "";
    }
    var one = find(form, "[name=add-to-cart]");
    return one && /^\d+$/.test(one.value) ? one.value : "";
  }

  function quantity(place) {
    var field = place.form && find(place.form, "[name=quantity]");
    return field && field.value >= 1 ? Math.floor(field.value) : 1;
  }

  /* What the buyer was shown goes with the form; Shopify keeps what is called a property of the line. */
  function keep(place, name, value) {
    if (!place.form) return;
    if (/\/cart\/add\b/.test(place.form.getAttribute("action"))) name = "properties[" + name + "]";
    var field = place.form.elements[name];
    if (!value) {
      if (field) field.remove();
      return;
    }
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      place.form.appendChild(field);
    }
    field.value = value;
  }

  /* What is read aloud must be there before its words change, and is not said again for nothing. */
  function say(place, text, note) {
    if (place.said === text + note) return;
    place.said = text + note;
    place.status.hidden = !text;
    place.status.textContent = text;
    if (!note) return;
    var small = document.createElement("small");
    small.className = "backorder-note";
    small.textContent = note;
    place.status.append(" ", small);
  }

  function show(place, found) {
    var ships = found && found.orderable && !found.now ? found.ships_on : "";
    var words = found && !found.now ? (ships ? found.text : found.orderable === false && found.end) : "";
    var text = (words && words[language]) || "";
    say(place, text, (text && ships && found.note) || "");
    keep(place, "_backorder_shown", ships);
    keep(place, label, ships && found.day[language]);
  }

  function ask(place) {
    var name = item(place), units = quantity(place), turn = ++place.turn;
    if (!name) return show(place, null);
    fetch(base + "/availability?item=" + encodeURIComponent(name) + "&quantity=" + units, { credentials: "omit" })
      .then(function (answer) {
        return answer.ok ? answer.json() : { items: {} };
      })
      .then(function (told) {
        if (turn === place.turn) show(place, told.items[name]);
      })
      .catch(function () {
        if (turn === place.turn) show(place, null);
      });
  }

  function soon(place) {
    clearTimeout(place.timer);
    place.timer = setTimeout(ask, 250, place);
  }

  function stand(root) {
    var form = root.matches("form") ? root : root.closest("form");
    var within = form || root;
    var button = find(within, ".single_add_to_cart_button") || find(within, "button, [type=submit]");
    var place = { root: root, form: form, turn: 0, said: "", status: document.createElement("p") };
    place.status.className = "backorder-date";
    place.status.setAttribute("role", "status");
    place.status.setAttribute("aria-live", "polite");
    place.status.hidden = true;
    if (button) button.insertAdjacentElement("afterend", place.status);
    else root.appendChild(place.status);
    places.push(place);
    ["change", "input"].forEach(function (kind) {
      within.addEventListener(kind, function () {
        soon(place);
      });
    });
    /* WooCommerce tells of a variation through jQuery only. */
    if (form && window.jQuery) {
      window.jQuery(form).on("found_variation reset_data", function () {
        soon(place);
      });
    }
    ask(place);
  }

  function begin() {
    document.querySelectorAll("form.cart, [data-backorder-item]").forEach(function (root) {
      if (!places.some(function (known) { return known.root === root || known.form === root; })) stand(root);
    });
    setInterval(function () {
      if (!document.hidden) places.forEach(ask);
    }, 30000);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
