import { Problem } from './problem';

export interface UploadProgress {
  sentBytes: number;
  totalBytes: number;
}

export interface UploadRequest {
  url: string;
  verb: string;
  headers: Record<string, string>;
  body: Blob;
  signal?: AbortSignal;
  onProgress?: (progress: UploadProgress) => void;
}

export interface UploadAnswer {
  status: number;
  statusText: string;
  text: string;
}

/** Sends bytes with progress. fetch cannot tell how much of a body has gone out; XMLHttpRequest can. */
export function send(request: UploadRequest): Promise<UploadAnswer> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();
    xhr.open(request.verb, request.url);
    Object.entries(request.headers).forEach(([name, value]) => xhr.setRequestHeader(name, value));
    xhr.upload.onprogress = (event) => request.onProgress?.({ sentBytes: event.loaded, totalBytes: request.body.size });
    xhr.onload = () => resolve({ status: xhr.status, statusText: xhr.statusText, text: xhr.responseText });
    xhr.onerror = () => reject(new Problem(0, 'NETWORK', 'The connection broke while the file was being sent.'));
    xhr.onabort = () => reject(new DOMException('Cancelled.', 'AbortError'));
    xhr.onloadend = () => request.signal?.removeEventListener('abort', abort);
    if (request.signal?.aborted) return reject(new DOMException('Cancelled.', 'AbortError'));
    request.signal?.addEventListener('abort', abort);
    xhr.send(request.body);
  });
}
