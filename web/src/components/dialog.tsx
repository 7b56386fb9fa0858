import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.js';
import css from './dialog.module.css';

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Something to answer before going on. The focus stays in it and comes back to what opened it. */
export function Dialog({ title, isOpen, onClose, children }: DialogProps) {
  const { t } = useTranslation();
  return (
    <ModalOverlay className={css.overlay} isOpen={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Modal className={css.modal}>
        <AriaDialog className={css.dialog}>
          <div className={css.top}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <button type="button" className={css.close} aria-label={t('dialog.close')} onClick={onClose}>
              <Icon name="close" />
            </button>
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
