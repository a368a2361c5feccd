import { useText } from '../i18n/useText';
import { Icon } from './Icon';

interface PagerProps {
  /** From 0. */
  page: number;
  /** Unknown where the server pages by token. */
  pages?: number;
  hasNext: boolean;
  onPage: (page: number) => void;
}

/** Steps through the pages of a list. */
export function Pager({ page, pages, hasNext, onPage }: PagerProps) {
  const t = useText();
  if (page === 0 && !hasNext) return null;
  return (
    <div className="pager">
      <button type="button" className="button" disabled={page === 0} onClick={() => onPage(page - 1)}>
        <Icon name="left" />
        {t('common.previous')}
      </button>
      <span className="pager__where">
        {pages === undefined ? t('common.pageOpen', { page: page + 1 }) : t('common.page', { page: page + 1, pages })}
      </span>
      <button type="button" className="button" disabled={!hasNext} onClick={() => onPage(page + 1)}>
        {t('common.next')}
        <Icon name="right" />
      </button>
    </div>
  );
}
