import { formatUnit } from '../../shared/format/unit';
import { useSpan, useText } from '../../shared/i18n/useText';
import { href } from '../../shared/router/router';
import { ConditionMark } from '../live/ConditionMark';
import { Indicator } from '../live/Indicator';
import { qualityKey } from '../live/PointRow';
import { readingText } from '../live/reading';
import { useAssessment } from '../live/useAssessment';
import type { PointNode } from '../model/plantModel';
import './points.css';

/** Points as a table, one line each, live. */
export function PointTable({ points, withAsset }: { points: readonly PointNode[]; withAsset: boolean }) {
  const t = useText();
  return (
    <div className="tablebox">
      <table className="table pointtable">
        <thead>
          <tr>
            <th scope="col">{t('points.col.point')}</th>
            {withAsset && (
              <th scope="col" className="pointtable__asset">
                {t('points.col.asset')}
              </th>
            )}
            <th scope="col" className="num">
              {t('points.col.value')}
            </th>
            <th scope="col">{t('points.col.unit')}</th>
            <th scope="col" className="pointtable__indicator">
              {t('points.col.range')}
            </th>
            <th scope="col">{t('points.col.condition')}</th>
            <th scope="col">{t('points.col.quality')}</th>
            <th scope="col" className="num">
              {t('points.col.age')}
            </th>
          </tr>
        </thead>
        <tbody>
          {points.map((node) => (
            <Row key={node.id} node={node} withAsset={withAsset} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ node, withAsset }: { node: PointNode; withAsset: boolean }) {
  const t = useText();
  const span = useSpan();
  const { live, assessment } = useAssessment(node);
  return (
    <tr className={`pointline pointline--${assessment.condition}`}>
      <th scope="row">
        <a className="rowlink" href={href(['points', node.id])}>
          {node.title}
          <small>{node.id}</small>
        </a>
      </th>
      {withAsset && (
        <td className="pointtable__asset">
          {node.asset ? <a href={href(['equipment', node.asset.id])}>{node.asset.title}</a> : t('points.unassigned')}
        </td>
      )}
      <td className="num">
        <span className="reading">{readingText(node.point, live?.value, t)}</span>
      </td>
      <td className="unit">{formatUnit(node.point.unit || live?.unit || '')}</td>
      <td className="pointtable__indicator">
        <Indicator node={node} live={live} assessment={assessment} />
      </td>
      <td>
        {assessment.condition === 'normal' ? (
          <span className="quiet">{t('condition.normal')}</span>
        ) : (
          <ConditionMark assessment={assessment} />
        )}
      </td>
      <td className="quiet">{t(qualityKey(assessment.quality))}</td>
      <td className="num quiet">{assessment.ageMs === undefined ? '—' : span(assessment.ageMs)}</td>
    </tr>
  );
}
