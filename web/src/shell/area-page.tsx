import { use } from 'react';
import { matchRoute, Redirect, useLocation, useRouter, useSearch } from 'wouter';
import { useSession } from '../api/session.js';
import { type AreaInfo, type PageInfo } from '../areas/area.js';
import { areaAt, areaOf } from '../areas/areas.js';
import { loadArea } from '../areas/load.js';
import { Loading } from '../components/loading.js';
import { Failure } from './failure.js';
import { NotFound } from './not-found.js';

/** The page of an area that the address leads to, for whom it is. */
export function AreaPage() {
  const [path] = useLocation();
  const { parser } = useRouter();
  const area = areaAt(path);
  for (const page of area.pages) {
    const [matches, params] = matchRoute(parser, page.path, path);
    if (matches)
      return <Guarded key={page.name} area={area} page={page} params={params as Record<string, string>} />;
  }
  return <NotFound />;
}

interface Found {
  readonly area: AreaInfo;
  readonly page: PageInfo;
  readonly params: Record<string, string>;
}

function Guarded(found: Found) {
  return found.area.roles.length === 0 ? <Loaded {...found} /> : <ForSignedIn {...found} />;
}

function ForSignedIn(found: Found) {
  const { session, error, retry } = useSession();
  const [path] = useLocation();
  const search = useSearch();
  if (error && session === undefined) return <Failure error={error} retry={retry} />;
  if (session === undefined) return <Loading />;
  if (session === null) {
    const next = search ? `${path}?${search}` : path;
    return <Redirect to={`/connexion?suite=${encodeURIComponent(next)}`} replace />;
  }
  const roles = found.page.roles ?? found.area.roles;
  if (!roles.includes(session.role)) return <Redirect to={areaOf(session.role).base} replace />;
  return <Loaded {...found} />;
}

function Loaded({ area, page, params }: Found) {
  const { pages } = use(loadArea(area.id));
  const Page = pages[page.name];
  return Page ? <Page params={params} /> : <NotFound />;
}
