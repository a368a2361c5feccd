import { useRef, useState } from 'react';
import type { DescMessage, DescMethodClientStreaming, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { useServices } from '../services';
import { isAbort, Problem } from '../shared/api/problem';
import type { UploadProgress } from '../shared/api/upload';

export type ImportState<T> =
  | { kind: 'idle' }
  | { kind: 'sending'; progress: UploadProgress }
  | { kind: 'cancelled' }
  | { kind: 'failed'; problem: Problem }
  | { kind: 'done'; result: T };

/** Sends a file to an import method, with progress and a way out. */
export function useImport<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O> | DescMethodClientStreaming<I, O>,
) {
  const { api } = useServices();
  const [state, setState] = useState<ImportState<MessageShape<O>>>({ kind: 'idle' });
  const abort = useRef<AbortController | undefined>(undefined);

  const start = async (input: MessageInitShape<I>, file: File): Promise<boolean> => {
    abort.current = new AbortController();
    setState({ kind: 'sending', progress: { sentBytes: 0, totalBytes: file.size } });
    try {
      const result = await api.upload(method, input, file, 'text/csv', {
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
