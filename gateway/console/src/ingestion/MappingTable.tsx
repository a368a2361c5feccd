import type { Message } from '../shared/api/contract';
import { formatNumber } from '../shared/format/number';
import { formatUnit } from '../shared/format/unit';
import { useText } from '../shared/i18n/useText';
import { href } from '../shared/router/router';
import { Panel } from '../shared/ui/Panel';

/** How each column of a source becomes a point's reading. */
export function MappingTable({ source }: { source: Message<'ingestion.v1.Source'> }) {
  const t = useText();
  return (
    <Panel
      title={t('source.tab.mappings')}
      actions={
        <span className="quiet">
          {t('source.mappings')}: {source.mappings.length}
        </span>
      }>
      <div className="tablebox">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('mapping.column')}</th>
              <th scope="col">{t('mapping.point')}</th>
              <th scope="col">{t('mapping.unit')}</th>
              <th scope="col" className="num">
                {t('mapping.scale')}
              </th>
              <th scope="col" className="num">
                {t('mapping.offset')}
              </th>
            </tr>
          </thead>
          <tbody>
            {source.mappings.map((mapping) => (
              <tr key={mapping.column}>
                <th scope="row">
                  <code>{mapping.column}</code>
                </th>
                <td>
                  {mapping.ignore ? (
                    <span className="quiet">{t('mapping.ignored')}</span>
                  ) : (
                    <a href={href(['points', mapping.point || mapping.column])}>
                      {mapping.displayName || mapping.point || mapping.column}
                    </a>
                  )}
                </td>
                <td>{formatUnit(mapping.unit)}</td>
                <td className="num">{formatNumber(mapping.scale || 1)}</td>
                <td className="num">{formatNumber(mapping.offset)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
