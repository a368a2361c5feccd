import type { Message } from '../api/contract';
import { idOf, msOf } from '../api/values';

/** Who is signed in on this tab. */
export interface SignedIn {
  token: string;
  user: string;
  displayName: string;
  roles: readonly string[];
  /** Milliseconds since 1970; the token is not sent after it. */
  expiresAt: number;
}

const KEY = 'factorytwin.session';

/** The tab's session. It lives in sessionStorage: another tab, or a closed one, has to sign in anew. */
export class SessionStore {
  readonly #listeners = new Set<() => void>();
  readonly #storage: Storage;
  #current: SignedIn | undefined;
  #last: string | undefined;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#current = read(storage);
    this.#last = this.#current?.user;
  }

  current = (): SignedIn | undefined => this.#current;

  /** Whose views are open: who is signed in, or was until the session ended by itself. */
  lastUser = (): string | undefined => this.#last;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  signIn(session: Message<'gateway.v1.Session'>): void {
    this.#set({
      token: session.accessToken,
      user: idOf(session.user?.name ?? ''),
      displayName: session.user?.displayName ?? '',
      roles: session.user?.roles ?? [],
      expiresAt: msOf(session.expireTime) ?? Number.MAX_SAFE_INTEGER,
    });
  }

  /** The user leaves: nothing of theirs stays on the screen. */
  signOut(): void {
    this.#set(undefined);
  }

  /** The token is no longer taken. The views stay as they are behind the sign-in, so that nothing typed is lost. */
  expire(): void {
    this.#set(undefined, this.#last);
  }

  #set(value: SignedIn | undefined, last: string | undefined = value?.user): void {
    this.#current = value;
    this.#last = last;
    if (value) this.#storage.setItem(KEY, JSON.stringify(value));
    else this.#storage.removeItem(KEY);
    this.#listeners.forEach((listener) => listener());
  }
}

function read(storage: Storage): SignedIn | undefined {
  try {
    const value = JSON.parse(storage.getItem(KEY) ?? 'null') as SignedIn | null;
    return value && value.expiresAt > Date.now() ? value : undefined;
  } catch {
    return undefined;
  }
}

/** True where one of the roles may call it. */
export const hasRole = (session: SignedIn | undefined, ...roles: string[]): boolean =>
  session !== undefined && roles.some((role) => session.roles.includes(role));
