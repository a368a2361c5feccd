import { useState } from 'react';
import { useServices } from '../services';
import { answerOf } from '../shared/api/client';
import type { Message } from '../shared/api/contract';
import { Problem } from '../shared/api/problem';
import { idOf, msOf } from '../shared/api/values';
import { formatMoment } from '../shared/format/time';
import { useText } from '../shared/i18n/useText';
import { ProblemNotice } from '../shared/ui/Notices';

const KINDS = {
  FAULT_KIND_UNSPECIFIED: 'fault.unspecified',
  FAULT_KIND_BEARING_WEAR: 'fault.bearingWear',
  FAULT_KIND_LEAK: 'fault.leak',
  FAULT_KIND_STUCK_SENSOR: 'fault.stuckSensor',
} as const;

/** One fault with its switch and how bad it is. */
export function FaultLine({
  fault,
  allowed,
  onChanged,
}: {
  fault: Message<'virtualplant.v1.Fault'>;
  allowed: boolean;
  onChanged: () => void;
}) {
  const t = useText();
  const { api } = useServices();
  const [severity, setSeverity] = useState<number | undefined>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>();
  const title = fault.displayName || idOf(fault.name);
  const since = fault.active ? msOf(fault.activateTime) : undefined;

  const update = async (change: { active?: boolean; severity?: number }) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await answerOf(
        api.rest.PATCH('/v1/faults/{fault}', {
          params: { path: { fault: idOf(fault.name) }, query: { updateMask: Object.keys(change).join(',') } },
          body: change,
        }),
      );
      onChanged();
    } catch (error) {
      setProblem(Problem.from(error));
    } finally {
      setBusy(false);
      setSeverity(undefined);
    }
  };

  return (
    <li className={`fault ${fault.active ? 'fault--active' : ''}`}>
      <div className="fault__text">
        <p className="fault__name">{title}</p>
        <p className="quiet">
          {t(KINDS[fault.kind] ?? 'fault.unspecified')}
          {since !== undefined && ` · ${t('faults.since', { time: formatMoment(since) })}`}
        </p>
      </div>
      <label className="fault__severity">
        <span>
          {t('faults.severity')} {Math.round((severity ?? fault.severity) * 100)} %
        </span>
        <input
          type="range"
          min="0"
          max="100"
          step="5"
          disabled={!allowed || busy}
          value={Math.round((severity ?? fault.severity) * 100)}
          onChange={(event) => setSeverity(Number(event.target.value) / 100)}
          onPointerUp={() => severity !== undefined && void update({ severity })}
          onKeyUp={() => severity !== undefined && void update({ severity })}
        />
      </label>
      <button
        type="button"
        className="switch"
        role="switch"
        aria-checked={fault.active}
        aria-label={t('faults.switch', { name: title })}
        disabled={!allowed || busy}
        onClick={() => void update({ active: !fault.active })}>
        <span className="switch__knob" />
        <span className="switch__text">{fault.active ? t('faults.on') : t('faults.off')}</span>
      </button>
      {problem && <ProblemNotice problem={problem} />}
    </li>
  );
}
