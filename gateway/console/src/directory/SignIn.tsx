import { useContext, useState } from 'react';
import { useServices } from '../services';
import { answerOf } from '../shared/api/client';
import { Problem } from '../shared/api/problem';
import { idOf } from '../shared/api/values';
import { LanguageContext, useText } from '../shared/i18n/useText';
import { Brand } from '../shared/shell/Brand';
import { Loading, ProblemNotice } from '../shared/ui/Notices';
import { Segmented } from '../shared/ui/Segmented';
import { useAnswer } from '../shared/ui/useAnswer';
import './signIn.css';

/** Asks who it is. `again`: the session ended under somebody's hands; their view waits behind this sheet. */
export function SignIn({ again }: { again: boolean }) {
  const t = useText();
  const { api, session } = useServices();
  const { language, setLanguage } = useContext(LanguageContext);
  const [chosen, setChosen] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>();
  const users = useAnswer('users', (signal) => answerOf(api.rest.GET('/v1/developmentUsers', { signal })));

  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      session.signIn(await answerOf(api.rest.POST('/v1/sessions', { body: { user: chosen } })));
    } catch (error) {
      setProblem(Problem.from(error));
      setBusy(false);
    }
  };

  const Box = again ? 'div' : 'main';
  return (
    <Box
      className={`signin ${again ? 'signin--over' : ''}`}
      role={again ? 'dialog' : undefined}
      aria-modal={again || undefined}
      aria-label={t('signIn.title')}>
      <form className="signin__card" onSubmit={(event) => void submit(event)}>
        <div className="signin__brand">
          <Brand />
          <p>{t('signIn.tagline')}</p>
        </div>
        <h1>{t('signIn.title')}</h1>
        <p className="quiet">{again ? t('signIn.again') : t('signIn.lead')}</p>
        {users.loading && <Loading lines={5} />}
        {users.problem && <ProblemNotice problem={users.problem} onRetry={users.reload} />}
        {users.data && (
          <fieldset className="signin__users">
            <legend className="field__label">{t('signIn.user')}</legend>
            {users.data.users.map((user) => {
              const id = idOf(user.name);
              return (
                <label key={id} className="signin__user">
                  <input type="radio" name="user" value={id} checked={chosen === id} onChange={() => setChosen(id)} />
                  <span>
                    {user.displayName || id}
                    <small>{user.roles.join(', ')}</small>
                  </span>
                </label>
              );
            })}
          </fieldset>
        )}
        {problem && <ProblemNotice problem={problem} />}
        <div className="signin__foot">
          <Segmented
            label={t('top.language')}
            value={language}
            onChange={setLanguage}
            options={[
              { value: 'en', text: 'English' },
              { value: 'zh', text: '中文' },
            ]}
          />
          <button type="submit" className="button button--primary" disabled={busy || chosen === ''}>
            {busy ? t('signIn.busy') : t('signIn.submit')}
          </button>
        </div>
      </form>
    </Box>
  );
}
