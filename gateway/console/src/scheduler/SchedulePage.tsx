import { useServices } from '../services';
import { answerOf } from '../shared/api/client';
import { allPages } from '../shared/api/pages';
import { idOf } from '../shared/api/values';
import { useText } from '../shared/i18n/useText';
import { href } from '../shared/router/router';
import { OneOf } from '../shared/ui/OneOf';
import { SubNav } from '../shared/ui/SubNav';
import { isPlanPart, MachinePlans, PLAN_PARTS } from './MachinePlans';
import './schedule.css';

/** The schedule of a batch machine: its plan, the deciders beside each other, where the saving is from, and its history. */
export default function SchedulePage({ machine, part = 'plan' }: { machine?: string | undefined; part?: string | undefined }) {
  const t = useText();
  const { api } = useServices();
  const shown = isPlanPart(part) ? part : 'plan';
  return (
    <OneOf
      what="machines"
      ask={(signal) =>
        allPages(async (pageToken) => {
          const page = await answerOf(api.rest.GET('/v1/machines', { params: { query: { pageSize: 200, pageToken } }, signal }));
          return { items: page.machines, nextPageToken: page.nextPageToken };
        })
      }
      everyMs={30_000}
      id={machine}
      hrefOf={(id) => href(['schedule', id, shown])}
      trail={t('schedule.title')}
      label={t('schedule.machine')}
      empty={{ title: t('schedule.empty'), next: t('schedule.empty.next') }}>
      {(chosen) => (
        <>
          <SubNav
            label={t('schedule.title')}
            items={PLAN_PARTS.map((one) => ({
              href: href(['schedule', idOf(chosen.name), one]),
              text: t(`schedule.part.${one}`),
              current: one === shown,
            }))}
          />
          <MachinePlans key={chosen.name} machine={chosen} part={shown} />
        </>
      )}
    </OneOf>
  );
}
