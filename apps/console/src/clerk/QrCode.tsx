import { encodeQR } from 'qr';
import { useMemo, type ReactNode } from 'react';

const QUIET_ZONE = 4;

/** A code as one path, black on white whatever the page looks like. */
export function QrCode({
  text,
  label,
  size = 112,
}: {
  text: string;
  label: string;
  size?: number;
}): ReactNode {
  const { path, width } = useMemo(() => {
    const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET_ZONE });
    const dark = rows.flatMap((row, y) =>
      row.flatMap((isDark, x) => (isDark ? [`M${String(x)} ${String(y)}h1v1h-1z`] : [])),
    );
    return { path: dark.join(''), width: rows.length };
  }, [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      width={size}
      height={size}
      viewBox={`0 0 ${String(width)} ${String(width)}`}
      shapeRendering="crispEdges"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
