// The order's block and action in Shopify's admin: compiled as Shopify compiles them, rendered beside a stub of the
// admin and of our backend. What is shown is read from the page, what is sent from the stub.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { JSDOM } from 'jsdom';

// Preact's effects run after the next frame.
globalThis.requestAnimationFrame = (run) => setTimeout(run, 0);
globalThis.cancelAnimationFrame = clearTimeout;
const here = path.dirname(fileURLToPath(import.meta.url));
const out = await mkdtemp(path.join(here, 'node_modules', '.order-'));
after(() => rm(out, { recursive: true }));

const compile = async (kind, file) => {
  const outfile = path.join(out, `${kind}.mjs`);
  await build({
    entryPoints: [path.join(here, 'shopify', `backorder-order-${kind}`, 'src', file)],
    outfile, bundle: true, format: 'esm', jsx: 'automatic', jsxImportSource: 'preact', logLevel: 'error',
  });
  return pathToFileURL(outfile).href;
};
const compiled = { block: await compile('block', 'Block.jsx'), action: await compile('action', 'Action.jsx') };

const ORDER = {
  name: '#1001', owed: true, paused: false, may: { date: true, pause: true },
  lines: [{
    id: 7, title: 'Lamp <b>', sku: 'LAMP', waiting: 2, ready: 1, released: 0, movable: true, set: '', shown: 'The page showed Thu 3 December.',
    day: { on: '2026-12-10', text: 'Thu 10 December' }, why: 'an expected delivery',
  }],
  next: ['2 × Lamp wait'], again: { may: true, why: '' },
  letters: [{ subject: 'Your order', state: 'Letter sent to mia@example.com', at: '' }],
};
let page = 0;

// Opens an extension in `lang`; `answers`: by method and path, a body, or [status, body]. Anything else is no network.
async function open(kind, answers, lang = 'en') {
  const file = lang === 'en' ? 'en.default.json' : `${lang}.json`;
  const words = JSON.parse(await readFile(path.join(here, 'shopify', `backorder-order-${kind}`, 'locales', file)));
  const { window } = new JSDOM('<!doctype html><body></body>');
  const asked = [];
  const went = [];
  globalThis.window = window;
  globalThis.document = window.document;
  globalThis.shopify = {
    data: { selected: [{ id: 'gid://shopify/Order/450789469' }] },
    i18n: { translate: (key, values = {}) => {
      assert.ok(key in words, `no text is called ${key}`);
      return words[key].replace(/{{(\w+)}}/g, (_gap, name) => values[name]);
    } },
    navigation: { navigate: (to) => went.push(to) },
    close: () => went.push('closed'),
  };
  globalThis.fetch = async (address, how) => {
    const method = how?.method ?? 'GET';
    asked.push([method, address, how?.body ? JSON.parse(how.body) : undefined]);
    const { pathname } = new URL(address, 'https://connector.example.com/shopify');
    const found = answers[`${method} ${pathname.replace('/shopify/admin/orders/450789469', '')}`];
    if (!found) throw new TypeError('no network');
    const [status, body] = Array.isArray(found) ? found : [200, found];
    return new Response(JSON.stringify(body), { status });
  };
  const rest = async () => { for (let turn = 0; turn < 6; turn += 1) await new Promise((go) => setTimeout(go, 5)); };
  const { default: begin } = await import(`${compiled[kind]}?${page += 1}`);
  await begin();
  const loading = window.document.body.innerHTML;
  await rest();
  const all = (name) => [...window.document.querySelectorAll(name)];
  return {
    asked, went, loading, all,
    text: () => window.document.body.textContent,
    banners: () => all('s-banner').map((one) => `${one.getAttribute('tone')}: ${one.textContent}`),
    press: async (label) => {
      const button = all('s-button').find((one) => one.textContent === label);
      assert.ok(button, `no button says ${label}`);
      // A group of buttons shows only those that have a place in it.
      assert.ok(!button.closest('s-button-group') || button.getAttribute('slot'), `${label} has no place`);
      button.dispatchEvent(new window.Event('click'));
      await rest();
    },
    fill: async (name, value, event) => {
      const [field] = all(name);
      field.value = value;
      field.dispatchEvent(new window.Event(event));
      await rest();
    },
  };
}

test('the block says what is owed, when and why, and opens the action', async () => {
  const block = await open('block', { 'GET ': ORDER });
  assert.match(block.loading, /s-spinner/);
  for (const said of ['Lamp <b> · LAMP', 'Waiting: 2', 'Set aside: 1', 'Thu 10 December', 'an expected delivery',
    'The page showed Thu 3 December.', '2 × Lamp wait', 'Your order · Letter sent to mia@example.com']) {
    assert.ok(block.text().includes(said), said);
  }
  assert.equal(block.all('b').length, 0, 'a title with markup is text');
  assert.ok(!block.text().includes('May ship'));
  assert.deepEqual(block.asked, [['GET', '/shopify/admin/orders/450789469?lang=en', undefined]]);
  await block.press('Set a date, pause or send the letter again');
  assert.deepEqual(block.went, ['extension://backorder-order-action']);
});

test('the block asks in the language of the admin', async () => {
  const block = await open('block', { 'GET ': ORDER }, 'ja');
  assert.equal(block.asked[0][1], '/shopify/admin/orders/450789469?lang=ja');
  assert.ok(block.text().includes('入荷待ち：2'));
});

test('an order that owes nothing says so and offers no change', async () => {
  const block = await open('block', { 'GET ': { ...ORDER, owed: false, lines: [], letters: [] } });
  assert.ok(block.text().includes('This order owes nothing'));
  assert.equal(block.all('s-button').length, 0);
});

test('trouble is told in the words of the app, or with what to do where it cannot be reached', async () => {
  const refused = await open('block', { 'GET ': [401, { detail: 'open it here once' }] });
  assert.deepEqual(refused.banners(), ['warning: open it here once']);
  const away = await open('block', {});
  assert.match(away.banners()[0], /^warning: The app could not be reached/);
  assert.equal(away.all('s-spinner').length, 0);
});

test('a date is sent only after whom it touches was shown, with the seal of what was shown', async () => {
  const seen = { seen: 'abc', mine: 'This line: 10 → 24', others: '1 other line changes:', moved: ['#2 · Lamp · comes sooner'] };
  const action = await open('action', { 'GET ': ORDER, 'POST /date': seen });
  await action.fill('s-date-field', '2026-12-24', 'change');
  await action.fill('s-text-field', 'the boat is late', 'input');
  await action.press('Show whom this date touches');
  const wanted = { line: 7, date: '2026-12-24', reason: 'the boat is late' };
  assert.deepEqual(action.asked[1], ['POST', '/shopify/admin/orders/450789469/date?lang=en', wanted]);
  assert.ok(action.text().includes('#2 · Lamp · comes sooner'));
  await action.press('Yes, change it');
  assert.deepEqual(action.asked[2][2], { ...wanted, seen: 'abc' });
});

test('whatever is typed after looking must be looked at again', async () => {
  const action = await open('action', { 'GET ': ORDER, 'POST /date': { seen: 'abc', mine: '', others: '', moved: [] } });
  await action.press('Show whom this date touches');
  await action.fill('s-date-field', '2026-12-25', 'change');
  assert.ok(!action.text().includes('Yes, change it'));
});

test('a refusal stands above the form and nothing is lost', async () => {
  const action = await open('action', { 'GET ': ORDER, 'POST /date': [422, { detail: 'Reason: is empty: fill it in' }] });
  await action.press('Show whom this date touches');
  assert.deepEqual(action.banners(), ['critical: Reason: is empty: fill it in']);
  assert.equal(action.all('s-date-field').length, 1);
});

test('the letter is read, then sent; the order is read again after it', async () => {
  const letter = { seen: 'def', to: 'To mia@example.com', subject: 'Your order', text: 'Dear Mia,\nit waits' };
  const answers = { 'GET ': ORDER, 'POST /letter': letter };
  const action = await open('action', answers);
  await action.press('Read the letter');
  assert.ok(action.text().includes('Dear Mia,'));
  answers['POST /letter'] = { done: 'The letter is sent again now.' };
  await action.press('Yes, send it');
  assert.deepEqual(action.asked.slice(1).map(([method, , told]) => [method, told]),
    [['POST', {}], ['POST', { seen: 'def' }], ['GET', undefined]]);
  assert.deepEqual(action.banners(), ['success: The letter is sent again now.']);
});

test('why no letter is sent now is said instead of a button', async () => {
  const action = await open('action', { 'GET ': { ...ORDER, again: { may: false, why: 'wait a little' } } });
  assert.ok(action.text().includes('wait a little'));
  assert.ok(!action.text().includes('Read the letter'));
});

test('everything is paused, goes on, and the window closes', async () => {
  const action = await open('action', { 'GET ': ORDER, 'POST /pause': { done: 'Everything is paused.' } });
  await action.press('Pause everything');
  assert.deepEqual(action.asked[1][2], { to: 'pause' });
  const paused = await open('action', { 'GET ': { ...ORDER, paused: true }, 'POST /pause': { done: 'Work goes on.' } });
  await paused.press('Let work go on');
  assert.deepEqual(paused.asked[1][2], { to: 'resume' });
  await paused.press('Close');
  assert.deepEqual(paused.went, ['closed']);
});

test('whoever has no leave sees no form and is told who can give it', async () => {
  const action = await open('action', { 'GET ': { ...ORDER, may: { date: false, pause: false } } });
  assert.match(action.banners()[0], /^info: Your role may read this/);
  assert.equal(action.all('s-button').length, 1, 'only the one that closes');
});

for (const kind of ['block', 'action']) {
  test(`the ${kind} says the same things in both languages`, async () => {
    const read = async (file) => JSON.parse(await readFile(path.join(here, 'shopify', `backorder-order-${kind}`, 'locales', file)));
    const [english, japanese] = [await read('en.default.json'), await read('ja.json')];
    assert.deepEqual(Object.keys(english), Object.keys(japanese));
    const gaps = (text) => text.match(/{{\w+}}/g) ?? [];
    for (const key of Object.keys(english)) assert.deepEqual(gaps(english[key]), gaps(japanese[key]), key);
  });
}
