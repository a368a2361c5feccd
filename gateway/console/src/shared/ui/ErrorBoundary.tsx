import { Component, type ReactNode } from 'react';
import { Problem } from '../api/problem';
import { ProblemNotice } from './Notices';

/** Keeps the shell and the alarm line standing when a view breaks. Another view, or a retry, clears it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: undefined as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  readonly #clear = () => this.setState({ error: undefined });

  override componentDidMount() {
    addEventListener('hashchange', this.#clear);
  }

  override componentWillUnmount() {
    removeEventListener('hashchange', this.#clear);
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <ProblemNotice
        problem={new Problem(0, 'VIEW_BROKEN', error instanceof Error ? error.message : String(error))}
        onRetry={this.#clear}
      />
    );
  }
}
