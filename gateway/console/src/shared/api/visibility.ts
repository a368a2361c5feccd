/** Whether anybody can see the page. */
export interface Visibility {
  hidden: () => boolean;
  onChange: (listener: () => void) => () => void;
}

/** The page's own visibility. */
export const pageVisibility: Visibility = {
  hidden: () => globalThis.document?.hidden ?? false,
  onChange: (listener) => {
    globalThis.document?.addEventListener('visibilitychange', listener);
    return () => globalThis.document?.removeEventListener('visibilitychange', listener);
  },
};
