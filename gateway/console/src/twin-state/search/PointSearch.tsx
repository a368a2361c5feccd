import { useEffect, useId, useRef, useState } from 'react';
import { useModel } from '../../services';
import { useText } from '../../shared/i18n/useText';
import { href, navigate } from '../../shared/router/router';
import { Icon } from '../../shared/ui/Icon';
import { ConditionMark } from '../live/ConditionMark';
import { readingWithUnit } from '../live/reading';
import { useAssessment } from '../live/useAssessment';
import type { PointNode } from '../model/plantModel';
import { searchPoints } from '../points/filterPoints';
import './search.css';

const MOST = 10;

/** A combobox that leads to any point; "/" or Ctrl+K puts the cursor into it from anywhere. */
export function PointSearch() {
  const t = useText();
  const state = useModel();
  const list = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const found = open && state.kind === 'ready' ? searchPoints(state.model.points.values(), text, MOST) : [];

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable]');
      if ((event.key === '/' && !typing) || (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey))) {
        event.preventDefault();
        input.current?.focus();
        input.current?.select();
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);

  const choose = (node: PointNode | undefined) => {
    if (!node) return;
    navigate(href(['points', node.id]));
    setText('');
    setOpen(false);
    input.current?.blur();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      setOpen(true);
      setActive((i) => Math.min(found.length - 1, i + 1));
    } else if (event.key === 'ArrowUp') {
      event.preventDefault();
      setActive((i) => Math.max(0, i - 1));
    } else if (event.key === 'Enter') choose(found[active]);
    else if (event.key === 'Escape') {
      setOpen(false);
      setText('');
    }
  };
  const shown = open && text.trim() !== '';
  return (
    <div className="search" role="search">
      <Icon name="search" size={16} />
      <input
        ref={input}
        className="search__input"
        type="text"
        role="combobox"
        aria-label={t('search.label')}
        placeholder={t('search.placeholder')}
        aria-expanded={shown}
        aria-controls={list}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        aria-activedescendant={shown && found.length > 0 ? `${list}-${active}` : undefined}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
          setActive(0);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <kbd className="search__key" aria-hidden="true">
        /
      </kbd>
      <div className="search__list" id={list} role="listbox" aria-label={t('search.label')} hidden={!shown}>
        {shown &&
          found.map((node, i) => (
            <div
              key={node.id}
              className="search__option"
              tabIndex={-1}
              id={`${list}-${i}`}
              role="option"
              aria-selected={i === active}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(node)}
              onMouseMove={() => setActive(i)}>
              <Match node={node} />
            </div>
          ))}
        {shown && found.length === 0 && (
          <div tabIndex={-1} className="search__option search__none" role="option" aria-selected={false} aria-disabled>
            {t('search.none', { query: text })}
          </div>
        )}
      </div>
    </div>
  );
}

function Match({ node }: { node: PointNode }) {
  const t = useText();
  const { live, assessment } = useAssessment(node);
  return (
    <>
      <span className="search__id">{node.id}</span>
      <span className="search__title">{node.title}</span>
      <ConditionMark assessment={assessment} compact />
      <span className="search__value">{readingWithUnit(node.point, live?.value, t)}</span>
    </>
  );
}
