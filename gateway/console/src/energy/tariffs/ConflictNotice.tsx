import { momentOf } from '../../shared/format/time';
import { useText } from '../../shared/i18n/useText';
import { Icon } from '../../shared/ui/Icon';
import type { Tariff } from './draft';

const FIELDS = ['displayName', 'currency', 'carrier', 'timeZone', 'versions'] as const;

/** Says what somebody else changed meanwhile, and leaves the choice to the person. */
export function ConflictNotice({
  opened,
  theirs,
  onTake,
  onOverwrite,
}: {
  opened: Tariff;
  theirs: Tariff;
  onTake: () => void;
  onOverwrite: () => void;
}) {
  const t = useText();
  const changed = FIELDS.filter((name) => JSON.stringify(opened[name]) !== JSON.stringify(theirs[name]));
  return (
    <div className="notice notice--error" role="alert" data-testid="conflict">
      <Icon name="error" />
      <div className="notice__body">
        <p className="notice__title">{t('tariff.conflict', { time: momentOf(theirs.updateTime) })}</p>
        <p>
          {t('tariff.conflict.changed')} {changed.map((name) => t(`tariff.${name}`)).join(', ') || '—'}
        </p>
      </div>
      <span className="sure">
        <button type="button" className="button" onClick={onTake}>
          {t('tariff.conflict.take')}
        </button>
        <button type="button" className="button button--primary" onClick={onOverwrite}>
          {t('tariff.conflict.overwrite')}
        </button>
      </span>
    </div>
  );
}
