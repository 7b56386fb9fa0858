const PATHS = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  info: 'M12 11v6M12 7.2v.1',
  warning: 'M12 7.5v6M12 17v.1',
  clock: 'M12 7v5.2l3.4 2',
  arrow: 'M5 12h13M13 6.5l5.5 5.5-5.5 5.5',
  back: 'M19 12H6M11 6.5L5.5 12l5.5 5.5',
  plus: 'M12 5.5v13M5.5 12h13',
  minus: 'M5.5 12h13',
  search: 'M10.5 4.5a6 6 0 1 1 0 12 6 6 0 0 1 0-12M15 15l4.5 4.5',
  pin: 'M12 21c4.5-5 6.5-8.3 6.5-11a6.5 6.5 0 0 0-13 0c0 2.7 2 6 6.5 11zM12 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z',
  shield: 'M12 3.5l7 2.6v5.4c0 4.3-2.8 7.4-7 9-4.2-1.6-7-4.7-7-9V6.1zM8.8 12l2.3 2.3 4.2-4.3',
  voucher: 'M3.5 7h17v3.3a1.8 1.8 0 0 0 0 3.5V17h-17v-3.2a1.8 1.8 0 0 0 0-3.5zM14.5 7.5v9',
  camera: 'M4 8h3.5l1.6-2.5h5.8L16.5 8H20v11H4zM12 16.3a3.1 3.1 0 1 0 0-6.2 3.1 3.1 0 0 0 0 6.2z',
  lamp: 'M9 20.5h6M9.3 17.5h5.4c0-2.6 2.8-3.8 2.8-7.4a5.5 5.5 0 0 0-11 0c0 3.6 2.8 4.8 2.8 7.4z',
  print: 'M7 9V4h10v5M7 17H4.5V9h15v8H17M7 14h10v6H7z',
  download: 'M12 4v11M7 10.5l5 5 5-5M5 20h14',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9.5l6 6 6-6',
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing beside a word, never instead of one: screen readers skip it. */
export function Icon({ name, size = 22 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
