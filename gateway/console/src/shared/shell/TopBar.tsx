import { useModel } from '../../services';
import { plantTitle } from '../../twin-state/model/plantModel';
import { PointSearch } from '../../twin-state/search/PointSearch';
import { Brand } from './Brand';
import { Clock } from './Clock';
import { Connection } from './Connection';
import { UserMenu } from './UserMenu';

/** The top of every view: whose plant, the way to any point, the time, the connection, who is signed in. */
export function TopBar() {
  const model = useModel();
  const plant = model.kind === 'ready' ? plantTitle(model.model) : '';
  return (
    <header className="topbar">
      <Brand />
      <span className="topbar__plant">{plant}</span>
      <PointSearch />
      <span className="topbar__space" />
      <Connection />
      <Clock />
      <UserMenu />
    </header>
  );
}
