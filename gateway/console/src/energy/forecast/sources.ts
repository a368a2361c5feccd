import type { ApiClient } from '../../shared/api/client';
import { answerOf } from '../../shared/api/client';
import { allPages } from '../../shared/api/pages';
import { idOf } from '../../shared/api/values';

/** What can be forecast. */
export interface Source {
  kind: 'prices' | 'load';
  id: string;
  title: string;
  /** Of the prices; a load's unit comes with its forecast. */
  unit: string;
}

/** The price series, then the meters. */
export async function readSources(api: ApiClient, signal: AbortSignal): Promise<Source[]> {
  const [series, meters] = await Promise.all([
    allPages(async (pageToken) => {
      const page = await answerOf(api.rest.GET('/v1/priceSeries', { params: { query: { pageSize: 200, pageToken } }, signal }));
      return { items: page.priceSeries, nextPageToken: page.nextPageToken };
    }),
    allPages(async (pageToken) => {
      const page = await answerOf(api.rest.GET('/v1/meters', { params: { query: { pageSize: 200, pageToken } }, signal }));
      return { items: page.meters, nextPageToken: page.nextPageToken };
    }),
  ]);
  return [
    ...series.map(({ name, displayName, currency }) => ({
      kind: 'prices' as const,
      id: idOf(name),
      title: displayName || idOf(name),
      unit: `${currency}/MWh`,
    })),
    ...meters.map(({ name, displayName, unit }) => ({
      kind: 'load' as const,
      id: idOf(name),
      title: displayName || idOf(name),
      unit,
    })),
  ];
}

/** How a source stands in the address. */
export const keyOf = ({ kind, id }: Source): string => `${kind}:${id}`;
