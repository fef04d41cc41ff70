import { Modal } from 'antd';
import { useEffect, useEffectEvent, useRef, type ReactNode } from 'react';
import { useWords } from '../i18n/index.js';
import { readCode } from './read-code.js';

const LOOK_MS = 250;

/** The camera's picture, looked at a few times a second; nothing of it leaves the page. */
export default function Scanner({
  onCode,
  onClose,
}: {
  onCode(code: string): void;
  onClose(why?: 'authorise.noCamera'): void;
}): ReactNode {
  const { t } = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const found = useEffectEvent(onCode);
  const failed = useEffectEvent(() => onClose('authorise.noCamera'));
  useEffect(() => {
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const look = async (): Promise<void> => {
      const picture = video.current;
      const code = picture && picture.videoWidth > 0 ? await readCode(picture) : undefined;
      if (isOver) return;
      if (code === undefined) timer = setTimeout(() => void look(), LOOK_MS);
      else found(code);
    };
    const begin = async (): Promise<void> => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      } catch {
        if (!isOver) failed();
        return;
      }
      if (isOver) return stop();
      if (video.current) video.current.srcObject = stream;
      await look();
    };
    const stop = (): void => stream?.getTracks().forEach((track) => track.stop());
    void begin();
    return () => {
      isOver = true;
      clearTimeout(timer);
      stop();
    };
  }, []);
  return (
    <Modal open title={t('authorise.camera')} footer={null} onCancel={() => onClose()}>
      <video
        ref={video}
        autoPlay
        muted
        playsInline
        style={{ width: '100%' }}
        aria-label={t('authorise.scanning')}
      />
      <p>{t('authorise.scanning')}</p>
    </Modal>
  );
}
