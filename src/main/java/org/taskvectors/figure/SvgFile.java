package org.taskvectors.figure;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jfree.svg.SVGGraphics2D;
import org.jfree.svg.SVGUnits;

/// A figure as SVG: text stays text, what it shows stands in title, description and metadata.
final class SvgFile {
    private SvgFile() {}

    static byte[] bytes(Printed page, String program) {
        double width = page.room().getWidth();
        double height = page.room().getHeight();
        SVGGraphics2D g2 = new SVGGraphics2D(width, height, SVGUnits.PT);
        g2.setDefsKeyPrefix("figure");
        g2.setFontFunction(
                family ->
                        family.equals(FigureFonts.FAMILY)
                                ? FigureFonts.SVG_FAMILIES
                                : "sans-serif");
        g2.setGeomDoubleConverter(SvgFile::number);
        g2.setTransformDoubleConverter(SvgFile::number);
        page.draw(g2, 0);
        String element =
                g2.getSVGElement()
                        .replaceFirst(
                                "<svg ",
                                "<svg viewBox=\"0 0 %s %s\" "
                                        .formatted(number(width), number(height)));
        int head = element.indexOf('>') + 1;
        String document =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        + element.substring(0, head)
                        + words(page.about(), program)
                        + element.substring(head)
                        + "\n";
        return document.getBytes(StandardCharsets.UTF_8);
    }

    private static String words(FigureSubject about, String program) {
        return "\n<title>"
                + Xml.escape(about.title())
                + "</title>\n<desc>"
                + Xml.escape(about.sentence())
                + "</desc>\n<metadata>"
                + Xml.description(about, program)
                + "</metadata>\n";
    }

    /// A thousandth of a point is finer than any printer.
    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.3f", value);
        text = text.replaceAll("0+$", "").replaceAll("\\.$", "");
        return text.equals("-0") ? "0" : text;
    }
}
