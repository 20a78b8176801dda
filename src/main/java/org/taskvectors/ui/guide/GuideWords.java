package org.taskvectors.ui.guide;

import java.util.function.Consumer;
import javafx.scene.control.Hyperlink;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;

/// The words of a paragraph, a heading or a cell, with what is strong, code or a link in them.
final class GuideWords extends AbstractVisitor {
    private final TextFlow flow = new TextFlow();
    private final Consumer<String> follow;
    private String style = "";

    private GuideWords(Consumer<String> follow) {
        this.follow = follow;
        flow.getStyleClass().add("guide-words");
    }

    /// @param block whose children are the words
    /// @param follow takes the target of a link that a person chose
    static TextFlow of(Node block, Consumer<String> follow) {
        GuideWords words = new GuideWords(follow);
        words.visitChildren(block);
        words.flow.setAccessibleText(GuideMarkdown.plain(block));
        return words.flow;
    }

    private void add(String words, String more) {
        Text text = new Text(words);
        text.getStyleClass().add("guide-text");
        if (!style.isEmpty()) {
            text.getStyleClass().add(style);
        }
        if (!more.isEmpty()) {
            text.getStyleClass().add(more);
        }
        flow.getChildren().add(text);
    }

    private void within(String inner, Node node) {
        String outer = style;
        style = inner;
        visitChildren(node);
        style = outer;
    }

    @Override
    public void visit(org.commonmark.node.Text text) {
        add(text.getLiteral(), "");
    }

    @Override
    public void visit(Code code) {
        add(code.getLiteral(), "guide-code");
    }

    @Override
    public void visit(StrongEmphasis strong) {
        within("guide-strong", strong);
    }

    @Override
    public void visit(Emphasis emphasis) {
        within("guide-emphasis", emphasis);
    }

    @Override
    public void visit(SoftLineBreak blank) {
        add(" ", "");
    }

    @Override
    public void visit(HardLineBreak end) {
        add("\n", "");
    }

    @Override
    public void visit(Link link) {
        Hyperlink words = new Hyperlink(GuideMarkdown.plain(link));
        words.getStyleClass().add("guide-link");
        words.setMnemonicParsing(false);
        words.setOnAction(_ -> follow.accept(link.getDestination()));
        flow.getChildren().add(words);
    }
}
