import { useSession } from '../services';
import { useText } from '../shared/i18n/useText';
import { hasRole } from '../shared/session/session';
import { Empty } from '../shared/ui/Notices';
import { LetterList } from './LetterList';
import { LetterPage } from './LetterPage';
import './letters.css';

/** Events that services could not handle: the list of them, or one. */
export default function LettersPage({ service, letter }: { service?: string | undefined; letter?: string | undefined }) {
  const t = useText();
  if (!hasRole(useSession(), 'engineer', 'platform-engineer'))
    return (
      <>
        <h1 className="viewhead__title">{t('letters.title')}</h1>
        <Empty title={t('letters.notAllowed')} />
      </>
    );
  return service && letter ? <LetterPage key={letter} service={service} letter={letter} /> : <LetterList />;
}
