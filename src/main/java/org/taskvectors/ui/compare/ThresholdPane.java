package org.taskvectors.ui.compare;

import java.util.List;
import java.util.Locale;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.Threshold.Basis;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.analysis.metric.Quantities;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.ui.common.MiddleLabel;
import org.taskvectors.ui.common.Stylesheets;

/// The sparsity threshold: a slider for the hand, a field for the exact number, what it is measured
/// by, and what share of each vector lies below it.
final class ThresholdPane {
    private static final PseudoClass WRONG = PseudoClass.getPseudoClass("wrong");

    private final CompareViewModel model;
    private final Slider slider;
    private final TextField entry;
    private final MenuButton basis;
    private final VBox shares;
    private boolean moving;

    ThresholdPane(
            CompareViewModel model, Slider slider, TextField entry, MenuButton basis, VBox shares) {
        this.model = model;
        this.slider = slider;
        this.entry = entry;
        this.basis = basis;
        this.shares = shares;
        slider.valueProperty()
                .addListener(
                        (_, _, position) -> {
                            fillTrack();
                            if (!moving) {
                                model.setThreshold(model.scale().at(position.doubleValue()));
                            }
                        });
        slider.setBlockIncrement(0.02);
        slider.skinProperty().addListener((_, _, _) -> fillTrack());
        entry.setOnAction(_ -> take());
        entry.focusedProperty()
                .addListener(
                        (_, _, focused) -> {
                            if (!focused) {
                                take();
                            }
                        });
        ToggleGroup group = new ToggleGroup();
        for (Basis each : Basis.values()) {
            RadioMenuItem item = new RadioMenuItem(words(each));
            item.setToggleGroup(group);
            item.setUserData(each);
            item.setOnAction(_ -> model.setBasis(each));
            basis.getItems().add(item);
        }
    }

    /// Colours the track up to the thumb, which a slider's own style cannot.
    private void fillTrack() {
        Node track = slider.lookup(".track");
        if (track != null) {
            track.setStyle(
                    String.format(
                            Locale.ROOT,
                            "-fx-background-color: linear-gradient(to right, -tv-accent %1$.2f%%,"
                                    + " -tv-border %1$.2f%%);",
                            100 * slider.getValue()));
        }
    }

    /// Shows the threshold.
    void show(Threshold threshold) {
        ThresholdScale scale = model.scale();
        if (!scale.at(slider.getValue()).equals(threshold)) {
            moving = true;
            slider.setValue(scale.positionOf(threshold.value()));
            moving = false;
        }
        if (!entry.isFocused() || !isSame(entry.getText(), threshold.value())) {
            entry.setText(threshold.number());
            entry.pseudoClassStateChanged(WRONG, false);
        }
        basis.setText(words(threshold.basis()));
        basis.getItems()
                .forEach(
                        item ->
                                ((RadioMenuItem) item)
                                        .setSelected(threshold.basis().equals(item.getUserData())));
    }

    /// Shows the share of each vector, of many those of the chosen pair: there is no room for more,
    /// and the figure and the table have all.
    void show(@Nullable Answer shown) {
        List<Answer.Share> all = shown == null ? List.of() : shares(shown);
        while (shares.getChildren().size() > all.size()) {
            shares.getChildren().removeLast();
        }
        for (int i = 0; i < all.size(); i++) {
            if (i == shares.getChildren().size()) {
                shares.getChildren().add(line());
            }
            show((HBox) shares.getChildren().get(i), all.get(i));
        }
    }

    private static List<Answer.Share> shares(Answer shown) {
        if (shown.shares().size() <= Focused.FEW || shown.pairs().isEmpty()) {
            return shown.shares();
        }
        Pair pair = shown.pairs().getFirst().pair();
        return List.of(shown.shares().get(pair.a()), shown.shares().get(pair.b()));
    }

    private static void show(HBox line, Answer.Share share) {
        MiddleLabel name = (MiddleLabel) line.getChildren().getFirst();
        Label number = (Label) line.getChildren().getLast();
        name.setWhole(share.name());
        name.setStyle(
                String.format(
                        Locale.ROOT,
                        "-fx-text-fill: -tv-vector-%d;",
                        share.colour() % Stylesheets.VECTOR_COLOURS + 1));
        Quantity sparsity = VectorMetric.SPARSITY.quantity();
        number.setText(sparsity.say(sparsity.inUnit(share.share())));
        number.setTooltip(
                Double.isNaN(share.effective())
                        ? null
                        : new Tooltip(
                                "exact for |τ| ≤ "
                                        + Quantities.EPSILON.say(share.effective())
                                        + ": wider dtypes are counted in bins"));
    }

    private static HBox line() {
        MiddleLabel name = new MiddleLabel();
        HBox.setHgrow(name, Priority.ALWAYS);
        Label number = new Label();
        number.setMinWidth(Region.USE_PREF_SIZE);
        HBox line = new HBox(name, number);
        line.getStyleClass().add("share-line");
        return line;
    }

    private void take() {
        try {
            double typed = parse(entry.getText());
            entry.pseudoClassStateChanged(WRONG, false);
            model.setThreshold(new Threshold(typed, model.thresholdProperty().get().basis()));
        } catch (IllegalArgumentException e) {
            // Stays as typed and marked while it has the focus; the threshold is what it was.
            entry.pseudoClassStateChanged(WRONG, entry.isFocused());
            if (!entry.isFocused()) {
                entry.setText(model.thresholdProperty().get().number());
            }
        }
    }

    private static boolean isSame(String typed, double value) {
        try {
            return parse(typed) == value;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static double parse(String typed) {
        double value = Double.parseDouble(typed.strip().replace(',', '.').replace('−', '-'));
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("a threshold is a number of 0 or more");
        }
        return value;
    }

    private static String words(Basis basis) {
        return switch (basis) {
            case ABSOLUTE -> "absolute";
            case TENSOR -> "× RMS of tensor";
            case GROUP -> "× RMS of group";
            case ALL -> "× RMS of vector";
        };
    }
}
