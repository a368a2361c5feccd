import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { SignIn } from './directory/SignIn';
import { startLive, useServices, useSession } from './services';
import { LanguageContext, useText } from './shared/i18n/useText';
import { storedLanguage, storeLanguage } from './shared/i18n/storedLanguage';
import { href, useRoute } from './shared/router/router';
import { Rail } from './shared/shell/Rail';
import { TopBar } from './shared/shell/TopBar';
import { ErrorBoundary } from './shared/ui/ErrorBoundary';
import { Empty, Loading } from './shared/ui/Notices';
import { AlarmLine } from './twin-state/alarm-line/AlarmLine';
import OverviewPage from './twin-state/overview/OverviewPage';

const AreaPage = lazy(() => import('./twin-state/overview/AreaPage'));
const EquipmentPage = lazy(() => import('./twin-state/overview/EquipmentPage'));
const PointsPage = lazy(() => import('./twin-state/points/PointsPage'));
const PointPage = lazy(() => import('./twin-state/trend/PointPage'));
const SchedulePage = lazy(() => import('./scheduler/SchedulePage'));
const EnergyPage = lazy(() => import('./energy/EnergyPage'));
const SourcesPage = lazy(() => import('./ingestion/SourcesPage'));
const SourcePage = lazy(() => import('./ingestion/SourcePage'));
const RegisterPage = lazy(() => import('./ingestion/RegisterPage'));
const SimulationPage = lazy(() => import('./virtual-plant/SimulationPage'));
const LettersPage = lazy(() => import('./events/LettersPage'));
const DirectoryPage = lazy(() => import('./directory/DirectoryPage'));

/** The console: sign-in before everything, then the shell with one view in it. */
export function App() {
  const [language, setLanguage] = useState(storedLanguage);
  const choice = useMemo(
    () => ({
      language,
      setLanguage: (next: typeof language) => {
        storeLanguage(next);
        setLanguage(next);
      },
    }),
    [language],
  );
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  return (
    <LanguageContext value={choice}>
      <Door />
    </LanguageContext>
  );
}

function Door() {
  const session = useSession();
  const user = useServices().session.lastUser();
  if (user === undefined) return <SignIn again={false} />;
  return (
    <>
      <div inert={!session}>
        <Shell key={user} />
      </div>
      {!session && <SignIn again />}
    </>
  );
}

function Shell() {
  const t = useText();
  const services = useServices();
  const token = useSession()?.token;
  useEffect(() => (token ? startLive(services) : undefined), [services, token]);
  return (
    <div className="shell">
      <a
        className="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}>
        {t('app.skip')}
      </a>
      <TopBar />
      <Rail />
      <AlarmLine />
      <main className="content" id="content" tabIndex={-1}>
        <ErrorBoundary>
          <Suspense fallback={<Loading lines={8} />}>
            <View />
          </Suspense>
        </ErrorBoundary>
      </main>
    </div>
  );
}

function View() {
  const t = useText();
  const {
    path: [view, id, part],
  } = useRoute();
  if (view === undefined) return <OverviewPage />;
  if (view === 'areas' && id) return <AreaPage id={id} />;
  if (view === 'equipment' && id) return <EquipmentPage id={id} />;
  if (view === 'points') return id ? <PointPage id={id} /> : <PointsPage />;
  if (view === 'schedule') return <SchedulePage machine={id} part={part} />;
  if (view === 'energy') return <EnergyPage part={id} id={part} />;
  if (view === 'sources' && id === '+new') return <RegisterPage />;
  if (view === 'sources') return id ? <SourcePage id={id} /> : <SourcesPage />;
  if (view === 'simulation') return <SimulationPage />;
  if (view === 'letters') return <LettersPage service={id} letter={part} />;
  if (view === 'services') return <DirectoryPage service={id} />;
  return (
    <Empty title={t('common.notFound')}>
      <a className="button" href={href([])}>
        {t('common.backToOverview')}
      </a>
    </Empty>
  );
}
