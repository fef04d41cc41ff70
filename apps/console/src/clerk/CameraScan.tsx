import { Alert, Modal } from 'antd';
import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react';
import { useWords } from '../i18n/index.js';

/** Of the Barcode Detection API, which not every browser has. */
declare class BarcodeDetector {
  constructor(options: { formats: string[] });
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

const LOOK_MS = 200;

/** Reads a code with the camera; the picture stays in the browser. */
export default function CameraScan({
  onText,
  onClose,
}: {
  onText(text: string): void;
  onClose(): void;
}): ReactNode {
  const { t } = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const [isRefused, setRefused] = useState(false);
  const told = useEffectEvent(onText);
  useEffect(() => {
    const detector = new BarcodeDetector({ formats: ['qr_code', 'code_128'] });
    let stream: MediaStream | undefined;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      const [found] = video.current ? await detector.detect(video.current).catch(() => []) : [];
      if (isOver) return;
      if (found) told(found.rawValue);
      else timer = setTimeout(() => void look(), LOOK_MS);
    };
    navigator.mediaDevices
      .getUserMedia({ video: { facingMode: 'environment' } })
      .then(async (opened) => {
        stream = opened;
        if (isOver || !video.current) return opened.getTracks().forEach((track) => track.stop());
        video.current.srcObject = opened;
        await video.current.play();
        return look();
      })
      .catch(() => setRefused(true));
    return () => {
      isOver = true;
      clearTimeout(timer);
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, []);
  return (
    <Modal open title={t('holder.scan')} footer={null} onCancel={onClose}>
      {isRefused ? <Alert type="warning" showIcon title={t('holder.noCamera')} /> : null}
      <video ref={video} className="camera" muted playsInline />
    </Modal>
  );
}
