import { Button } from 'antd';
import { useRef, type ReactNode } from 'react';
import { useWords } from '../i18n/index.js';
import { FILE_TYPES } from './MaterialActions.js';

/** A file, or the digest of one that is held already; gets its value and its change from the form around it. */
export function FileChoice({
  value,
  onChange,
  id,
  label,
}: {
  value?: File | string;
  onChange?: (file: File) => void;
  id?: string;
  /** What is chosen, where there is more than one file to choose. */
  label?: string;
}): ReactNode {
  const { t } = useWords();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button {...(id ? { id } : {})} onClick={() => input.current?.click()}>
        {value instanceof File ? value.name : t(value ? 'step.heldFile' : 'step.chooseFile')}
      </Button>
      <input
        ref={input}
        type="file"
        style={{ display: 'none' }}
        accept={FILE_TYPES}
        aria-label={label ? t('step.chooseFileOf', { name: label }) : t('step.chooseFile')}
        onChange={({ target }) => {
          const [chosen] = target.files ?? [];
          if (chosen) onChange?.(chosen);
        }}
      />
    </>
  );
}
