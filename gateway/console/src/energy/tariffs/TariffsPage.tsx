import { useServices, useSession } from '../../services';
import { answerOf } from '../../shared/api/client';
import { allPages } from '../../shared/api/pages';
import { idOf } from '../../shared/api/values';
import { useText } from '../../shared/i18n/useText';
import { href, navigate } from '../../shared/router/router';
import { hasRole } from '../../shared/session/session';
import { Empty, Loading, ProblemNotice } from '../../shared/ui/Notices';
import { ViewHead } from '../../shared/ui/Panel';
import { useAnswer } from '../../shared/ui/useAnswer';
import { TariffEditor } from './TariffEditor';
import './tariffs.css';

const NEW = '+new';

/** The tariffs, one at a time, and a new one. */
export default function TariffsPage({ id }: { id: string | undefined }) {
  const t = useText();
  const { api } = useServices();
  const allowed = hasRole(useSession(), 'energy-manager', 'engineer');
  const answer = useAnswer('tariffs', (signal) =>
    allPages(async (pageToken) => {
      const page = await answerOf(api.rest.GET('/v1/tariffs', { params: { query: { pageSize: 200, pageToken } }, signal }));
      return { items: page.tariffs, nextPageToken: page.nextPageToken };
    }),
  );
  if (answer.loading) return <Loading lines={8} />;
  if (!answer.data) return answer.problem ? <ProblemNotice problem={answer.problem} onRetry={answer.reload} /> : null;
  const chosen = id === NEW ? undefined : (answer.data.find(({ name }) => idOf(name) === id) ?? answer.data[0]);
  const open = (next: string) => navigate(href(['energy', '+tariffs', next]));
  return (
    <>
      <ViewHead
        title={chosen ? chosen.displayName || idOf(chosen.name) : t(id === NEW ? 'tariff.new' : 'energy.part.tariffs')}
        trail={<span className="quiet">{t('energy.part.tariffs')}</span>}>
        <div className="tariffitem">
          {answer.data.length > 0 && (
            <label className="field">
              <span className="field__label">{t('tariff.one')}</span>
              <select className="input" value={chosen ? idOf(chosen.name) : NEW} onChange={(event) => open(event.target.value)}>
                {!chosen && <option value={NEW}>{t('tariff.new')}</option>}
                {answer.data.map(({ name, displayName }) => (
                  <option key={name} value={idOf(name)}>
                    {displayName || idOf(name)}
                  </option>
                ))}
              </select>
            </label>
          )}
          {allowed && id !== NEW && (
            <a className="button" href={href(['energy', '+tariffs', NEW])}>
              {t('tariff.new')}
            </a>
          )}
        </div>
      </ViewHead>
      {!chosen && id !== NEW ? (
        <Empty title={t('tariff.empty')}>
          <p>{t('tariff.empty.next')}</p>
        </Empty>
      ) : (
        <TariffEditor
          key={chosen?.name ?? NEW}
          tariff={chosen}
          onSaved={(saved) => {
            answer.reload();
            if (!chosen) open(idOf(saved.name));
          }}
        />
      )}
    </>
  );
}
