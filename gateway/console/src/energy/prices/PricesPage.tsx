import { useServices } from '../../services';
import { answerOf } from '../../shared/api/client';
import { allPages } from '../../shared/api/pages';
import { useText } from '../../shared/i18n/useText';
import { href } from '../../shared/router/router';
import { OneOf } from '../../shared/ui/OneOf';
import { SeriesView } from './SeriesView';
import '../energy.css';

/** The price series, one at a time. */
export default function PricesPage({ series }: { series?: string | undefined }) {
  const t = useText();
  const { api } = useServices();
  return (
    <OneOf
      what="priceSeries"
      ask={(signal) =>
        allPages(async (pageToken) => {
          const page = await answerOf(
            api.rest.GET('/v1/priceSeries', { params: { query: { pageSize: 200, pageToken } }, signal }),
          );
          return { items: page.priceSeries, nextPageToken: page.nextPageToken };
        })
      }
      everyMs={5000}
      id={series}
      hrefOf={(id) => href(['energy', id])}
      trail={t('energy.title')}
      label={t('energy.series')}
      empty={{ title: t('energy.empty'), next: t('energy.empty.next') }}>
      {(chosen, reload) => <SeriesView key={chosen.name} series={chosen} onChanged={reload} />}
    </OneOf>
  );
}
