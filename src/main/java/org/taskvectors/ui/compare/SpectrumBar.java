package org.taskvectors.ui.compare;

import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.ui.common.NumberField;

/// What stands beside the measures where singular values are shown: of how many of the first, and
/// the button that finds those that nothing is known of yet.
final class SpectrumBar extends HBox {
    private static final int MOST = 4096;

    private final NumberField first;
    private final Button measure = new Button("Measure spectra");
    private final Label state = new Label();

    SpectrumBar(CompareViewModel model) {
        first =
                new NumberField(
                        "k: of how many of the first singular values",
                        1,
                        MOST,
                        k -> Integer.toString((int) k),
                        k -> model.setFirst((int) k));
        Label name = new Label("k");
        name.setLabelFor(first);
        first.setPrefColumnCount(4);
        measure.setId("measureSpectra");
        measure.setMinWidth(USE_PREF_SIZE);
        measure.setOnAction(_ -> model.measureSpectra());
        state.getStyleClass().add("muted");
        setSpacing(8);
        setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(name, first, measure, state);
    }

    /// Shows of how many the numbers are, and how many matrices nothing is known of.
    void show(int k, Optional<SpectrumCoverage> coverage, String going) {
        first.show(k);
        int missing = coverage.map(SpectrumCoverage::missing).orElse(0);
        boolean canMeasure = missing > 0 && going.isEmpty();
        measure.setVisible(canMeasure);
        measure.setManaged(canMeasure);
        state.setText(
                going.isEmpty()
                        ? coverage.filter(of -> of.missing() > 0).map(SpectrumBar::say).orElse("")
                        : going);
        state.setVisible(!state.getText().isEmpty());
        state.setManaged(!state.getText().isEmpty());
    }

    private static String say(SpectrumCoverage of) {
        return Amounts.count(of.missing())
                + (of.missing() == 1 ? " matrix" : " matrices")
                + (of.known() == 0 ? "" : " more")
                + ", "
                + Amounts.about(of.seconds());
    }
}
