package org.taskvectors.figure;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// A figure as PNG, with what it shows.
final class PngFile {
    private PngFile() {}

    static byte[] bytes(Printed page, String program, int dpi) {
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
        SequencedMap<String, String> words = new LinkedHashMap<>();
        words.put("Title", page.about().title());
        words.put("Description", page.about().sentence());
        words.put("Software", program);
        return PngWriter.bytes(image, dpi, words);
    }

    private static void sharp(Graphics2D g2) {
        g2.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g2.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g2.setRenderingHint(
                RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        g2.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }
}
