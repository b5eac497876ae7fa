/* As popular themes do it: the shopper's choice goes into the hidden field, which then says that it changed. */
(() => {
  'use strict';
  const options = document.querySelector('[data-options]');
  const id = document.querySelector('form[action$="/cart/add"] input[name="id"]');
  id.disabled = false;
  if (!options) return;
  options.addEventListener('change', ({ target }) => {
    document.querySelector('[data-price]').textContent = target.dataset.price;
    history.replaceState({}, '', `?variant=${target.value}`);
    setTimeout(() => {
      id.value = target.value;
      id.dispatchEvent(new Event('change', { bubbles: true }));
    }, 20);
  });
})();
