import type { ReactNode } from 'react';
import { useModel, useServices } from '../services';
import { Loading, ProblemNotice } from '../shared/ui/Notices';
import type { PlantModel } from './model/plantModel';

/** Shows its content once the plant's model is there, and what is wrong until then. */
export function ModelGate({ children }: { children: (model: PlantModel) => ReactNode }) {
  const state = useModel();
  const { model } = useServices();
  if (state.kind === 'loading') return <Loading lines={8} />;
  if (state.kind === 'failed') return <ProblemNotice problem={state.problem} onRetry={() => void model.load()} />;
  return children(state.model);
}
