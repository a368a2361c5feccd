import { useState } from 'react';
import { useServices } from '../../services';
import { answerOf } from '../../shared/api/client';
import { idOf, timeOf } from '../../shared/api/values';
import { formatMinute } from '../../shared/format/time';
import { useText } from '../../shared/i18n/useText';
import { Empty, Loading, ProblemNotice } from '../../shared/ui/Notices';
import { Panel } from '../../shared/ui/Panel';
import { Segmented } from '../../shared/ui/Segmented';
import { useAnswer } from '../../shared/ui/useAnswer';
import { FlowTable } from './FlowTable';
import { SankeyChart } from './SankeyChart';

interface FlowPanelProps {
  node: string;
  carrier: string;
  unit: string;
  time: { start: number; end: number };
  nameOf: (node: string) => string;
  thresholdOf: (node: string) => number | undefined;
  /** Goes back from one interval to the whole time; absent where that is shown. */
  onWhole: (() => void) | undefined;
}

/** What flowed through a node and its parts, of one carrier over one time. */
export function FlowPanel({ node, carrier, unit, time, nameOf, thresholdOf, onWhole }: FlowPanelProps) {
  const t = useText();
  const { api } = useServices();
  const [form, setForm] = useState<'chart' | 'table'>('chart');
  const answer = useAnswer(`flows ${node} ${carrier} ${time.start} ${time.end}`, (signal) =>
    answerOf(
      api.rest.GET('/v1/balanceNodes/{balanceNode}:queryFlows', {
        params: {
          path: { balanceNode: idOf(node) },
          query: { startTime: timeOf(time.start), endTime: timeOf(time.end), carrier },
        },
        signal,
      }),
    ),
  );
  const label = t('sankey.label', { carrier, from: formatMinute(time.start), to: formatMinute(time.end) });
  return (
    <Panel
      title={label}
      actions={
        <>
          {onWhole && (
            <button type="button" className="button" onClick={onWhole}>
              {t('sankey.whole')}
            </button>
          )}
          <Segmented
            label={t('sankey.form')}
            value={form}
            onChange={setForm}
            options={[
              { value: 'chart', text: t('common.chart') },
              { value: 'table', text: t('common.table') },
            ]}
          />
        </>
      }>
      {answer.loading && <Loading lines={6} />}
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.reload} />}
      {answer.data && answer.data.flows.length === 0 && <Empty title={t('sankey.none')} />}
      {answer.data &&
        answer.data.flows.length > 0 &&
        (form === 'chart' ? (
          <SankeyChart flows={answer.data.flows} unit={unit} nameOf={nameOf} thresholdOf={thresholdOf} label={label} />
        ) : (
          <FlowTable flows={answer.data.flows} nameOf={nameOf} />
        ))}
    </Panel>
  );
}
