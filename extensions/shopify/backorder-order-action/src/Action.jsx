import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, t } from '../../order/backend.js';
import { DateOfLine } from './DateOfLine.jsx';
import { LetterAgain } from './LetterAgain.jsx';

export default async () => {
  render(<Action />, document.body);
};

function Action() {
  const [order, setOrder] = useState(null);
  const [told, setTold] = useState(null);
  const load = () => ask().then(setOrder, (error) => setTold({ tone: 'warning', text: error.message }));
  useEffect(() => {
    load();
  }, []);

  // One request at a time; what came of it stands above everything else. The answer, or undefined after a refusal.
  const act = async (path, body) => {
    setTold(null);
    try {
      const answer = await ask(path, body);
      if (answer.done) {
        setTold({ tone: 'success', text: answer.done });
        await load();
      }
      return answer;
    } catch (error) {
      setTold({ tone: 'critical', text: error.message });
      return undefined;
    }
  };

  return (
    <s-admin-action heading={t('heading', { order: order ? order.name : '' })} loading={!order && !told}>
      <s-stack gap="base">
        {told && <s-banner tone={told.tone}>{told.text}</s-banner>}
        {!order && !told && <s-text>{t('loading')}</s-text>}
        {order && <Changes order={order} act={act} />}
      </s-stack>
      <s-button slot="primary-action" onClick={() => shopify.close()}>{t('close')}</s-button>
    </s-admin-action>
  );
}

function Changes({ order, act }) {
  const lines = order.lines.filter((line) => line.movable);
  return (
    <>
      {!order.owed && <s-text>{t('nothing')}</s-text>}
      {!order.may.date && !order.may.pause && <s-banner tone="info">{t('no_leave')}</s-banner>}
      {order.may.date && lines.length > 0 && <DateOfLine lines={lines} act={act} />}
      {order.may.date && order.letters.length > 0 && <LetterAgain again={order.again} act={act} />}
      {order.may.pause && <Pause paused={order.paused} act={act} />}
    </>
  );
}

function Pause({ paused, act }) {
  const to = paused ? 'resume' : 'pause';
  return (
    <s-section heading={t('pausing')}>
      <s-text>{t('pause_help')}</s-text>
      <s-button onClick={() => act('/pause', { to })}>{t(to)}</s-button>
    </s-section>
  );
}
