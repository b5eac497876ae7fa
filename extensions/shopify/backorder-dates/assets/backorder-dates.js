/* Keeps the sentence and the line's properties true to the variant and quantity chosen. */
(() => {
  'use strict';

  /* The shop's own day, also in a page that has lain open since yesterday. */
  const today = ({ today, zone }) => {
    const minutes = Math.trunc(zone / 100) * 60 + (zone % 100);
    const now = new Date(Date.now() + minutes * 60000).toISOString().slice(0, 10);
    return now > today ? now : today;
  };

  const said = (data, offer, units) => {
    const step = offer?.steps?.find(({ reach }) => reach === null || units <= reach);
    const words = data.language;
    if (step && !step.now && step.on >= today(data)) {
      return { says: 'wait', text: step.text[words], note: offer.note, on: step.on, day: step.day[words] };
    }
    const end = (!step && offer?.end?.[words]) || '';
    return { says: end && 'end', text: end };
  };

  const SUBMIT = 'form[action*="/cart/add"] [type="submit"]';

  const formOf = (block, input) => {
    if (input.form) return input.form;
    const section = block.closest('.shopify-section') || document;
    const button = section.querySelector(SUBMIT) || document.querySelector(SUBMIT);
    return button?.form;
  };

  const chosen = (form, data) => {
    const fields = form ? form.elements : {};
    const quantity = fields.quantity || document.querySelector('[name="quantity"]');
    const asked = new URLSearchParams(location.search).get('variant');
    const id = fields.id?.value || asked || data.variant;
    return [id, Math.max(1, Number(quantity?.value) || 1)];
  };

  const write = (element, text = '') => {
    if (element && element.textContent !== text) element.textContent = text;
  };

  const keep = (input, form, value = '') => {
    if (!input.form && form) {
      input.removeAttribute('form');
      form.append(input);
    }
    input.value = value;
    input.disabled = !value;
  };

  const renew = (block) => {
    const data = JSON.parse(block.querySelector('[data-backorder-offers]').textContent);
    block.inputs ||= ['on', 'day'].map((name) => block.querySelector(`[data-backorder-${name}]`));
    const form = formOf(block, block.inputs[0]);
    const [id, units] = chosen(form, data);
    const { says, text, note, on, day } = said(data, data.offers[id], units);
    block.dataset.says = says;
    write(block.querySelector('[data-backorder-text]'), text);
    write(block.querySelector('[data-backorder-note]'), note);
    keep(block.inputs[0], form, on);
    keep(block.inputs[1], form, day);
  };

  const all = () => document.querySelectorAll('[data-backorder-dates]').forEach(renew);
  /* Themes set the hidden variant field a moment after the shopper's own change. */
  const soon = () => [0, 250].forEach((wait) => setTimeout(all, wait));

  ['change', 'input', 'shopify:section:load'].forEach((name) => document.addEventListener(name, soon));
  addEventListener('popstate', soon);
  document.addEventListener('submit', all, true);
  all();
})();
