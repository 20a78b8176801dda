package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import javafx.css.PseudoClass;
import javafx.geometry.Orientation;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Pane;
import javafx.scene.text.Text;

/// An answer as a flow of tokens that break where words do. Every token is a door: the pointer over
/// it, or the arrow keys, open it; a click or Enter keep it open.
final class TokenFlow extends Pane {
    private static final PseudoClass OPEN = PseudoClass.getPseudoClass("open");
    private static final PseudoClass POINTED = PseudoClass.getPseudoClass("pointed");
    private static final double LINE = 24;
    private static final String RETURN = "↵";

    private final List<Label> labels = new ArrayList<>();
    private List<Branch.Token> tokens = List.of();
    private IntConsumer hovered = _ -> {};
    private IntConsumer chosen = _ -> {};
    private Runnable left = () -> {};
    private int open = -1;

    TokenFlow() {
        getStyleClass().add("token-flow");
        setAccessibleRole(AccessibleRole.TEXT_AREA);
        setFocusTraversable(true);
        addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        setOnMouseExited(_ -> left.run());
    }

    /// @param onHover is handed the token under the pointer
    /// @param onChoose is handed a token that was clicked, or chosen by the keyboard
    /// @param onLeave hears when the pointer leaves
    void onToken(IntConsumer onHover, IntConsumer onChoose, Runnable onLeave) {
        hovered = onHover;
        chosen = onChoose;
        left = onLeave;
    }

    /// Shows a text.
    void show(List<Branch.Token> now) {
        int same = 0;
        int most = Math.min(now.size(), tokens.size());
        while (same < most && now.get(same).text().equals(tokens.get(same).text())) {
            same++;
        }
        while (labels.size() > now.size()) {
            getChildren().remove(labels.removeLast());
        }
        for (int i = same; i < now.size(); i++) {
            if (i == labels.size()) {
                Label fresh = label(i);
                labels.add(fresh);
                getChildren().add(fresh);
            }
            labels.get(i).setText(shown(now.get(i).text()));
        }
        if (!tokens.equals(now)) {
            point(-1, -1);
        }
        tokens = List.copyOf(now);
        if (open >= tokens.size()) {
            open(-1);
        }
        requestLayout();
    }

    /// Tints the tokens.
    ///
    /// @param styles one style class for each token; empty for none
    void mark(List<String> styles) {
        for (int i = 0; i < labels.size(); i++) {
            String style = i < styles.size() ? styles.get(i) : "";
            List<String> now = style.isEmpty() ? List.of("token") : List.of("token", style);
            if (!labels.get(i).getStyleClass().equals(now)) {
                labels.get(i).getStyleClass().setAll(now);
            }
        }
    }

    /// Frames the token that is open; −1 for none.
    void open(int token) {
        open = token;
        for (int i = 0; i < labels.size(); i++) {
            labels.get(i).pseudoClassStateChanged(OPEN, i == token);
        }
    }

    /// Marks tokens that a person goes to; the marks go with the next text.
    void point(int from, int to) {
        for (int i = 0; i < labels.size(); i++) {
            labels.get(i).pseudoClassStateChanged(POINTED, i >= from && i < to);
        }
    }

    /// The label of a token, to hang a popover on.
    Node node(int token) {
        return labels.get(token);
    }

    private Label label(int index) {
        Label label = new Label();
        label.getStyleClass().setAll("token");
        label.setMinWidth(USE_PREF_SIZE);
        label.setOnMouseEntered(_ -> hovered.accept(index));
        label.setOnMouseClicked(
                event -> {
                    requestFocus();
                    chosen.accept(index);
                    event.consume();
                });
        return label;
    }

    /// A line's end is seen, so that it can be pointed at.
    private static String shown(String text) {
        return text.replace("\r\n", "\n")
                .replace("\n\n", RETURN + RETURN)
                .replace("\n", RETURN)
                .replace("\t", "    ");
    }

    private void key(KeyEvent event) {
        int step =
                switch (event.getCode()) {
                    case LEFT -> -1;
                    case RIGHT -> 1;
                    default -> 0;
                };
        boolean isPlain = !event.isShortcutDown() && !event.isAltDown();
        if (step != 0 && isPlain && !tokens.isEmpty()) {
            chosen.accept(Math.clamp(open < 0 ? 0 : open + step, 0, tokens.size() - 1));
            event.consume();
        } else if (isOpening(event) && isPlain && !tokens.isEmpty()) {
            chosen.accept(Math.max(open, 0));
            event.consume();
        }
    }

    private static boolean isOpening(KeyEvent event) {
        return switch (event.getCode()) {
            case ENTER, SPACE -> true;
            default -> false;
        };
    }

    @Override
    public Object queryAccessibleAttribute(AccessibleAttribute attribute, Object... parameters) {
        if (attribute == AccessibleAttribute.TEXT) {
            StringBuilder text = new StringBuilder();
            tokens.forEach(token -> text.append(token.text()));
            return text.toString();
        }
        return super.queryAccessibleAttribute(attribute, parameters);
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computePrefHeight(double width) {
        return flow(width <= 0 ? 400 : width, false);
    }

    @Override
    protected double computeMinHeight(double width) {
        return LINE;
    }

    @Override
    protected double computePrefWidth(double height) {
        return 300;
    }

    @Override
    protected double computeMinWidth(double height) {
        return 60;
    }

    @Override
    protected void layoutChildren() {
        flow(getWidth(), true);
    }

    /// Sets the tokens in lines; returns the height.
    private double flow(double width, boolean isPlaced) {
        double x = 0;
        double y = 0;
        int i = 0;
        while (i < labels.size()) {
            int end = i + 1;
            while (end < labels.size() && isGlued(end)) {
                end++;
            }
            double word = 0;
            for (int j = i; j < end; j++) {
                word += labels.get(j).prefWidth(-1);
            }
            if (x > 0 && x + word > width) {
                x = 0;
                y += LINE;
            }
            for (int j = i; j < end; j++) {
                double own = labels.get(j).prefWidth(-1);
                if (x > 0 && x + own > width + 0.5) {
                    x = 0;
                    y += LINE;
                }
                boolean isIndented = x == 0 && labels.get(j).getText().startsWith(" ");
                x -= isIndented ? space() : 0;
                if (isPlaced) {
                    labels.get(j).resizeRelocate(x, y, Math.min(own, width), LINE);
                }
                x += own;
                if (tokens.get(j).text().contains("\n")) {
                    x = 0;
                    y += LINE * lines(tokens.get(j).text());
                }
            }
            i = end;
        }
        return y + LINE;
    }

    /// The width of a space, which a line does not begin with.
    private double space() {
        Text text = new Text(" ");
        text.setFont(labels.getFirst().getFont());
        return text.getLayoutBounds().getWidth();
    }

    private static long lines(String text) {
        return text.chars().filter(c -> c == '\n').count();
    }

    /// Whether no line may break before a token.
    private boolean isGlued(int token) {
        String text = tokens.get(token).text();
        String before = tokens.get(token - 1).text();
        boolean isSpace = text.isEmpty() || Character.isWhitespace(text.charAt(0));
        boolean isAfterSpace =
                before.isEmpty() || Character.isWhitespace(before.charAt(before.length() - 1));
        return !isSpace && !isAfterSpace;
    }
}
