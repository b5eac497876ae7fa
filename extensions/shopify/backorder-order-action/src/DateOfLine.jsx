import { useState } from 'preact/hooks';
import { t } from '../../order/backend.js';

// A date for one line: first whom it touches, then, confirmed, the date itself.
export function DateOfLine({ lines, act }) {
  const [line, setLine] = useState(lines[0].id);
  const [date, setDate] = useState(lines[0].set);
  const [reason, setReason] = useState('');
  const [foreseen, setForeseen] = useState(null);
  // Whatever is typed after looking must be looked at again.
  const change = (set) => (event) => {
    set(event.currentTarget.value);
    setForeseen(null);
  };
  const pick = (value) => {
    const one = lines.find((known) => String(known.id) === value);
    setLine(one.id);
    setDate(one.set);
  };
  const look = async () => setForeseen((await act('/date', { line, date, reason })) || null);
  const confirm = async () => {
    await act('/date', { line, date, reason, seen: foreseen.seen });
    setForeseen(null);
  };
  return (
    <s-section heading={t('date')}>
      <s-select label={t('line')} value={String(line)} onChange={change(pick)}>
        {lines.map((one) => <s-option key={one.id} value={String(one.id)}>{one.title}</s-option>)}
      </s-select>
      <s-date-field label={t('date')} details={t('date_help')} value={date} onChange={change(setDate)} />
      <s-text-field label={t('reason')} details={t('reason_help')} value={reason} maxLength={500} required onInput={change(setReason)} />
      {!foreseen && <s-button onClick={look}>{t('look')}</s-button>}
      {foreseen && <Foreseen foreseen={foreseen} confirm={confirm} back={() => setForeseen(null)} />}
    </s-section>
  );
}

function Foreseen({ foreseen, confirm, back }) {
  return (
    <s-stack gap="small-200">
      <s-text>{foreseen.mine}</s-text>
      <s-text>{foreseen.others}</s-text>
      <s-unordered-list>
        {foreseen.moved.map((row) => <s-list-item key={row}>{row}</s-list-item>)}
      </s-unordered-list>
      <s-button-group>
        <s-button slot="primary-action" variant="primary" onClick={confirm}>{t('confirm_date')}</s-button>
        <s-button slot="secondary-actions" onClick={back}>{t('back')}</s-button>
      </s-button-group>
    </s-stack>
  );
}
