package org.taskvectors.figure;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/// A figure as PNG, with its resolution and what it shows in chunks of their own (PNG
/// specification, third edition, 11.3).
final class PngFile {
    /// Signature and header chunk; what we add stands after them.
    private static final int HEAD = 8 + 25;

    private static final double METRES_PER_INCH = 0.0254;

    private PngFile() {}

    static byte[] bytes(Page page, String program, int dpi) {
        int width = (int) Math.round(page.room().getWidth() * dpi / 72);
        int height = (int) Math.round(page.room().getHeight() * dpi / 72);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g2 = image.createGraphics();
        sharp(g2);
        g2.setColor(Palette.PRINT.surface());
        g2.fillRect(0, 0, width, height);
        // Not the rounded size by the page's: pixels must lie where lines are snapped to.
        g2.scale(dpi / 72.0, dpi / 72.0);
        page.draw(g2, 72.0 / dpi);
        g2.dispose();
        return withChunks(encoded(image), page.about(), program, dpi);
    }

    private static void sharp(Graphics2D g2) {
        g2.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g2.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g2.setRenderingHint(
                RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        g2.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    private static byte[] encoded(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, "png", out)) {
                throw new IllegalStateException("this Java cannot write PNG");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] withChunks(byte[] png, FigureSubject about, String program, int dpi) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(png, 0, HEAD);
        int perMetre = (int) Math.round(dpi / METRES_PER_INCH);
        ByteBuffer resolution = ByteBuffer.allocate(9);
        resolution.putInt(perMetre).putInt(perMetre).put((byte) 1);
        chunk(out, "pHYs", resolution.array());
        text(out, "Title", about.title());
        text(out, "Description", about.sentence());
        text(out, "Software", program);
        out.write(png, HEAD, png.length - HEAD);
        return out.toByteArray();
    }

    /// An iTXt chunk: keyword, not compressed, no language, UTF-8.
    private static void text(ByteArrayOutputStream out, String keyword, String text) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(keyword.getBytes(StandardCharsets.ISO_8859_1));
        data.writeBytes(new byte[] {0, 0, 0, 0, 0});
        data.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        chunk(out, "iTXt", data.toByteArray());
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    }
}
