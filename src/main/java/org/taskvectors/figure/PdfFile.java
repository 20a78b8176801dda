package org.taskvectors.figure;

import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2D;
import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2DFontTextDrawer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/// A figure as PDF of one page: real vectors, text as text in an embedded font.
final class PdfFile {
    private PdfFile() {}

    static byte[] bytes(Printed page, String program) {
        try (PDDocument document = new PDDocument()) {
            // Without it the identifier would be made from the time.
            document.setDocumentId(1L);
            float width = (float) page.room().getWidth();
            float height = (float) page.room().getHeight();
            PDPage sheet = new PDPage(new PDRectangle(width, height));
            document.addPage(sheet);
            draw(document, sheet, page);
            describe(document, page.about(), program);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(out);
            return out.toByteArray();
        } catch (IOException e) {
            // Nothing here reads or writes a file.
            throw new UncheckedIOException(e);
        }
    }

    private static void draw(PDDocument document, PDPage sheet, Printed page) throws IOException {
        Optional<byte[]> font = FigureFonts.file();
        PdfBoxGraphics2D g2 =
                new PdfBoxGraphics2D(
                        document, (float) page.room().getWidth(), (float) page.room().getHeight());
        try (PdfBoxGraphics2DFontTextDrawer drawer = new PdfBoxGraphics2DFontTextDrawer()) {
            if (font.isPresent()) {
                PDFont face =
                        PDType0Font.load(document, new ByteArrayInputStream(font.get()), true);
                drawer.registerFont(FigureFonts.FAMILY, face);
            }
            g2.setFontTextDrawer(drawer);
            page.draw(g2, 0);
            g2.dispose();
        }
        try (PDPageContentStream content = new PDPageContentStream(document, sheet)) {
            content.drawForm(g2.getXFormObject());
        }
    }

    private static void describe(PDDocument document, FigureSubject about, String program)
            throws IOException {
        PDDocumentInformation information = new PDDocumentInformation();
        information.setTitle(about.title());
        information.setSubject(about.sentence());
        information.setKeywords(String.join(", ", about.vectors()));
        information.setCreator(program);
        document.setDocumentInformation(information);
        String packet =
                "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                        + "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
                        + Xml.description(about, program)
                        + "\n</x:xmpmeta>\n<?xpacket end=\"r\"?>";
        document.getDocumentCatalog()
                .setMetadata(
                        new PDMetadata(
                                document,
                                new ByteArrayInputStream(packet.getBytes(StandardCharsets.UTF_8))));
    }
}
