package org.taskvectors.ui.guide;

import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextFlow;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BulletList;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.taskvectors.ui.common.Copying;

/// A page as nodes of the window, one below the other.
final class GuideBlocks extends AbstractVisitor {
    private static final double FRAME = 2;

    private final GuideBook book;
    private final Consumer<String> follow;
    private final Map<String, Region> anchors = new HashMap<>();
    private final VBox page = new VBox();
    private Pane into = page;

    private GuideBlocks(GuideBook book, Consumer<String> follow) {
        this.book = book;
        this.follow = follow;
        page.getStyleClass().add("guide-page");
    }

    /// What a page became.
    ///
    /// @param node the whole page
    /// @param anchors its headings by the names that links have for them
    record Built(VBox node, Map<String, Region> anchors) {}

    /// @param follow takes the target of a link that a person chose
    static Built of(Node document, GuideBook book, Consumer<String> follow) {
        GuideBlocks blocks = new GuideBlocks(book, follow);
        blocks.visitChildren(document);
        return new Built(blocks.page, Map.copyOf(blocks.anchors));
    }

    private void add(Region node, String style) {
        node.getStyleClass().add(style);
        into.getChildren().add(node);
    }

    @Override
    public void visit(Heading heading) {
        TextFlow words = GuideWords.of(heading, follow);
        anchors.put(GuideMarkdown.anchor(heading), words);
        add(words, "guide-heading-" + Math.min(heading.getLevel(), 3));
    }

    @Override
    public void visit(Paragraph paragraph) {
        if (paragraph.getFirstChild() instanceof org.commonmark.node.Image image
                && image.getNext() == null) {
            picture(image);
        } else {
            add(GuideWords.of(paragraph, follow), "guide-paragraph");
        }
    }

    private void picture(org.commonmark.node.Image image) {
        String words = GuideMarkdown.plain(image);
        Optional<byte[]> bytes = book.picture(image.getDestination());
        if (bytes.isEmpty()) {
            Label missing =
                    new Label("The picture is not there: " + image.getDestination() + ". " + words);
            missing.setWrapText(true);
            add(missing, "guide-missing");
            return;
        }
        Image picture = new Image(new ByteArrayInputStream(bytes.get()));
        ImageView view = new ImageView(picture);
        view.setPreserveRatio(true);
        view.setSmooth(true);
        view.setAccessibleText(words);
        HBox frame = new HBox(view);
        frame.setMinWidth(0);
        frame.setMaxWidth(Region.USE_PREF_SIZE);
        view.fitWidthProperty()
                .bind(
                        Bindings.createDoubleBinding(
                                () -> Math.clamp(room(), 1, picture.getWidth()),
                                page.widthProperty(),
                                page.insetsProperty()));
        add(frame, "guide-picture");
        Label caption = new Label(words);
        caption.setWrapText(true);
        add(caption, "guide-caption");
    }

    /// How wide a picture can be.
    private double room() {
        return page.getWidth() - page.snappedLeftInset() - page.snappedRightInset() - FRAME;
    }

    @Override
    public void visit(FencedCodeBlock code) {
        code(code.getLiteral());
    }

    @Override
    public void visit(IndentedCodeBlock code) {
        code(code.getLiteral());
    }

    private void code(String literal) {
        String text = literal.stripTrailing();
        Label lines = new Label(text);
        lines.getStyleClass().add("mono");
        lines.setWrapText(true);
        lines.setMinHeight(Region.USE_PREF_SIZE);
        lines.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(lines, Priority.ALWAYS);
        Button copy = new Button("Copy");
        copy.getStyleClass().add("compact");
        copy.setMinWidth(Region.USE_PREF_SIZE);
        copy.setAccessibleText("Copy " + text);
        copy.setOnAction(_ -> Copying.text(text));
        add(new HBox(lines, copy), "guide-code-block");
    }

    @Override
    public void visit(BulletList list) {
        list(list, -1);
    }

    @Override
    public void visit(OrderedList list) {
        Integer first = list.getMarkerStartNumber();
        list(list, first == null ? 1 : first);
    }

    /// @param first the number of the first item; negative where items have none
    private void list(ListBlock list, int first) {
        VBox items = new VBox();
        add(items, "guide-list");
        int number = first;
        for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
            Label mark = new Label(number < 0 ? "•" : number + ".");
            mark.getStyleClass().add("guide-mark");
            mark.setMinWidth(Region.USE_PREF_SIZE);
            VBox body = new VBox();
            body.getStyleClass().add("guide-item");
            HBox.setHgrow(body, Priority.ALWAYS);
            HBox row = new HBox(mark, body);
            row.getStyleClass().add("guide-row");
            items.getChildren().add(row);
            Pane outer = into;
            into = body;
            visitChildren(item);
            into = outer;
            number += number < 0 ? 0 : 1;
        }
    }

    @Override
    public void visit(CustomBlock block) {
        if (block instanceof TableBlock table) {
            add(GuideTable.of(table, follow), "guide-table");
        } else {
            visitChildren(block);
        }
    }
}
