/* As popular themes do it. */
(() => {
  'use strict';

  /* The shopper's choice goes into the hidden field, which then says that it changed. */
  const options = document.querySelector('[data-options]');
  const id = document.querySelector('form[action$="/cart/add"] input[name="id"]');
  if (id) id.disabled = false;
  options?.addEventListener('change', ({ target }) => {
    document.querySelector('[data-price]').textContent = target.dataset.price;
    history.replaceState({}, '', `?variant=${target.value}`);
    setTimeout(() => {
      id.value = target.value;
      id.dispatchEvent(new Event('change', { bubbles: true }));
    }, 20);
  });

  /* Another quantity in the cart is told to the shop at once; the sum is shown again, and nothing else. */
  const cart = document.querySelector('[data-cart]');
  cart?.addEventListener('change', async ({ target }) => {
    const line = [...cart.querySelectorAll('[name="updates[]"]')].indexOf(target) + 1;
    if (!line || target.value < 1) return;
    await fetch(`${cart.getAttribute('action')}/change.js`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ line, quantity: Number(target.value) }),
    });
    const section = await fetch(`${location.pathname}?section_id=cart`);
    const page = new DOMParser().parseFromString(await section.text(), 'text/html');
    cart.querySelector('.total').replaceWith(page.querySelector('.total'));
  });
})();
