declare module 'svg-to-pdfkit' {
  /** Draws an SVG with the paths of a pdfkit document; the package has no types of its own. */
  export default function svgToPdf(
    document: PDFKit.PDFDocument,
    svg: string,
    x: number,
    y: number,
    options: {
      width: number;
      height: number;
      preserveAspectRatio: string;
      assumePt: boolean;
      warningCallback: (warning: string) => void;
    },
  ): void;
}
