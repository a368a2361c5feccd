import { useState } from 'react';
import type { Message } from '../shared/api/contract';
import { useText } from '../shared/i18n/useText';
import { Panel } from '../shared/ui/Panel';
import { Segmented } from '../shared/ui/Segmented';
import { bytesOf, hexLines, prettyJson, textOf } from './bytes';

/** What was received: the bytes as JSON where they are a known message, else as hex; the headers. */
export function LetterContent({ letter }: { letter: Message<'events.v1.DeadLetter'> }) {
  const t = useText();
  const [wanted, setWanted] = useState<'json' | 'hex'>('json');
  const view = letter.dataJson === '' ? 'hex' : wanted;
  const bytes = bytesOf(letter.data);
  return (
    <>
      <Panel
        title={t('letter.data', { n: bytes.length })}
        actions={
          letter.dataJson !== '' && (
            <Segmented
              label={t('letter.view')}
              options={[
                { value: 'json', text: 'JSON' },
                { value: 'hex', text: t('letter.hex') },
              ]}
              value={view}
              onChange={setWanted}
            />
          )
        }>
        <pre className="letter__bytes" tabIndex={0} aria-label={t('letter.view')}>
          {view === 'json' ? prettyJson(letter.dataJson) : hexLines(bytes).join('\n')}
        </pre>
      </Panel>
      <Panel title={t('letter.headers')}>
        <dl className="facts">
          {letter.headers.map((header, i) => (
            <div key={i} className="letter__header">
              <dt>
                <code>{header.key}</code>
              </dt>
              <dd>
                <code>{textOf(bytesOf(header.value))}</code>
              </dd>
            </div>
          ))}
        </dl>
      </Panel>
    </>
  );
}
