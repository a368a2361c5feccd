import { useRef, useState } from 'react';
import { useServices } from '../services';
import type { ParamsOf, Uploaded, UploadPath } from '../shared/api/contract';
import { isAbort, Problem } from '../shared/api/problem';
import type { UploadProgress } from '../shared/api/upload';

export type ImportState<T> =
  | { kind: 'idle' }
  | { kind: 'sending'; progress: UploadProgress }
  | { kind: 'cancelled' }
  | { kind: 'failed'; problem: Problem }
  | { kind: 'done'; result: T };

/** Sends a file to where the contract takes one, with progress and a way out. */
export function useImport<Path extends UploadPath>(path: Path) {
  const { api } = useServices();
  const [state, setState] = useState<ImportState<Uploaded<Path>>>({ kind: 'idle' });
  const abort = useRef<AbortController | undefined>(undefined);

  const start = async (params: ParamsOf<Path, 'post'>, file: File): Promise<boolean> => {
    abort.current = new AbortController();
    setState({ kind: 'sending', progress: { sentBytes: 0, totalBytes: file.size } });
    try {
      const result = await api.upload(path, params, file, {
        signal: abort.current.signal,
        onProgress: (progress) => setState({ kind: 'sending', progress }),
      });
      setState({ kind: 'done', result });
      return true;
    } catch (error) {
      setState(isAbort(error) ? { kind: 'cancelled' } : { kind: 'failed', problem: Problem.from(error) });
      return false;
    }
  };
  return { state, start, cancel: () => abort.current?.abort() };
}
