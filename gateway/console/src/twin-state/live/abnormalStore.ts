import { onTick } from '../../shared/live/ticker';
import type { ModelStore } from '../model/modelStore';
import type { PointNode } from '../model/plantModel';
import { assess, severity, type Assessment, type Condition } from './condition';
import type { LiveStore } from './liveStore';

export interface AbnormalPoint {
  node: PointNode;
  assessment: Assessment;
  /** Server time at which the console first saw it so. */
  since: number;
}

export interface AbnormalSummary {
  /** Points of the model's assets, the ones that are watched. */
  watched: number;
  reported: number;
  range: number;
  quality: number;
  stale: number;
  /** Newest first within the same severity. */
  points: readonly AbnormalPoint[];
}

const NOTHING: AbnormalSummary = { watched: 0, reported: 0, range: 0, quality: 0, stale: 0, points: [] };

/**
 * What is not normal, judged once a second. Only points of the model's assets count: a file imported last year is stale
 * by nature and must not drown what the plant has to say. The state of the stream does not count either; it has a line of its own.
 */
export class AbnormalStore {
  readonly #live: LiveStore;
  readonly #model: ModelStore;
  readonly #since = new Map<string, { condition: Condition; at: number }>();
  readonly #listeners = new Set<() => void>();
  #summary: AbnormalSummary = NOTHING;

  constructor(live: LiveStore, model: ModelStore) {
    this.#live = live;
    this.#model = model;
  }

  /** Judges once a second, and at once when the first values are there: until then nobody may say that all is normal. */
  start = (): (() => void) => {
    const judgeFirst = () => {
      if (this.#summary.reported === 0) this.judge();
    };
    const stops = [onTick(() => this.judge()), this.#model.subscribe(judgeFirst), this.#live.onChanges(judgeFirst)];
    return () => stops.forEach((stop) => stop());
  };

  summary = (): AbnormalSummary => this.#summary;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  judge(): void {
    const state = this.#model.state();
    const model = state.kind === 'ready' ? state.model : undefined;
    this.#summary = model ? this.#summarise(model.points.values()) : NOTHING;
    this.#listeners.forEach((listener) => listener());
  }

  #summarise(nodes: Iterable<PointNode>): AbnormalSummary {
    const summary = { ...NOTHING, points: [] as AbnormalPoint[] };
    const now = this.#live.clock.now();
    for (const node of nodes) {
      if (!node.asset) continue;
      const assessment = assess(node.point, this.#live.get(node.id), now, true);
      summary.watched += 1;
      if (assessment.condition !== 'none') summary.reported += 1;
      const since = this.#noteSince(node.id, assessment.condition, now);
      if (assessment.condition === 'normal') continue;
      if (assessment.condition === 'high' || assessment.condition === 'low') summary.range += 1;
      else if (assessment.condition === 'stale' || assessment.condition === 'none') summary.stale += 1;
      else summary.quality += 1;
      summary.points.push({ node, assessment, since });
    }
    summary.points.sort((a, b) => severity[a.assessment.condition] - severity[b.assessment.condition] || b.since - a.since);
    return summary;
  }

  #noteSince(id: string, condition: Condition, now: number): number {
    const known = this.#since.get(id);
    if (known?.condition === condition) return known.at;
    this.#since.set(id, { condition, at: now });
    return now;
  }
}
