import { useServices } from '../../services';
import { answerOf } from '../../shared/api/client';
import { allPages } from '../../shared/api/pages';
import { useText } from '../../shared/i18n/useText';
import { href } from '../../shared/router/router';
import { OneOf } from '../../shared/ui/OneOf';
import { BaselineView } from './BaselineView';
import './baselines.css';

/** What energy is measured against: the baselines, one at a time. */
export default function BaselinesPage({ id }: { id: string | undefined }) {
  const t = useText();
  const { api } = useServices();
  return (
    <OneOf
      what="energyBaselines"
      ask={(signal) =>
        allPages(async (pageToken) => {
          const query = { pageSize: 200, pageToken };
          const page = await answerOf(api.rest.GET('/v1/energyBaselines', { params: { query }, signal }));
          return { items: page.energyBaselines, nextPageToken: page.nextPageToken };
        })
      }
      everyMs={30_000}
      id={id}
      hrefOf={(chosen) => href(['energy', '+baselines', chosen])}
      trail={t('energy.part.baselines')}
      label={t('baseline.one')}
      empty={{ title: t('baseline.empty'), next: t('baseline.empty.next') }}>
      {(chosen, reload) => <BaselineView key={chosen.name} baseline={chosen} onChanged={reload} />}
    </OneOf>
  );
}
