import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { Refusal } from './api/refusal.js';
import { ErrorBoundary } from './shell/error-boundary.js';
import { AreaPage } from './shell/area-page.js';
import { LiveRegion } from './shell/live-region.js';
import { Loading } from './components/loading.js';
import { RenewSession } from './shell/renew-session.js';
import { Shell } from './shell/shell.js';

const SignInPage = lazy(() => import('./shell/sign-in-page.js'));
const AccountPage = lazy(() => import('./shell/account-page.js'));

/** A refusal is an answer, and asking again gives the same one; a lost network is worth two more tries. */
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 2 && error instanceof Refusal && error.status === 0,
      staleTime: 10_000,
      // A browser that believes itself without a network is told so by a failure, not left waiting.
      networkMode: 'always',
      refetchOnReconnect: true,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

export function App() {
  const [path] = useLocation();
  return (
    <QueryClientProvider client={queries}>
      <Shell>
        <ErrorBoundary key={path}>
          <Suspense fallback={<Loading />}>
            <Switch>
              <Route path="/connexion" component={SignInPage} />
              <Route path="/compte" component={AccountPage} />
              <Route>
                <AreaPage />
              </Route>
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </Shell>
      <LiveRegion />
      <RenewSession />
    </QueryClientProvider>
  );
}
