// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { copyVersion, renameDayType, renameSeason } from '../src/energy/tariffs/changeVersion';
import { clockOf, coverOf, DAY, dayOf, minuteOf, monthsOf, periodStretches, spanStretches } from '../src/energy/tariffs/coverage';
import { draftOf, newTariff, type Tariff } from '../src/energy/tariffs/draft';
import { readDraft } from '../src/energy/tariffs/readDraft';
import { TariffEditor } from '../src/energy/tariffs/TariffEditor';
import { FakeGateway, fakeServices, renderWith } from './support';

afterEach(cleanup);

/** A tariff with all that the contract has, as the server answers it. */
const tariff = (over: object = {}): Tariff =>
  ({
    name: 'tariffs/t',
    displayName: 'Industry',
    currency: 'CNY',
    carrier: 'electricity',
    timeZone: 'Asia/Shanghai',
    etag: 'one',
    versions: [
      {
        effectiveDay: '2026-01-01',
        source: { standard: 'Order 7', edition: '2025' },
        seasons: [{ id: 'year', spans: [{ firstDay: '01-01', lastDay: '12-31' }] }],
        dayTypes: [{ id: 'day', weekdays: ['WEEKDAY_MONDAY'] }],
        specialDays: [{ day: '2026-10-01', dayType: 'day' }],
        schedules: [
          {
            season: 'year',
            dayTypes: ['day'],
            periods: [{ start: '00:00', end: '24:00', band: 'TARIFF_BAND_FLAT', pricePerKwh: 0.62 }],
          },
        ],
        demandCharge: {
          basis: 'DEMAND_BASIS_ACTUAL',
          pricePerKw: 40,
          windowMinutes: 15,
          contractKw: 0,
          excessThresholdPercent: 0,
          excessMultiplier: 0,
          capacityKva: 0,
          bands: [],
        },
        powerFactorRule: {
          decimals: 2,
          steps: [
            { powerFactor: 0, adjustmentPercent: 5 },
            { powerFactor: 0.9, adjustmentPercent: -0.75 },
          ],
          source: { standard: '[D]', edition: '' },
        },
        surcharges: [{ displayName: 'Fund', pricePerKwh: 0.02 }],
        ratioRules: [{ dearBand: 'TARIFF_BAND_PEAK', cheapBand: 'TARIFF_BAND_VALLEY', minRatio: 3, source: undefined }],
      },
    ],
    ...over,
  }) as unknown as Tariff;

describe('coverage', () => {
  it('equals a minute-by-minute count, over midnight too', () => {
    let state = 11;
    const next = (n: number) => (state = (state * 48_271) % 2_147_483_647) % n;
    for (let round = 0; round < 200; round++) {
      const periods = Array.from({ length: 1 + next(6) }, () => [next(97) * 15, next(97) * 15] as const);
      const stretches = periods.flatMap(([from, to], i) => periodStretches(clockOf(from), clockOf(to), i));
      const covers = coverOf(DAY, stretches);
      const holds = ([from, to]: readonly [number, number], minute: number) =>
        from < DAY && (from < to ? from <= minute && minute < to : minute < to || minute >= from);
      for (let minute = 0; minute < DAY; minute += 5) {
        const owners = periods.flatMap((period, i) => (holds(period, minute) ? [i] : []));
        const cover = covers.find(({ from, to }) => from <= minute && minute < to);
        expect(cover?.owners).toEqual(owners);
      }
    }
  });

  it('lays seasons over the months, New Year included', () => {
    const months = monthsOf([...spanStretches('11-15', '02-29', 0), ...spanStretches('03-01', '10-31', 1)]);
    expect(months[1]).toEqual([{ from: 0, to: 29, owners: [0] }]);
    expect(months[10]).toEqual([
      { from: 0, to: 14, owners: [] },
      { from: 14, to: 30, owners: [0] },
    ]);
  });

  it('takes no time and no day that there is not', () => {
    expect([minuteOf('24:00'), minuteOf('24:01'), minuteOf('7:00'), minuteOf('12:60')]).toEqual([
      DAY,
      undefined,
      undefined,
      undefined,
    ]);
    expect([dayOf('02-29'), dayOf('02-30'), dayOf('13-01'), dayOf('12-31')]).toEqual([59, undefined, undefined, 365]);
  });
});

describe('tariff draft', () => {
  it('reads back as the tariff that it was made of', () => {
    const { name, etag, ...rest } = tariff();
    expect([name, etag]).toEqual(['tariffs/t', 'one']);
    expect(readDraft(draftOf(tariff()))).toEqual({ tariff: rest });
  });

  it('names the field that holds no number', () => {
    const draft = draftOf(tariff());
    draft.versions[0]!.schedules[0]!.periods[0]!.pricePerKwh = 'dear';
    const read = readDraft(draft);
    expect('faults' in read && [...read.faults.keys()]).toEqual(['versions[0].schedules[0].periods[0].pricePerKwh']);
    expect(readDraft(newTariff('2026-01-01'))).toHaveProperty('faults');
  });

  it('renames seasons and day types wherever they stand, in a copy alone', () => {
    const [version] = draftOf(tariff()).versions;
    const copy = copyVersion(version!, '2027-01-01');
    const renamed = renameDayType(0, 'all')(renameSeason(0, 'whole')(copy));
    expect(renamed.schedules[0]).toMatchObject({ season: 'whole', dayTypes: ['all'] });
    expect(renamed.specialDays[0]!.dayType).toBe('all');
    expect(version!.schedules[0]!.season).toBe('year');
  });
});

describe('tariff editor', () => {
  const refusal = (status: number, code: string, ...errors: [string, string][]) =>
    Response.json(
      { status, code, title: code, errors: errors.map(([field, description]) => ({ field, description })) },
      { status, headers: { 'Content-Type': 'application/problem+json' } },
    );
  const show = (gateway: FakeGateway, roles = ['energy-manager']) =>
    renderWith(fakeServices(gateway, roles), <TariffEditor tariff={tariff()} onSaved={() => undefined} />);

  it('shows gaps at once in the day, and the server’s fault at the periods', async () => {
    const gateway = new FakeGateway().route('PATCH /v1/tariffs/t', () =>
      refusal(
        400,
        'INVALID_ARGUMENT',
        ['versions[0].schedules[0].periods', 'no period covers 20:00 to 24:00'],
        ['currency', 'is wrong'],
      ),
    );
    const { container } = show(gateway);
    fireEvent.change(screen.getByLabelText('To 1'), { target: { value: '20:00' } });
    expect(within(screen.getByTestId('day-grid')).getByRole('img').getAttribute('aria-label')).toBe(
      '00:00–20:00: Flat 0.62; 20:00–24:00: no price',
    );
    fireEvent.click(screen.getByRole('button', { name: 'Check' }));
    await waitFor(() =>
      expect(container.querySelector('[data-field="versions[0].schedules[0].periods"]')?.textContent).toBe(
        'no period covers 20:00 to 24:00',
      ),
    );
    expect(screen.getByLabelText('Currency').getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByLabelText<HTMLInputElement>('To 1').value).toBe('20:00');
    expect(gateway.calls[0]?.input).toMatchObject({ query: { validateOnly: 'true' }, body: { etag: 'one' } });
  });

  it('has a field for all that the contract has, and shows the server’s faults there', async () => {
    const faulty = ['powerFactorRule.steps[1].powerFactor', 'surcharges[1].pricePerKwh', 'ratioRules[0].minRatio'];
    const gateway = new FakeGateway().route('PATCH /v1/tariffs/t', () =>
      refusal(
        400,
        'INVALID_ARGUMENT',
        ...faulty.map((field): [string, string] => [`tariff.versions[0].${field}`, `bad ${field}`]),
      ),
    );
    const { container } = show(gateway);
    fireEvent.click(screen.getByRole('button', { name: '+ Surcharge' }));
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(gateway.calls).toEqual([]);
    fireEvent.change(screen.getAllByLabelText('CNY/kWh').at(-1)!, { target: { value: '-0.01' } });
    fireEvent.change(screen.getAllByLabelText('Surcharge (rebate below 0), %')[1]!, { target: { value: '-1' } });
    fireEvent.change(screen.getByLabelText('At least, times'), { target: { value: '4' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    for (const field of faulty)
      await waitFor(() => {
        const input = container.querySelector(`[name="versions[0].${field}"]`);
        expect(container.querySelector(`[id="${input?.getAttribute('aria-describedby')}"]`)?.textContent).toBe(`bad ${field}`);
      });
    expect(gateway.calls[0]?.input).toMatchObject({
      body: {
        versions: [
          {
            powerFactorRule: { steps: [{ adjustmentPercent: 5 }, { adjustmentPercent: -1 }], source: { standard: '[D]' } },
            surcharges: [{ pricePerKwh: 0.02 }, { displayName: '', pricePerKwh: -0.01 }],
            ratioRules: [{ minRatio: 4 }],
          },
        ],
      },
    });
  });

  it('keeps mine when somebody else saved, says what they changed, and saves over it only when told', async () => {
    const etags: string[] = [];
    const gateway = new FakeGateway()
      .route('PATCH /v1/tariffs/t', (body: { etag: string; displayName: string }) => {
        etags.push(body.etag);
        return body.etag === 'two' ? tariff({ displayName: body.displayName, etag: 'three' }) : refusal(409, 'ETAG_MISMATCH');
      })
      .route('GET /v1/tariffs/t', () => tariff({ currency: 'EUR', etag: 'two' }));
    show(gateway);
    fireEvent.change(screen.getByLabelText('Title'), { target: { value: 'Mine' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect((await screen.findByTestId('conflict')).textContent).toContain('They changed: Currency');
    expect(screen.getByLabelText<HTMLInputElement>('Title').value).toBe('Mine');
    fireEvent.click(screen.getByRole('button', { name: 'Save mine in place of theirs' }));
    expect(await screen.findByText(/^Saved\./)).toBeTruthy();
    expect(etags).toEqual(['one', 'two']);
  });

  it('is read only for those who may not change it', () => {
    show(new FakeGateway(), ['operator']);
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
    expect(screen.getByLabelText<HTMLInputElement>('To 1').disabled).toBe(true);
  });
});
