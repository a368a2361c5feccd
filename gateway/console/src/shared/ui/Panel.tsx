import type { ReactNode } from 'react';

interface PanelProps {
  title: ReactNode;
  /** Stands at the right of the title: switches, buttons, links. */
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  id?: string;
}

/** A framed part of a view with its heading. */
export function Panel({ title, actions, children, className = '', id }: PanelProps) {
  return (
    <section className={`panel ${className}`} id={id}>
      <header className="panel__head">
        <h2 className="panel__title">{title}</h2>
        {actions && <div className="panel__actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}

/** Heading of a view, with what leads back above it. */
export function ViewHead({ title, trail, children }: { title: ReactNode; trail?: ReactNode; children?: ReactNode }) {
  return (
    <div className="viewhead">
      <div>
        {trail && (
          <nav className="viewhead__trail" aria-label="Breadcrumb">
            {trail}
          </nav>
        )}
        <h1 className="viewhead__title">{title}</h1>
      </div>
      {children && <div className="viewhead__side">{children}</div>}
    </div>
  );
}
