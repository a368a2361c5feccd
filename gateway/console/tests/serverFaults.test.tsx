// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { some } from '../dev/some';
import { SetPriceForm } from '../src/energy/prices/SetPriceForm';
import RegisterPage from '../src/ingestion/RegisterPage';
import { OrderForm } from '../src/scheduler/OrderForm';
import type { Message } from '../src/shared/api/contract';
import { FakeGateway, fakeServices, renderWith } from './support';

afterEach(cleanup);

/** A refusal as the gateway writes it, each fault under the name that the caller wrote the field with. */
const refusal = (...errors: [field: string, description: string][]) =>
  Response.json(
    {
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      code: 'INVALID_ARGUMENT',
      detail: 'Fields are wrong.',
      errors: errors.map(([field, description]) => ({ field, description })),
    },
    { status: 400, headers: { 'Content-Type': 'application/problem+json' } },
  );

/** What stands beneath a field as its fault. */
const faultBeside = (input: HTMLElement) =>
  document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent ?? '';

const type = (label: string | RegExp, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

describe('what the server finds wrong', () => {
  it('stands beside the fields of an order, and what was typed stays', async () => {
    const gateway = new FakeGateway().route('POST /v1/machines/m/orders', () =>
      refusal(['orderId', 'is taken'], ['parts', 'must be 1 to 1000'], ['dueTime', 'must be in the future']),
    );
    renderWith(fakeServices(gateway, ['dispatcher']), <OrderForm machine="m" onDone={() => undefined} />);
    type(/Order number/, 'A-1');
    type(/Parts/, '2000');
    fireEvent.click(screen.getByRole('button'));
    await waitFor(() => expect(faultBeside(screen.getByLabelText(/Parts/))).toBe('must be 1 to 1000'));
    expect(faultBeside(screen.getByLabelText(/Order number/))).toBe('is taken');
    expect(faultBeside(screen.getByLabelText(/Due/))).toBe('must be in the future');
    expect(screen.getByLabelText<HTMLInputElement>(/Order number/).value).toBe('A-1');
    const { input } = gateway.calls[0] as { input: { query: object; body: { parts: number; dueTime: string } } };
    expect(input.query).toEqual({ orderId: 'A-1' });
    expect(input.body.parts).toBe(2000);
    expect(input.body.dueTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z$/);
  });

  it('stands beside the fields of a price', async () => {
    const gateway = new FakeGateway().route('POST /v1/priceSeries/grid:set', () =>
      refusal(['steps[0].pricePerMwh', 'must be finite'], ['steps[0].endTime', 'must be after startTime']),
    );
    const series = some<Message<'energy.v1.PriceSeries'>>({ name: 'priceSeries/grid', currency: 'USD' });
    renderWith(fakeServices(gateway, ['energy-manager']), <SetPriceForm series={series} onChanged={() => undefined} />);
    type(/USD/, '12,5');
    fireEvent.click(screen.getByRole('button'));
    await waitFor(() => expect(faultBeside(screen.getByLabelText(/USD/))).toBe('must be finite'));
    expect(gateway.calls[0]?.input).toMatchObject({ body: { steps: [{ pricePerMwh: 12.5 }] } });
  });

  it('stands beside the fields of a source, a column by its line', async () => {
    const gateway = new FakeGateway().route('POST /v1/sources', () =>
      refusal(['csvFormat.timeZone', 'is no time zone'], ['mappings[1].point', 'cannot be a point’s id']),
    );
    renderWith(fakeServices(gateway), <RegisterPage />);
    type('Id', 'lab');
    type('Title', 'Laboratory');
    type('Columns', 'a\n\nb, p');
    type(/Time zone/, 'Mars/North');
    fireEvent.click(screen.getByRole('button', { name: 'Register' }));
    await waitFor(() => expect(faultBeside(screen.getByLabelText(/Time zone/))).toBe('is no time zone'));
    expect(faultBeside(screen.getByLabelText('Columns'))).toBe('Line 3: point cannot be a point’s id.');
    expect(gateway.calls[0]?.input).toMatchObject({
      query: { sourceId: 'lab' },
      body: { displayName: 'Laboratory', mappings: [{ column: 'a' }, { column: 'b', point: 'p' }] },
    });
  });
});
