import { lazy, Suspense } from 'react';
import { useText } from '../shared/i18n/useText';
import { href } from '../shared/router/router';
import { Loading } from '../shared/ui/Notices';
import { SubNav } from '../shared/ui/SubNav';
import PricesPage from './prices/PricesPage';

const TariffsPage = lazy(() => import('./tariffs/TariffsPage'));
const BalancesPage = lazy(() => import('./balances/BalancesPage'));
const ForecastPage = lazy(() => import('./forecast/ForecastPage'));
const BaselinesPage = lazy(() => import('./baselines/BaselinesPage'));

const PARTS = ['prices', 'tariffs', 'forecast', 'balances', 'baselines'] as const;

/** Energy: "energy/{price series}", and with a plus the other parts, for example "energy/+tariffs/{tariff}". */
export default function EnergyPage({ part, id }: { part?: string | undefined; id?: string | undefined }) {
  const t = useText();
  const shown = PARTS.find((one) => `+${one}` === part) ?? 'prices';
  return (
    <>
      <SubNav
        label={t('energy.parts')}
        items={PARTS.map((one) => ({
          href: href(one === 'prices' ? ['energy'] : ['energy', `+${one}`]),
          text: t(`energy.part.${one}`),
          current: one === shown,
        }))}
      />
      <Suspense fallback={<Loading lines={8} />}>
        {shown === 'prices' && <PricesPage series={part} />}
        {shown === 'tariffs' && <TariffsPage id={id} />}
        {shown === 'balances' && <BalancesPage node={id} />}
        {shown === 'baselines' && <BaselinesPage id={id} />}
        {shown === 'forecast' && <ForecastPage source={id} />}
      </Suspense>
    </>
  );
}
