import { useText } from '../i18n/useText';
import { href, useRoute } from '../router/router';
import { Icon, type IconName } from '../ui/Icon';

const VIEWS = [
  { path: '', icon: 'overview', text: 'nav.overview', also: ['areas', 'equipment'] },
  { path: 'points', icon: 'points', text: 'nav.points', also: [] },
  { path: 'schedule', icon: 'schedule', text: 'nav.schedule', also: [] },
  { path: 'energy', icon: 'energy', text: 'nav.energy', also: [] },
  { path: 'sources', icon: 'sources', text: 'nav.sources', also: [] },
  { path: 'simulation', icon: 'simulation', text: 'nav.simulation', also: [] },
  { path: 'letters', icon: 'letters', text: 'nav.letters', also: [] },
  { path: 'services', icon: 'services', text: 'nav.services', also: [] },
] as const satisfies readonly { path: string; icon: IconName; text: string; also: readonly string[] }[];

/** The views, always at the left. */
export function Rail() {
  const t = useText();
  const here = useRoute().path[0] ?? '';
  return (
    <nav className="rail" aria-label={t('nav.label')}>
      {VIEWS.map((view) => {
        const current = view.path === here || (view.also as readonly string[]).includes(here);
        return (
          <a
            key={view.path}
            className="rail__item"
            href={view.path === '' ? '#/' : href([view.path])}
            aria-current={current ? 'page' : undefined}>
            <Icon name={view.icon} size={22} />
            <span>{t(view.text)}</span>
          </a>
        );
      })}
    </nav>
  );
}
