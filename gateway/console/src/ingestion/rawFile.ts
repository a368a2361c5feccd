const ENDINGS: Readonly<Record<string, string>> = {
  'text/csv': 'csv',
  'text/plain': 'txt',
  'application/json': 'json',
  'application/x-ndjson': 'jsonl',
  'application/x-protobuf': 'binpb',
};

/** A content type without its parameters: 'text/csv; charset=utf-8' -> 'text/csv'. */
export const mediaType = (contentType: string): string => (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();

/** What a batch is called once it is saved. */
export const rawFileName = (source: string, batch: string, type: string): string =>
  `${source}-${batch}.${ENDINGS[type] ?? 'bin'}`;
