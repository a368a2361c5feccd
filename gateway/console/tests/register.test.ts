import { describe, expect, it } from 'vitest';
import { mediaType, rawFileName } from '../src/ingestion/rawFile';
import { draftMappings, lineOf, readMappings } from '../src/ingestion/mappingText';
import { readRegisterForm } from '../src/ingestion/registerForm';

describe('mapping text', () => {
  it('reads columns with what is left out at the end', () => {
    expect(readMappings('Flow, FT-1, m3/h, 0.001, -2\n\n  level \n')).toEqual({
      mappings: [
        { column: 'Flow', point: 'FT-1', unit: 'm3/h', scale: 0.001, offset: -2 },
        { column: 'level', point: '', unit: '', scale: 0, offset: 0 },
      ],
    });
  });

  it.each([
    ['a,b,c,x', 'line', 1],
    ['ok\n, p', 'line', 2],
    ['a, bad id', 'line', 1],
    ['über', 'line', 1],
    ['a,b,c,1,2,3', 'line', 1],
    ['a\nb\na', 'twice', 3],
  ])('names the faulty line of %j', (text, kind, line) => {
    expect(readMappings(text)).toMatchObject({ fault: { kind, line } });
  });

  it('knows the line of a column, past what is empty', () => {
    expect([0, 1, 2].map((index) => lineOf('a\n\n  \nb\r\nc', index))).toEqual([1, 4, 5]);
  });

  it('drafts a mapping from a header that then reads back', () => {
    const draft = draftMappings('time;Druck (bar);"T 1";;x');
    expect(draft).toBe('Druck (bar), Druck-bar, \nT 1, T-1, \nx, x, ');
    expect(readMappings(draft)).toMatchObject({
      mappings: [{ column: 'Druck (bar)', point: 'Druck-bar' }, { column: 'T 1' }, { column: 'x' }],
    });
  });
});

describe('register form', () => {
  const input = { id: 'lab', displayName: 'Laboratory', owner: '', origin: '', timeZone: '', mappings: 'a' };

  it('names every faulty field at once', () => {
    expect(readRegisterForm({ ...input, id: ' /', displayName: ' ', mappings: '' })).toEqual({
      faults: {
        id: 'register.fault.id',
        displayName: 'register.fault.displayName',
        mappings: 'register.fault.mappings',
      },
    });
  });

  it('takes what is sound', () => {
    expect(readRegisterForm(input)).toMatchObject({ mappings: [{ column: 'a' }] });
  });
});

describe('name of a raw batch', () => {
  it.each([
    ['text/csv; charset=utf-8', 'lab-7.csv'],
    ['application/x-protobuf; messageType="x.Y"', 'lab-7.binpb'],
    ['Application/JSON', 'lab-7.json'],
    ['', 'lab-7.bin'],
  ])('ends as what %j is', (type, name) => {
    expect(rawFileName('lab', '7', mediaType(type))).toBe(name);
  });
});
