import { useEffect, useState } from 'react';

/** What the links of letters hold after their #; anything shorter is a place in the page. */
const TOKEN = /^#([\w.-]{30,100})$/;

/**
 * The secret of the letter's link that led here, or null. It is read once and taken out of the address, so that neither
 * the history of a shared computer nor a picture of the window keeps it.
 */
export function useLinkToken(): string | null {
  const [token, setToken] = useState(inAddress);
  useEffect(() => {
    const take = () => {
      const found = inAddress();
      if (!found) return;
      setToken(found);
      history.replaceState(history.state, '', location.pathname + location.search);
    };
    take();
    // A link pasted over this page's address loads nothing: the browser only tells that the end of it changed.
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
  return token;
}

function inAddress(): string | null {
  return TOKEN.exec(location.hash)?.[1] ?? null;
}
