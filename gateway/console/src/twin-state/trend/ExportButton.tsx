import { useState } from 'react';
import { useServices } from '../../services';
import { isAbort, Problem } from '../../shared/api/problem';
import { saveFile } from '../../shared/format/csv';
import { useText } from '../../shared/i18n/useText';
import { Icon } from '../../shared/ui/Icon';
import { ProblemNotice } from '../../shared/ui/Notices';

/** Exports a point's samples, exactly as stored, with progress and a way out. */
export function ExportButton({ point, fromMs }: { point: string; fromMs: () => number | undefined }) {
  const t = useText();
  const { api } = useServices();
  const [running, setRunning] = useState<{ abort: AbortController; samples: number } | undefined>();
  const [problem, setProblem] = useState<Problem | undefined>();

  const start = async () => {
    const { historyCsv } = await import('./exportHistory');
    const abort = new AbortController();
    setProblem(undefined);
    setRunning({ abort, samples: 0 });
    try {
      saveFile(`${point}.csv`, await historyCsv(api, point, fromMs(), abort.signal, (samples) => setRunning({ abort, samples })));
    } catch (error) {
      if (!isAbort(error)) setProblem(Problem.from(error));
    }
    setRunning(undefined);
  };

  if (running) {
    return (
      <span className="exporting" role="status">
        {t('point.exporting', { n: running.samples })}
        <button type="button" className="button" onClick={() => running.abort.abort()}>
          {t('common.cancel')}
        </button>
      </span>
    );
  }
  return (
    <>
      <button type="button" className="button" onClick={() => void start()}>
        <Icon name="download" />
        {t('common.export')}
      </button>
      {problem && <ProblemNotice problem={problem} />}
    </>
  );
}
