import css from './home.module.css';

const ARCHES = [0, 1, 2, 3, 4, 5, 6];
const SPAN = 160;

/** The bridge of the name, over its river: a decoration, told to nobody. */
export function Bridge() {
  return (
    <svg
      className={css.bridge}
      viewBox="0 0 1152 170"
      preserveAspectRatio="xMidYMax slice"
      aria-hidden="true"
    >
      <rect width="1152" height="170" fill="#e0eef0" />
      <circle cx="900" cy="58" r="34" fill="#eaa83a" />
      <path d="M0 118C170 78 330 96 500 92s420-34 652 2v76H0z" fill="#cfe3e0" />
      <path d="M0 132h1152v38H0z" fill="#8fc0c7" />
      {ARCHES.map((arch) => (
        <path
          key={arch}
          d={`M${16 + arch * SPAN} 146v-12a64 56 0 0 1 128 0v12h16v-66h-160v66z`}
          fill="#0b4f5d"
        />
      ))}
      <path d="M0 82h1152v-8H0z" fill="#073843" />
      <path
        d={Array.from({ length: 37 }, (_, post) => `M${post * 32} 74V60`).join('') + 'M0 60h1152'}
        stroke="#073843"
        strokeWidth="3"
        fill="none"
      />
      <path
        d="M60 156c20-7 40-7 60 0s40 7 60 0M420 152c20-7 40-7 60 0s40 7 60 0M800 158c20-7 40-7 60 0s40 7 60 0"
        stroke="#e0eef0"
        strokeWidth="3"
        fill="none"
        strokeLinecap="round"
      />
    </svg>
  );
}
