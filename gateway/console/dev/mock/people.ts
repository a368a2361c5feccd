import { timeOf } from '../../src/shared/api/values';
import { on } from './routes';

const ROLES = [
  'engineer',
  'dispatcher',
  'operator',
  'energy-manager',
  'safety-officer',
  'maintenance-engineer',
  'contractor-manager',
];
const users = [
  { name: 'users/everyone', displayName: 'Everyone (all roles)', roles: ROLES },
  ...ROLES.map((role) => ({
    name: `users/${role}`,
    displayName: role.replace(/-/g, ' ').replace(/^./, (ch) => ch.toUpperCase()),
    roles: [role],
  })),
];

on('get', '/v1/developmentUsers', () => ({ users }));
on('post', '/v1/sessions', ({ body }) => {
  const user = users.find(({ name }) => name === `users/${(body as { user: string }).user}`);
  return { accessToken: `mock-${user?.name}`, user, expireTime: timeOf(Date.now() + 8 * 3_600_000) };
});
