import { href } from '../router/router';

/** The product's mark: a plant and its twin. */
export function Brand() {
  return (
    <a className="brand" href={href([])}>
      <svg width="26" height="26" viewBox="0 0 26 26" aria-hidden="true" focusable="false">
        <path className="brand__solid" d="M3 22V11l6 4v-4l6 4V4h3v18z" />
        <path className="brand__twin" d="M11 22h12V4h-4" />
      </svg>
      <span>FactoryTwin</span>
    </a>
  );
}
