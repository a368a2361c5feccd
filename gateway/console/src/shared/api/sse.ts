/** One server-sent event. */
export interface SseEvent {
  event: string;
  data: string;
  id: string;
}

/**
 * Parses text/event-stream (WHATWG HTML, 9.2) fed in pieces cut anywhere, even inside a UTF-8 character or a CRLF.
 * A browser's own EventSource cannot send the bearer token, hence this one.
 */
export class SseParser {
  readonly #decoder = new TextDecoder('utf-8');
  readonly #emit: (event: SseEvent) => void;
  #line = '';
  #afterCarriageReturn = false;
  #data: string[] = [];
  #event = '';
  #id = '';

  /** Milliseconds that the server asks to wait before a reconnect; undefined until it does. */
  retry: number | undefined;

  constructor(emit: (event: SseEvent) => void) {
    this.#emit = emit;
  }

  /** The last id seen, to resume with. */
  get lastEventId(): string {
    return this.#id;
  }

  push(bytes: Uint8Array): void {
    const text = this.#decoder.decode(bytes, { stream: true });
    let start = 0;
    for (let i = 0; i < text.length; i++) {
      const ch = text[i];
      if (ch !== '\n' && ch !== '\r') {
        this.#afterCarriageReturn = false;
        continue;
      }
      const endsPair = ch === '\n' && this.#afterCarriageReturn;
      this.#afterCarriageReturn = ch === '\r';
      if (!endsPair) {
        this.#takeLine(this.#line + text.slice(start, i));
        this.#line = '';
      }
      start = i + 1;
    }
    this.#line += text.slice(start);
  }

  #takeLine(line: string): void {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const raw = colon < 0 ? '' : line.slice(colon + 1);
    const value = raw.startsWith(' ') ? raw.slice(1) : raw;
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value);
  }

  #dispatch(): void {
    const event = { event: this.#event || 'message', data: this.#data.join('\n'), id: this.#id };
    const empty = this.#data.length === 0;
    this.#data = [];
    this.#event = '';
    if (!empty) this.#emit(event);
  }
}
