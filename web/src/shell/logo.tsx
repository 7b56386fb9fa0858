/** The bridge: two arches under a deck, the water, and the sun that one walks towards. */
export function Logo({ size = 44 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <rect width="48" height="48" rx="11" fill="#0b4f5d" />
      <circle cx="35" cy="13" r="4.5" fill="#eaa83a" />
      <path
        d="M5 25.5C13 20.5 35 20.5 43 25.5"
        fill="none"
        stroke="#fffdf9"
        strokeWidth="3.6"
        strokeLinecap="round"
      />
      <path
        d="M9 36V25M24 36V23M39 36V25M9.5 35a7 7 0 0 1 14 0M24.5 35a7 7 0 0 1 14 0"
        fill="none"
        stroke="#fffdf9"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <path
        d="M6 41.5c3-2 6-2 9 0s6 2 9 0 6-2 9 0 6 2 9 0"
        fill="none"
        stroke="#7fb9c2"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </svg>
  );
}
