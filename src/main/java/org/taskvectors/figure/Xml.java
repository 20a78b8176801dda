package org.taskvectors.figure;

import java.util.stream.Collectors;

/// What a figure shows, as XML for the metadata of SVG and PDF.
final class Xml {
    private Xml() {}

    /// RDF with the Dublin Core and XMP names that both formats use.
    static String description(FigureSubject about, String program) {
        return """
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
        <dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
        <dc:description><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:description>
        <dc:subject><rdf:Bag>%s</rdf:Bag></dc:subject>
        <xmp:CreatorTool>%s</xmp:CreatorTool>
        </rdf:Description>
        </rdf:RDF>\
        """
                .formatted(
                        escape(about.title()),
                        escape(about.sentence()),
                        about.vectors().stream()
                                .map(vector -> "<rdf:li>" + escape(vector) + "</rdf:li>")
                                .collect(Collectors.joining()),
                        escape(program));
    }

    /// Text for an element; characters that XML cannot hold become spaces.
    static String escape(String text) {
        return text.codePoints()
                .mapToObj(
                        c ->
                                switch (c) {
                                    case '&' -> "&amp;";
                                    case '<' -> "&lt;";
                                    case '>' -> "&gt;";
                                    default -> allowed(c) ? Character.toString(c) : " ";
                                })
                .collect(Collectors.joining());
    }

    private static boolean allowed(int c) {
        return c == '\t'
                || c == '\n'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c > 0xFFFF;
    }
}
