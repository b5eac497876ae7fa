/* Has the shop say the cart's dates anew when the theme changed a quantity without loading the page. */
(() => {
  'use strict';

  const CHANGES = /\/cart\/(add|change|update|clear)/;
  let last = 0;

  const renew = async (block) => {
    const turn = ++last;
    const answer = await fetch(`${location.pathname}?section_id=${encodeURIComponent(block.dataset.backorderCart)}`);
    if (!answer.ok || turn !== last) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.querySelector('[data-backorder-cart]');
    if (fresh && fresh.textContent !== block.textContent) block.replaceChildren(...fresh.childNodes);
  };

  /* Whichever way a theme asks the shop: its request is seen when it ends. */
  new PerformanceObserver((list) => {
    if (!list.getEntries().some(({ name }) => CHANGES.test(name))) return;
    document.querySelectorAll('[data-backorder-cart]').forEach((block) => renew(block).catch(() => {}));
  }).observe({ type: 'resource' });
})();
