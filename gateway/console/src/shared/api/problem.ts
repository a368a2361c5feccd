/** One faulty field of a request. */
export interface FieldFault {
  field: string;
  description: string;
}

/** An error as the gateway says it (RFC 9457 problem+json), or the failure to reach it. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    /** HTTP status; 0 where no answer came. */
    readonly status: number,
    /** Stable code such as NOT_FOUND; NETWORK or TIMEOUT where no answer came. */
    readonly code: string,
    message: string,
    readonly faults: readonly FieldFault[] = [],
    readonly requestId: string = '',
  ) {
    super(message);
  }

  /** The fault of one field, whatever prefix the server put before its name. */
  faultOf(field: string): string | undefined {
    return this.faults.find((fault) => fault.field === field || fault.field.endsWith(`.${field}`))?.description;
  }

  /** The first fault in a list's items, for example of "mappings[2].unit": which item, and what is wrong with it. */
  faultIn(list: string): { index: number; description: string } | undefined {
    for (const { field, description } of this.faults) {
      const [, name, index, rest] = /^(?:.*\.)?(\w+)\[(\d+)\](?:\.(.+))?$/.exec(field) ?? [];
      if (name === list) return { index: Number(index), description: rest ? `${rest} ${description}` : description };
    }
    return undefined;
  }

  static async fromResponse(response: Response): Promise<Problem> {
    return Problem.fromBody(response.status, response.statusText, await response.text().catch(() => ''));
  }

  static fromBody(status: number, statusText: string, text: string): Problem {
    let body: Record<string, unknown> = {};
    try {
      const parsed: unknown = JSON.parse(text);
      if (parsed !== null && typeof parsed === 'object') body = parsed as Record<string, unknown>;
    } catch {
      // Not JSON: a proxy's page, or nothing. The status says enough.
    }
    const say = (key: string) => (typeof body[key] === 'string' ? (body[key] as string) : '');
    const faults = Array.isArray(body['errors']) ? (body['errors'] as unknown[]).flatMap(readFault) : [];
    const bodyStatus = typeof body['status'] === 'number' ? body['status'] : status;
    return new Problem(
      status || bodyStatus,
      say('code') || `HTTP_${status}`,
      say('detail') || say('title') || statusText || `HTTP ${status}`,
      faults,
      say('requestId'),
    );
  }

  /** Turns anything thrown by fetch into a problem; aborts are passed on as they are. */
  static from(error: unknown): Problem {
    if (error instanceof Problem) return error;
    if (error instanceof DOMException && error.name === 'TimeoutError') return new Problem(0, 'TIMEOUT', error.message);
    return new Problem(0, 'NETWORK', error instanceof Error ? error.message : String(error));
  }
}

function readFault(item: unknown): FieldFault[] {
  if (item === null || typeof item !== 'object') return [];
  const { field, description } = item as Record<string, unknown>;
  return [{ field: String(field ?? ''), description: String(description ?? '') }];
}

/** True where the caller itself gave up: nothing to tell anybody. */
export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
