package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Digits;

/// The probabilities of the labels as bars from 0 to 1, with how they differ from the base's.
final class ShareBars extends VBox {
    /// Widths in pixels: of a letter, of a name at least, and at most.
    private static final double LETTER = 7;

    private static final double NAME = 64;
    private static final double LONG_NAME = 112;

    private final String style;
    private final List<Row> rows = new ArrayList<>();

    /// @param style of the bars: `base` or `edited`
    ShareBars(String style) {
        this.style = style;
        getStyleClass().add("share-bars");
    }

    /// @param shares of this side
    /// @param base of the base, to differ from; empty on the base's own side
    void show(List<SideShown.LabelShare> shares, List<SideShown.LabelShare> base) {
        while (rows.size() > shares.size()) {
            getChildren().remove(rows.removeLast());
        }
        while (rows.size() < shares.size()) {
            Row row = new Row();
            rows.add(row);
            getChildren().add(row);
        }
        for (int i = 0; i < shares.size(); i++) {
            SideShown.LabelShare share = shares.get(i);
            Optional<SideShown.LabelShare> before =
                    base.stream().filter(each -> each.name().equals(share.name())).findFirst();
            rows.get(i)
                    .show(
                            share,
                            before.isPresent()
                                    ? OptionalDouble.of(share.share() - before.get().share())
                                    : OptionalDouble.empty());
        }
        // One width for all names, so that the bars begin below each other and no name is cut
        // that need not be.
        int longest = shares.stream().mapToInt(share -> share.name().length()).max().orElse(0);
        rows.forEach(row -> row.widen(Math.clamp(longest * LETTER, NAME, LONG_NAME)));
        setVisible(!shares.isEmpty());
        setManaged(!shares.isEmpty());
    }

    private final class Row extends HBox {
        private final Label name = new Label();
        private final Bar bar = new Bar(style);
        private final Label share = new Label();
        private final Label change = new Label();

        Row() {
            getStyleClass().add("share-row");
            setAlignment(Pos.CENTER_LEFT);
            name.setMinWidth(NAME);
            share.setMinWidth(USE_PREF_SIZE);
            share.getStyleClass().add("share-number");
            change.getStyleClass().addAll("secondary", "share-change");
            change.setMinWidth(44);
            HBox.setHgrow(bar, Priority.ALWAYS);
            GridPane.setHgrow(bar, Priority.ALWAYS);
            getChildren().setAll(name, bar, share);
        }

        void widen(double width) {
            name.setPrefWidth(width);
            name.setMaxWidth(width);
        }

        void show(SideShown.LabelShare now, OptionalDouble difference) {
            name.setText(now.name());
            bar.show(now.share());
            share.setText(Digits.decimals(3).format(now.share()));
            if (difference.isPresent()) {
                change.setText(signed(difference.getAsDouble()));
                if (!getChildren().contains(change)) {
                    getChildren().add(change);
                }
            } else {
                getChildren().remove(change);
            }
            setAccessibleText(now.name() + " " + share.getText());
        }
    }

    /// Returns a difference with its sign, three decimals: `+0.393`.
    static String signed(double difference) {
        String number = Digits.decimals(3).format(Math.abs(difference));
        boolean isNothing = Double.parseDouble(number) == 0;
        return isNothing ? number : (difference < 0 ? Digits.MINUS : "+") + number;
    }

    /// A bar from 0 to 1.
    private static final class Bar extends Region {
        private final Region fill = new Region();
        private double share;

        Bar(String style) {
            getStyleClass().add("share-track");
            fill.getStyleClass().addAll("share-fill", style);
            setMinWidth(30);
            getChildren().add(fill);
        }

        void show(double now) {
            share = now;
            requestLayout();
        }

        @Override
        protected void layoutChildren() {
            double width = share > 0 ? Math.max(2, share * getWidth()) : 0;
            fill.resizeRelocate(0, 0, Math.min(width, getWidth()), getHeight());
        }
    }
}
