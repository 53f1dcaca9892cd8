/** The sign of the product: a globe with its one meridian. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <circle cx="12" cy="12" r="10" stroke="currentColor" strokeWidth="1.8" />
      <path d="M12 2c4.2 5.6 4.2 14.4 0 20" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
      <circle cx="14.9" cy="9.2" r="2.1" fill="currentColor" />
    </svg>
  );
}
