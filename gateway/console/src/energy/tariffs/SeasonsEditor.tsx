import { useText } from '../../shared/i18n/useText';
import { renameSeason, replaced } from './changeVersion';
import type { VersionDraft } from './draft';
import { Add, Cell, Remove, Section, SectionFault } from './inputs';
import { YearGrid } from './YearGrid';

export interface PartProps {
  version: VersionDraft;
  /** The version's field name, for example "versions[0]". */
  at: string;
  onChange: (change: (version: VersionDraft) => VersionDraft) => void;
}

/** The parts of the year, beside the year that they make. */
export function SeasonsEditor({ version, at, onChange }: PartProps) {
  const t = useText();
  type Season = VersionDraft['seasons'][number];
  const set = (index: number, season: Season | undefined) =>
    onChange((old) => ({ ...old, seasons: replaced(old.seasons, index, season) }));
  return (
    <Section title={t('tariff.seasons')}>
      <div className="tariffpart__two">
        <div className="stack">
          {version.seasons.map((season, i) => (
            <div key={i} className="tariffitem">
              <Cell
                field={`${at}.seasons[${i}].id`}
                label={t('tariff.season')}
                width="130px"
                value={season.id}
                onChange={(id) => onChange(renameSeason(i, id))}
              />
              <div className="stack stack--tight">
                {season.spans.map((span, j) => {
                  const field = `${at}.seasons[${i}].spans[${j}]`;
                  const setSpan = (next: typeof span | undefined) =>
                    set(i, { ...season, spans: replaced(season.spans, j, next) });
                  return (
                    <div key={j}>
                      <div className="tariffitem">
                        <Cell
                          field={`${field}.firstDay`}
                          label={t('tariff.firstDay')}
                          width="88px"
                          placeholder="07-01"
                          value={span.firstDay}
                          onChange={(firstDay) => setSpan({ ...span, firstDay })}
                        />
                        <Cell
                          field={`${field}.lastDay`}
                          label={t('tariff.lastDay')}
                          width="88px"
                          placeholder="08-31"
                          value={span.lastDay}
                          onChange={(lastDay) => setSpan({ ...span, lastDay })}
                        />
                        <Remove what={`${season.id} ${span.firstDay}`} onClick={() => setSpan(undefined)} />
                      </div>
                      <SectionFault field={field} />
                    </div>
                  );
                })}
                <Add
                  text={t('tariff.addSpan')}
                  onClick={() => set(i, { ...season, spans: [...season.spans, { firstDay: '', lastDay: '' }] })}
                />
                <SectionFault field={`${at}.seasons[${i}].spans`} />
              </div>
              <Remove what={season.id} onClick={() => set(i, undefined)} />
            </div>
          ))}
          <Add
            text={t('tariff.addSeason')}
            onClick={() =>
              onChange((old) => ({ ...old, seasons: [...old.seasons, { id: '', spans: [{ firstDay: '', lastDay: '' }] }] }))
            }
          />
          <SectionFault field={`${at}.seasons`} items={version.seasons.length} />
        </div>
        <YearGrid seasons={version.seasons} />
      </div>
    </Section>
  );
}
