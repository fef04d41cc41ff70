import { useSyncExternalStore } from 'react';

const STORED = 'tongban.appearance';
type Choice = 'light' | 'dark' | 'system';

const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
const tell = (): void => listeners.forEach((listener) => listener());
system.addEventListener('change', tell);

const stored = (): Choice => {
  const value = localStorage.getItem(STORED);
  return value === 'light' || value === 'dark' ? value : 'system';
};
const isDark = (): boolean => (stored() === 'system' ? system.matches : stored() === 'dark');

/** Light or dark: as the system has it, until somebody chooses. */
export function useAppearance(): { isDark: boolean; toggle(): void } {
  const dark = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, isDark);
  return {
    isDark: dark,
    toggle() {
      localStorage.setItem(STORED, dark ? 'light' : 'dark');
      tell();
    },
  };
}
