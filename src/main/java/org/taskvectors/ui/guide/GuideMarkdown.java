package org.taskvectors.ui.guide;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/// Markdown as a tree, and what can be asked of it.
final class GuideMarkdown {
    private static final Parser PARSER =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();

    private GuideMarkdown() {}

    static Node parse(String markdown) {
        return PARSER.parse(markdown);
    }

    /// The words of a node without their form.
    static String plain(Node node) {
        StringBuilder words = new StringBuilder();
        node.accept(
                new AbstractVisitor() {
                    @Override
                    public void visit(Text text) {
                        words.append(text.getLiteral());
                    }

                    @Override
                    public void visit(Code code) {
                        words.append(code.getLiteral());
                    }

                    @Override
                    public void visit(SoftLineBreak blank) {
                        words.append(' ');
                    }

                    @Override
                    public void visit(HardLineBreak blank) {
                        words.append(' ');
                    }
                });
        return words.toString();
    }

    /// The name by which a link finds a heading: small letters, no punctuation, hyphens for blanks.
    static String anchor(Heading heading) {
        return plain(heading)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} -]", "")
                .replace(' ', '-');
    }

    /// The title of a page: its first heading.
    static Optional<String> title(Node page) {
        List<String> titles = new ArrayList<>();
        page.accept(
                new AbstractVisitor() {
                    @Override
                    public void visit(Heading heading) {
                        titles.add(plain(heading));
                    }
                });
        return titles.stream().findFirst();
    }

    /// All links of a page, in their order.
    static List<Link> links(Node page) {
        List<Link> links = new ArrayList<>();
        page.accept(
                new AbstractVisitor() {
                    @Override
                    public void visit(Link link) {
                        links.add(link);
                    }
                });
        return List.copyOf(links);
    }
}
