import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, t } from '../../order/backend.js';

export default async () => {
  render(<Block />, document.body);
};

function Block() {
  const [order, setOrder] = useState(null);
  const [trouble, setTrouble] = useState('');
  useEffect(() => {
    ask().then(setOrder, (error) => setTrouble(error.message));
  }, []);
  return (
    <s-admin-block heading={t('heading')}>
      <s-stack gap="base">
        {trouble && <s-banner tone="warning">{trouble}</s-banner>}
        {!order && !trouble && <s-spinner accessibilityLabel={t('loading')} />}
        {order && <Owed order={order} />}
      </s-stack>
    </s-admin-block>
  );
}

function Owed({ order }) {
  return (
    <>
      {order.paused && <s-banner tone="warning">{t('paused')}</s-banner>}
      {!order.owed && <s-text>{t('nothing')}</s-text>}
      {order.lines.map((line) => <Line key={line.id} line={line} />)}
      {order.owed && <List heading={t('next')} rows={order.next} />}
      {order.letters.length > 0 && (
        <List
          heading={t('letters')}
          rows={order.letters.map((letter) => [letter.subject, letter.state, letter.at].filter(Boolean).join(' · '))}
        />
      )}
      {order.owed && (
        <s-button onClick={() => shopify.navigation.navigate('extension://backorder-order-action')}>{t('change')}</s-button>
      )}
    </>
  );
}

function Line({ line }) {
  const units = ['waiting', 'ready', 'released'].filter((state) => line[state]);
  return (
    <s-stack gap="small-200">
      <s-text type="strong">{[line.title, line.sku].filter(Boolean).join(' · ')}</s-text>
      <s-stack direction="inline" gap="small-200">
        {units.map((state) => <s-badge key={state}>{t(state, { n: line[state] })}</s-badge>)}
      </s-stack>
      {line.day && <s-text>{line.day.text}</s-text>}
      {line.why && <s-text color="subdued">{line.why}</s-text>}
      {line.shown && <s-text color="subdued">{line.shown}</s-text>}
    </s-stack>
  );
}

function List({ heading, rows }) {
  return (
    <s-stack gap="small-200">
      <s-heading>{heading}</s-heading>
      <s-unordered-list>
        {rows.map((row) => <s-list-item key={row}>{row}</s-list-item>)}
      </s-unordered-list>
    </s-stack>
  );
}
