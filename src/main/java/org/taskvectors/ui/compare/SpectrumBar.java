package org.taskvectors.ui.compare;

import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import org.taskvectors.accelerator.Verdict;
import org.taskvectors.accelerator.Workload;
import org.taskvectors.ui.common.NumberField;
import org.taskvectors.ui.shell.DeviceAhead;

/// What stands beside the measures where singular values are shown: of how many of the first, and
/// the button that finds those that nothing is known of yet.
final class SpectrumBar extends HBox {
    private static final int MOST = 4096;

    private final NumberField first;
    private final Button measure = new Button("Measure spectra");
    private final Label state = new Label();
    private final Tooltip reason = new Tooltip();
    private final DeviceAhead device;
    private Optional<SpectrumCoverage> coverage = Optional.empty();
    private String going = "";

    SpectrumBar(CompareViewModel model) {
        device = model.spectrumDevice();
        device.verdictProperty().subscribe(this::showState);
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
    void show(int k, Optional<SpectrumCoverage> found, String job) {
        first.show(k);
        coverage = found.filter(of -> of.missing() > 0);
        going = job;
        boolean canMeasure = coverage.isPresent() && going.isEmpty();
        measure.setVisible(canMeasure);
        measure.setManaged(canMeasure);
        coverage.map(of -> Workload.matrices(of.multiplications())).ifPresent(device::ask);
        showState();
    }

    private void showState() {
        Optional<Verdict> where = device.verdictProperty().get();
        state.setText(going.isEmpty() ? coverage.map(of -> of.words(where)).orElse("") : going);
        state.setVisible(!state.getText().isEmpty());
        state.setManaged(!state.getText().isEmpty());
        reason.setText(where.map(Verdict::reason).orElse(""));
        state.setTooltip(reason.getText().isEmpty() ? null : reason);
    }
}
