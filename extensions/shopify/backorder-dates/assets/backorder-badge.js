/* Lays the badge over the cards of products that wait, found by their links. */
(() => {
  'use strict';

  const told = document.getElementById('backorder-badges');
  if (!told) return;
  const texts = new Map([...told.content.querySelectorAll('li')].map((one) => [one.dataset.handle, one.textContent]));
  const { place, size, color, background } = told.dataset;
  const CARDS = '.card-wrapper, .product-card, .card, .grid__item, li, article';

  const badge = (text) => {
    const made = document.createElement('span');
    made.className = `backorder-badge backorder-badge--${place} ${told.dataset.class}`.trim();
    made.textContent = text;
    const looks = { size, color, background };
    for (const name in looks) if (looks[name]) made.style.setProperty(`--backorder-badge-${name}`, looks[name]);
    return made;
  };

  const handleOf = (link) => {
    const found = /\/products\/([^/?#]+)/.exec(link.getAttribute('href'));
    try {
      return found && decodeURIComponent(found[1]);
    } catch {
      return null;
    }
  };

  const layAll = () => {
    document.querySelectorAll('main a[href*="/products/"]').forEach((link) => {
      const text = texts.get(handleOf(link));
      const card = text && link.closest(CARDS);
      if (!card || card.querySelector('.backorder-badge')) return;
      if (getComputedStyle(card).position === 'static') card.classList.add('backorder-badge-card');
      card.append(badge(text));
    });
  };

  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      layAll();
    });
  };

  layAll();
  /* Filters and endless lists put other cards in. */
  new MutationObserver(soon).observe(document.querySelector('main') || document.body, { childList: true, subtree: true });
})();
