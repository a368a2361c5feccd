import { useState } from 'react';
import { useServices } from '../../services';
import { answerOf } from '../../shared/api/client';
import type { Message } from '../../shared/api/contract';
import { idOf, timeOf } from '../../shared/api/values';
import { formatMinute } from '../../shared/format/time';
import { useText } from '../../shared/i18n/useText';
import { Empty, Loading, ProblemNotice } from '../../shared/ui/Notices';
import { Panel } from '../../shared/ui/Panel';
import { Segmented } from '../../shared/ui/Segmented';
import { useAnswer } from '../../shared/ui/useAnswer';
import { BalanceTable } from './BalanceTable';
import { FlowPanel } from './FlowPanel';
import { windowOf, type RangeName } from './ranges';
import { intervalsOf } from './verdict';

interface BalanceViewProps {
  node: Message<'energy.v1.BalanceNode'>;
  range: RangeName;
  includeParts: boolean;
  nameOf: (node: string) => string;
  /** From which share of what goes in an imbalance is one. */
  thresholdOf: (node: string, carrier: string) => number | undefined;
}

/** A node's balances, one carrier at a time, and the flows of an interval or of the whole time. */
export function BalanceView({ node, range, includeParts, nameOf, thresholdOf }: BalanceViewProps) {
  const t = useText();
  const { api, live } = useServices();
  const [carrier, setCarrier] = useState('');
  const [picked, setPicked] = useState<{ start: number; end: number } | undefined>();
  const [now, setNow] = useState(() => live.clock.now());
  const { from, to, interval } = windowOf(range, now);
  const path = { balanceNode: idOf(node.name) };
  const answer = useAnswer(`balances ${node.name} ${from} ${to} ${interval} ${includeParts}`, (signal) =>
    answerOf(
      api.rest.GET('/v1/balanceNodes/{balanceNode}:queryBalances', {
        params: { path, query: { startTime: timeOf(from), endTime: timeOf(to), interval: `${interval / 1000}s`, includeParts } },
        signal,
      }),
    ),
  );
  if (answer.loading) return <Loading lines={8} />;
  if (!answer.data) return answer.problem ? <ProblemNotice problem={answer.problem} onRetry={answer.reload} /> : null;
  const carriers = [...new Set(answer.data.balances.map((balance) => balance.carrier))];
  const shown = carriers.includes(carrier) ? carrier : carriers[0];
  if (shown === undefined) return <Empty title={t('balance.noMeters')} />;
  const balances = answer.data.balances.filter((balance) => balance.carrier === shown);
  const unit = balances[0]?.unit ?? '';
  const inRange = picked && picked.start >= from && picked.end <= to ? picked : undefined;
  const shownTime = inRange ?? { start: from, end: to };
  return (
    <>
      {carriers.length > 1 && (
        <p className="balances__carriers">
          <Segmented
            label={t('energy.carrier')}
            value={shown}
            onChange={setCarrier}
            options={carriers.map((value) => ({ value, text: value }))}
          />
        </p>
      )}
      <FlowPanel
        node={node.name}
        carrier={shown}
        unit={unit}
        time={shownTime}
        nameOf={nameOf}
        thresholdOf={(name) => thresholdOf(name, shown)}
        onWhole={inRange && (() => setPicked(undefined))}
      />
      <Panel
        title={t('balance.title', { node: nameOf(node.name), carrier: shown })}
        actions={
          <button type="button" className="button" onClick={() => setNow(live.clock.now())}>
            {t('common.refresh')}
          </button>
        }>
        <p className="quiet">{t('balance.lead', { from: formatMinute(from), to: formatMinute(to) })}</p>
        <BalanceTable
          rows={intervalsOf(balances, from, to, interval)}
          unit={unit}
          picked={inRange?.start}
          onPick={({ start, end }) => setPicked(inRange?.start === start ? undefined : { start, end })}
        />
      </Panel>
    </>
  );
}
