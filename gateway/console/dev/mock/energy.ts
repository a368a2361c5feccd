import { WEEKDAYS } from '../../src/energy/tariffs/draft';
import { timeOf } from '../../src/shared/api/values';
import { on } from './routes';

const HOUR = 3_600_000;
const period = (start: string, end: string, band: 'PEAK' | 'FLAT' | 'VALLEY', pricePerKwh: number) => ({
  start,
  end,
  band: `TARIFF_BAND_${band}` as const,
  pricePerKwh,
});

on('get', '/v1/tariffs', () => ({
  nextPageToken: '',
  tariffs: [
    {
      name: 'tariffs/industrial-10kv',
      displayName: 'Large industry, 10 kV',
      currency: 'CNY',
      carrier: 'electricity',
      timeZone: 'Asia/Shanghai',
      etag: 'W/1',
      versions: [
        {
          effectiveDay: '2026-01-01',
          seasons: [
            { id: 'summer', spans: [{ firstDay: '07-01', lastDay: '08-31' }] },
            { id: 'rest', spans: [{ firstDay: '09-01', lastDay: '06-30' }] },
          ],
          dayTypes: [
            {
              id: 'day',
              weekdays: [...WEEKDAYS],
            },
          ],
          specialDays: [],
          schedules: [
            {
              season: 'summer',
              dayTypes: ['day'],
              periods: [period('22:00', '06:00', 'VALLEY', 0.31), period('06:00', '22:00', 'PEAK', 0.93)],
            },
            { season: 'rest', dayTypes: ['day'], periods: [period('00:00', '24:00', 'FLAT', 0.62)] },
          ],
          surcharges: [],
          ratioRules: [],
        },
      ],
    },
  ],
}));
on('get', '/v1/meters', () => ({ nextPageToken: '', meters: [] }));

on('get', '/v1/priceSeries/{priceSeries}:forecast', () => {
  const start = Math.ceil(Date.now() / HOUR) * HOUR;
  const score = (model: string, mase: number) => ({
    model,
    origins: 28,
    mae: 4 * mase,
    rmse: 6 * mase,
    bias: -0.2,
    wapePercent: 9 * mase,
    mase,
    pinballLoss: 1.4 * mase,
    coveragePercent: 80.5,
  });
  return {
    model: 'analogue-days',
    publishable: true,
    filledValues: 0,
    unit: 'USD/MWh',
    scores: [score('seasonal-naive', 1), score('analogue-days', 0.72)],
    steps: Array.from({ length: 24 }, (_, i) => {
      const value = 45 + 20 * Math.sin((i / 24) * 2 * Math.PI);
      return {
        startTime: timeOf(start + i * HOUR),
        endTime: timeOf(start + (i + 1) * HOUR),
        low: value - 6,
        value,
        high: value + 8,
      };
    }),
  };
});

on('get', '/v1/balanceNodes', () => ({
  nextPageToken: '',
  balanceNodes: [
    { name: 'balanceNodes/site', displayName: 'Site', parent: '', level: 'BALANCE_LEVEL_SITE' as const, meters: [], rules: [] },
  ],
}));
on('get', '/v1/balanceNodes/{balanceNode}:queryBalances', ({ query }) => ({
  balances: [
    {
      carrier: 'electricity',
      unit: 'kWh',
      startTime: query.get('startTime') ?? '',
      endTime: query.get('endTime') ?? '',
      inputQuantity: 100,
      outputQuantity: 97,
      storageQuantity: 0,
      measuredLossQuantity: 0,
      knownLossQuantity: 1,
      imbalanceQuantity: 2,
      imbalancePercent: 2,
      thresholdPercent: 5,
      coveredPercent: 100,
      quality: 'QUALITY_GOOD' as const,
      verdict: 'BALANCE_VERDICT_BALANCED' as const,
      reasons: [],
    },
  ],
}));
on('get', '/v1/balanceNodes/{balanceNode}:queryFlows', () => ({
  flows: [
    { kind: 'SUPPLY' as const, sourceNode: '', targetNode: 'balanceNodes/site', quantity: 100 },
    { kind: 'CONSUMPTION' as const, sourceNode: 'balanceNodes/site', targetNode: '', quantity: 97 },
    { kind: 'IMBALANCE' as const, sourceNode: 'balanceNodes/site', targetNode: '', quantity: 2 },
  ].map(({ kind, ...flow }) => ({
    ...flow,
    kind: `FLOW_KIND_${kind}` as const,
    carrier: 'electricity',
    unit: 'kWh',
    meter: '',
    coveredPercent: 100,
    quality: 'QUALITY_GOOD' as const,
  })),
}));

const baseline = {
  name: 'energyBaselines/furnace',
  displayName: 'Coating furnace, electricity',
  unit: 'MWh',
  variables: ['production'],
  observations: [],
  meters: undefined,
  limits: { minRSquared: 0.75, maxP: 0.1, maxCvRmsePercent: 20, minObservations: 12, source: { standard: '[D]', edition: '' } },
  fit: {
    observations: 24,
    rSquared: 0.93,
    adjustedRSquared: 0.925,
    rmse: 1.8,
    cvRmsePercent: 4.1,
    terms: [
      { variable: 'constant', coefficient: 12.4, standardError: 1.1, t: 11.3, p: 0.0001, low: 0, high: 0 },
      { variable: 'production', coefficient: 0.84, standardError: 0.03, t: 28, p: 0.0001, low: 10, high: 120 },
    ],
  },
  accepted: true,
  fitFaults: [],
  skippedPeriods: 0,
  etag: 'W/1',
  createTime: timeOf(Date.now() - 90 * 24 * HOUR),
  updateTime: timeOf(Date.now() - HOUR),
  state: 'BASELINE_STATE_DRAFT' as const,
  version: 2,
  approvedVersion: 1,
  author: 'engineer',
  approver: '',
  approveTime: undefined,
  enpiRule: { deviationPercent: 10, periods: 2, source: { standard: '[D]', edition: '' } },
};

on('get', '/v1/energyBaselines', () => ({ nextPageToken: '', energyBaselines: [baseline] }));
on('get', '/v1/energyBaselines/{energyBaseline}:queryBaselineVersions', () => ({
  nextPageToken: '',
  energyBaselines: [
    {
      ...baseline,
      version: 1,
      state: 'BASELINE_STATE_APPROVED' as const,
      approver: 'energy-manager',
      approveTime: timeOf(Date.now() - 80 * 24 * HOUR),
    },
  ],
}));
on('get', '/v1/energyBaselines/{energyBaseline}/enpiDeviations', () => ({ nextPageToken: '', enpiDeviations: [] }));
