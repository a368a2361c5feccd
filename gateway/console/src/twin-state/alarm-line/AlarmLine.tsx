import { useAbnormal, useServices, useStreamState } from '../../services';
import { formatMoment } from '../../shared/format/time';
import { useText } from '../../shared/i18n/useText';
import { useNow } from '../../shared/live/ticker';
import { href } from '../../shared/router/router';
import { Icon } from '../../shared/ui/Icon';
import type { AbnormalPoint } from '../live/abnormalStore';
import { ConditionShape } from '../live/ConditionMark';
import { readingWithUnit } from '../live/reading';
import { Announcer } from './Announcer';
import './alarmLine.css';

/** Points that the line names; the rest is counted. */
const NAMED = 8;

/** What is not normal, always in sight: counts, and the newest points by name. A cut stream takes its place before all. */
export function AlarmLine() {
  const t = useText();
  const summary = useAbnormal();
  const stream = useStreamState();
  const waiting = summary.watched === 0 || summary.reported === 0;
  return (
    <section className="alarmline" aria-label={t('alarm.label')}>
      {stream.kind === 'reconnecting' ? (
        <Cut />
      ) : (
        <>
          <ul className="alarmline__counts">
            <Count condition="range" shape="high" n={summary.range} text={t('alarm.range')} />
            <Count condition="quality" shape="bad" n={summary.quality} text={t('alarm.quality')} />
            <Count condition="stale" shape="stale" n={summary.stale} text={t('alarm.stale')} />
          </ul>
          {summary.points.length === 0 || waiting ? (
            <p className="alarmline__clear">{waiting ? t('alarm.waiting') : t('alarm.clear', { n: summary.watched })}</p>
          ) : (
            <ul className="alarmline__points">
              {summary.points.slice(0, NAMED).map((point) => (
                <li key={point.node.id}>
                  <Chip entry={point} />
                </li>
              ))}
            </ul>
          )}
          {summary.points.length > 0 && !waiting && (
            <a className="alarmline__all" href={href(['points'], { condition: 'abnormal' })}>
              {t('alarm.all', { n: summary.points.length })}
              <Icon name="right" size={14} />
            </a>
          )}
        </>
      )}
      <Announcer />
    </section>
  );
}

function Count({ condition, shape, n, text }: { condition: string; shape: 'high' | 'bad' | 'stale'; n: number; text: string }) {
  return (
    <li>
      <a className={`alarmcount ${n > 0 ? `alarmcount--${shape}` : ''}`} href={href(['points'], { condition })}>
        <ConditionShape condition={n > 0 ? shape : 'none'} size={13} />
        <strong>{n}</strong>
        <span>{text}</span>
      </a>
    </li>
  );
}

function Chip({ entry: { node, assessment, since } }: { entry: AbnormalPoint }) {
  const t = useText();
  const { live } = useServices();
  return (
    <a
      className={`alarmchip alarmchip--${assessment.condition}`}
      href={href(['points', node.id])}
      title={`${node.title} · ${t('alarm.since', { time: formatMoment(since) })}`}>
      <ConditionShape condition={assessment.condition} size={12} />
      <span className="alarmchip__id">{node.id}</span>
      <span>{t(`condition.${assessment.condition}`)}</span>
      {assessment.condition !== 'none' && (
        <span className="alarmchip__value">{readingWithUnit(node.point, live.get(node.id)?.value, t)}</span>
      )}
    </a>
  );
}

function Cut() {
  const t = useText();
  const stream = useStreamState();
  const { live } = useServices();
  const now = useNow();
  if (stream.kind !== 'reconnecting') return null;
  return (
    <div className="alarmline__cut">
      <Icon name="error" />
      <strong>{t('connection.cut')}</strong>
      <span>
        {t('connection.attempt', { n: stream.attempt, seconds: Math.max(0, Math.ceil((stream.retryAt - now) / 1000)) })}
      </span>
      <button type="button" className="button" onClick={live.retryNow}>
        {t('connection.retry')}
      </button>
    </div>
  );
}
