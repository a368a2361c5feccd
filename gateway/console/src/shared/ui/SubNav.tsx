/** The parts of a view, each with an address of its own. */
export function SubNav({ label, items }: { label: string; items: readonly { href: string; text: string; current: boolean }[] }) {
  return (
    <nav className="subnav" aria-label={label}>
      {items.map((item) => (
        <a key={item.href} className="subnav__item" href={item.href} aria-current={item.current ? 'page' : undefined}>
          {item.text}
        </a>
      ))}
    </nav>
  );
}
