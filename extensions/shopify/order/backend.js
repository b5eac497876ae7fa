// What the app knows of the order on this page. The admin adds the ID token to each request of the app's own address.
export const t = (key, values) => shopify.i18n.translate(key, values);

const number = () => shopify.data.selected[0].id.split('/').pop();

// The answer, or an Error whose message says what to do. Dates and sentences are the app's own, in this language.
export async function ask(path = '', told) {
  let answer;
  let body;
  try {
    answer = await fetch(`/shopify/admin/orders/${number()}${path}?lang=${t('language')}`, told && {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(told),
    });
    body = await answer.json();
  } catch {
    throw new Error(t('failed'));
  }
  if (!answer.ok) throw new Error(body.detail || t('failed'));
  return body;
}
