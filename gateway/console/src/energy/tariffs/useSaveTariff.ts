import { useState } from 'react';
import { useServices } from '../../services';
import { answerOf } from '../../shared/api/client';
import type { Sent } from '../../shared/api/contract';
import { Problem } from '../../shared/api/problem';
import { idOf } from '../../shared/api/values';
import type { Tariff } from './draft';

export type SaveState =
  | { kind: 'idle' }
  | { kind: 'sending' }
  | { kind: 'saved' }
  | { kind: 'valid' }
  | { kind: 'refused'; problem: Problem }
  /** Somebody else saved meanwhile: as it was when it was opened, as it is now, and what was to be saved. */
  | { kind: 'conflict'; opened: Tariff; theirs: Tariff; mine: Sent<Tariff> };

/** Saves a tariff against the etag that it was opened with. */
export function useSaveTariff(tariff: Tariff | undefined, onSaved: (tariff: Tariff) => void) {
  const { api } = useServices();
  const [state, setState] = useState<SaveState>({ kind: 'idle' });
  const [opened, setOpened] = useState(tariff);

  const write = (mine: Sent<Tariff>, id: string, validateOnly: boolean, etag: string | undefined): Promise<Tariff> =>
    opened
      ? answerOf(
          api.rest.PATCH('/v1/tariffs/{tariff}', {
            params: { path: { tariff: idOf(opened.name) }, query: { validateOnly } },
            body: { ...mine, etag },
          }),
        )
      : answerOf(api.rest.POST('/v1/tariffs', { params: { query: { tariffId: id.trim(), validateOnly } }, body: mine }));

  const send = async (mine: Sent<Tariff>, id: string, validateOnly: boolean, etag = opened?.etag) => {
    setState({ kind: 'sending' });
    try {
      const saved = await write(mine, id, validateOnly, etag);
      setState({ kind: validateOnly ? 'valid' : 'saved' });
      if (validateOnly) return;
      if (opened) setOpened(saved);
      onSaved(saved);
    } catch (error) {
      const problem = Problem.from(error);
      if (problem.code !== 'ETAG_MISMATCH' || !opened) return setState({ kind: 'refused', problem });
      try {
        const path = { tariff: idOf(opened.name) };
        const theirs = await answerOf(api.rest.GET('/v1/tariffs/{tariff}', { params: { path } }));
        setState({ kind: 'conflict', opened, theirs, mine });
      } catch (again) {
        setState({ kind: 'refused', problem: Problem.from(again) });
      }
    }
  };
  return {
    state,
    send,
    /** Puts mine in place of theirs. */
    overwrite: async () => {
      if (state.kind === 'conflict') await send(state.mine, '', false, state.theirs.etag);
    },
    /** Goes back to nothing said; with a tariff, to that as the one that was opened. */
    forget: (theirs?: Tariff) => {
      setState({ kind: 'idle' });
      if (theirs) setOpened(theirs);
    },
  };
}
