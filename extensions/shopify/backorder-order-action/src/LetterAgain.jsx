import { useState } from 'preact/hooks';
import { t } from '../../order/backend.js';

// The order's letter once more: read as it is today, then sent.
export function LetterAgain({ again, act }) {
  const [letter, setLetter] = useState(null);
  const look = async () => setLetter((await act('/letter', {})) || null);
  const confirm = async () => {
    await act('/letter', { seen: letter.seen });
    setLetter(null);
  };
  return (
    <s-section heading={t('letter')}>
      {!again.may && <s-text>{again.why}</s-text>}
      {again.may && !letter && <s-button onClick={look}>{t('look_letter')}</s-button>}
      {again.may && letter && (
        <s-stack gap="small-200">
          <s-text>{letter.to}</s-text>
          <s-text type="strong">{letter.subject}</s-text>
          {letter.text.split('\n').map((row, at) => <s-paragraph key={at}>{row}</s-paragraph>)}
          <s-button-group>
            <s-button slot="primary-action" variant="primary" onClick={confirm}>{t('confirm_letter')}</s-button>
            <s-button slot="secondary-actions" onClick={() => setLetter(null)}>{t('back')}</s-button>
          </s-button-group>
        </s-stack>
      )}
    </s-section>
  );
}
