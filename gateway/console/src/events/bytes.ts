/** Bytes as they are looked at. */

/** The bytes of JSON's base64, with or without padding, in either alphabet. */
export function bytesOf(base64: string): Uint8Array {
  const text = atob(base64.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

/** Lines of sixteen bytes: place, hex, and what is printable of them. At most `mostLines`. */
export function hexLines(bytes: Uint8Array, mostLines = 256): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length && lines.length < mostLines; at += 16) {
    const part = [...bytes.subarray(at, at + 16)];
    const hex = part.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines;
}

/** The text of bytes that are UTF-8, else their hex. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  }
}

/** JSON with line breaks; as it came where it is none. */
export function prettyJson(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
