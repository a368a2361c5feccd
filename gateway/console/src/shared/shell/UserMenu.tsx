import { useContext, useEffect, useRef, useState } from 'react';
import { useServices, useSession } from '../../services';
import { LanguageContext, useText } from '../i18n/useText';
import { themes, useTheme } from '../theme/useTheme';
import { Icon } from '../ui/Icon';
import { Segmented } from '../ui/Segmented';

/** Who is signed in, the appearance, the language, the way out. */
export function UserMenu() {
  const t = useText();
  const user = useSession();
  const { session } = useServices();
  const { language, setLanguage } = useContext(LanguageContext);
  const [theme, setTheme] = useTheme();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        setOpen(false);
        button.current?.focus();
      }
    };
    addEventListener('pointerdown', outside);
    addEventListener('keydown', escape);
    return () => {
      removeEventListener('pointerdown', outside);
      removeEventListener('keydown', escape);
    };
  }, [open]);

  return (
    <div
      className="usermenu"
      ref={box}
      onBlur={(event) => {
        if (event.relatedTarget && !box.current?.contains(event.relatedTarget)) setOpen(false);
      }}>
      <button
        ref={button}
        type="button"
        className="usermenu__button"
        aria-expanded={open}
        aria-haspopup="true"
        onClick={() => setOpen(!open)}
        title={t('top.user')}>
        <Icon name="user" />
        <span className="usermenu__who">{user?.displayName || user?.user || '—'}</span>
        <Icon name="down" size={14} />
      </button>
      {open && (
        <div className="usermenu__sheet">
          {user && (
            <div>
              <p className="usermenu__name">{user.displayName || user.user}</p>
              <p className="quiet">{user.roles.join(', ')}</p>
            </div>
          )}
          <div className="field">
            <span className="field__label">{t('top.theme')}</span>
            <Segmented
              label={t('top.theme')}
              value={theme}
              onChange={setTheme}
              options={themes.map((value) => ({ value, text: t(`theme.${value}`) }))}
            />
          </div>
          <div className="field">
            <span className="field__label">{t('top.language')}</span>
            <Segmented
              label={t('top.language')}
              value={language}
              onChange={setLanguage}
              options={[
                { value: 'en', text: 'English' },
                { value: 'zh', text: '中文' },
              ]}
            />
          </div>
          <button type="button" className="button" onClick={() => session.signOut()}>
            {t('top.signOut')}
          </button>
        </div>
      )}
    </div>
  );
}
