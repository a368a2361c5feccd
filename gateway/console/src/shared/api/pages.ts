/** Reads every page of a list. Bounded, so that a server that never ends its paging does not hang the console. */
export async function allPages<T>(
  read: (pageToken: string) => Promise<{ items: readonly T[]; nextPageToken: string }>,
  mostPages = 200,
): Promise<T[]> {
  const items: T[] = [];
  let token = '';
  for (let page = 0; page < mostPages; page++) {
    const answer = await read(token);
    items.push(...answer.items);
    token = answer.nextPageToken;
    if (token === '') return items;
  }
  return items;
}
