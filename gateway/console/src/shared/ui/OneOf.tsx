import type { ReactNode } from 'react';
import { idOf } from '../api/values';
import { navigate } from '../router/router';
import { Empty, Loading, ProblemNotice } from './Notices';
import { ViewHead } from './Panel';
import { useAnswer } from './useAnswer';

interface Named {
  name: string;
  displayName: string;
}

interface OneOfProps<T extends Named> {
  /** What they are, as the key of the question. */
  what: string;
  ask: (signal: AbortSignal) => Promise<T[]>;
  everyMs: number;
  /** The id of the one that is shown; the first where there is none such. */
  id: string | undefined;
  /** The address of one by its id. */
  hrefOf: (id: string) => string;
  /** Above the title of the one that is shown. */
  trail: string;
  /** Label of the choice. */
  label: string;
  empty: { title: string; next: string };
  children: (chosen: T, reload: () => void) => ReactNode;
}

/** A view of one of several resources, with the choice among them. An answer that fails stands above the last one. */
export function OneOf<T extends Named>({ what, ask, everyMs, id, hrefOf, trail, label, empty, children }: OneOfProps<T>) {
  const answer = useAnswer(what, ask, { everyMs });
  if (answer.loading) return <Loading lines={8} />;
  if (!answer.data) return answer.problem ? <ProblemNotice problem={answer.problem} onRetry={answer.reload} /> : null;
  const chosen = answer.data.find(({ name }) => idOf(name) === id) ?? answer.data[0];
  if (!chosen)
    return (
      <Empty title={empty.title}>
        <p>{empty.next}</p>
      </Empty>
    );
  return (
    <>
      <ViewHead title={chosen.displayName || idOf(chosen.name)} trail={<span className="quiet">{trail}</span>}>
        {answer.data.length > 1 && (
          <label className="field">
            <span className="field__label">{label}</span>
            <select className="input" value={idOf(chosen.name)} onChange={(event) => navigate(hrefOf(event.target.value))}>
              {answer.data.map(({ name, displayName }) => (
                <option key={name} value={idOf(name)}>
                  {displayName || idOf(name)}
                </option>
              ))}
            </select>
          </label>
        )}
      </ViewHead>
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.reload} />}
      {children(chosen, answer.reload)}
    </>
  );
}
