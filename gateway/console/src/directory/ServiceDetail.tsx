import { Fragment } from 'react';
import type { Message } from '../shared/api/contract';
import { idOf } from '../shared/api/values';
import { momentOf } from '../shared/format/time';
import { useText } from '../shared/i18n/useText';
import { Panel } from '../shared/ui/Panel';
import { HealthMark } from './HealthMark';
import { StateMark } from './StateMark';

/** A version without the tail of its build's commit. */
const shortVersion = (version: string) => version.replace(/\+([0-9a-f]{8})[0-9a-f]+$/, '+$1');

/** One service with its interfaces, methods, routes and roles. */
export function ServiceDetail({ entry }: { entry: Message<'gateway.v1.ServiceEntry'> }) {
  const t = useText();
  return (
    <div className="service">
      <Panel title={idOf(entry.name)} actions={<HealthMark health={entry.health} />}>
        <p className="service__description">{entry.description}</p>
        {entry.health !== 'SERVICE_HEALTH_SERVING' && entry.healthDetail && (
          <p className="notice notice--abnormal">{entry.healthDetail}</p>
        )}
        <dl className="facts">
          <dt>{t('directory.version')}</dt>
          <dd title={entry.version}>{shortVersion(entry.version) || '—'}</dd>
          <dt>{t('directory.owner')}</dt>
          <dd>{entry.owner || '—'}</dd>
          {entry.instances.length < 2 && (
            <>
              <dt>{t('directory.address')}</dt>
              <dd>
                <code>{entry.address || '—'}</code>
              </dd>
            </>
          )}
          {entry.instances.length >= 2 &&
            entry.instances.map((instance) => (
              <Fragment key={instance.address}>
                <dt>
                  <code>{instance.address}</code>
                </dt>
                <dd title={instance.version}>
                  <HealthMark health={instance.health} /> {shortVersion(instance.version)}
                </dd>
              </Fragment>
            ))}
          <dt>{t('directory.registered')}</dt>
          <dd>{momentOf(entry.registerTime)}</dd>
          {entry.expireTime && (
            <>
              <dt>{t('directory.expires')}</dt>
              <dd>{momentOf(entry.expireTime)}</dd>
            </>
          )}
        </dl>
      </Panel>
      {entry.interfaces.map((api) => (
        <Interface key={api.name} api={api} />
      ))}
    </div>
  );
}

function Interface({ api }: { api: Message<'gateway.v1.ServiceInterface'> }) {
  const t = useText();
  return (
    <Panel
      title={<code>{api.name}</code>}
      actions={
        <>
          <StateMark state={api.state} />
          <span className="quiet">{t('directory.methods', { n: api.methods.length })}</span>
        </>
      }>
      {api.state === 'INTERFACE_STATE_DEPRECATED' && api.sunsetTime && (
        <p className="quiet">{t('directory.sunset', { time: momentOf(api.sunsetTime) })}</p>
      )}
      {api.replacement && <p className="quiet">{t('directory.replacement', { name: api.replacement })}</p>}
      {api.description && <p className="service__description">{api.description}</p>}
      <div className="tablebox">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('directory.col.method')}</th>
              <th scope="col">{t('directory.col.route')}</th>
              <th scope="col">{t('directory.col.roles')}</th>
            </tr>
          </thead>
          <tbody>
            {api.methods.map((method) => (
              <tr key={method.name}>
                <th scope="row" className="service__method">
                  {method.name}
                  {(method.serverStreaming || method.clientStreaming) && <span className="tag">{t('directory.stream')}</span>}
                  {method.description && <small>{method.description}</small>}
                </th>
                <td>
                  {method.restRoutes.map((route) => (
                    <code className="service__route" key={route.method + route.path}>
                      <b>{route.method}</b> {route.path}
                    </code>
                  ))}
                </td>
                <td className="quiet">{method.roles.join(', ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
