package org.taskvectors.ui.devices;

import javafx.geometry.HPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.Trial;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.tensor.Device;
import org.taskvectors.ui.common.SectionLabel;

/// A small extraction on the processor and on a device: both times, both rates, and whether the
/// results are the same.
final class TrialBox extends VBox {
    private final DevicesViewModel devices;
    private final TrialModel model;
    private final Button test = new Button("Test");
    private final Button cancel = new Button("Cancel");
    private final ProgressBar bar = new ProgressBar(ProgressBar.INDETERMINATE_PROGRESS);
    private final HBox running = new HBox(12, bar, cancel);
    private final Label about = Texts.wrapped("", "secondary");
    private final GridPane times = new GridPane(16, 4);
    private final Label same = Texts.wrapped("", "small");
    private final Label remark = Texts.wrapped("", "small");

    TrialBox(DevicesViewModel devices) {
        super(8);
        this.devices = devices;
        this.model = devices.trial();
        test.setId("device-test");
        test.setMinWidth(Region.USE_PREF_SIZE);
        test.setOnAction(_ -> devices.test());
        cancel.getStyleClass().add("compact");
        cancel.setAccessibleText("Stop the test");
        cancel.setOnAction(_ -> model.cancel());
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText("The device is being tested");
        HBox.setHgrow(bar, Priority.ALWAYS);
        running.getStyleClass().add("device-row");
        HBox.setHgrow(about, Priority.ALWAYS);
        about.setMaxWidth(Double.MAX_VALUE);
        HBox row = new HBox(12, about, test);
        row.getStyleClass().add("device-row");
        same.setId("device-test-result");
        getChildren().setAll(new SectionLabel("Test"), row, running, times, same, remark);
    }

    void refresh() {
        boolean isRunning = model.isRunning();
        String device = devices.tested().map(Accelerator::label).orElse("");
        test.setText(device.isEmpty() ? "Test" : "Test " + device);
        test.setDisable(isRunning || device.isEmpty());
        about.setText(
                device.isEmpty()
                        ? "No other device can be used here, so there is none to test."
                        : "A small extraction on the CPU and on "
                                + device
                                + ", one after the other: how long each takes, and whether the"
                                + " results are the same.");
        visible(running, isRunning);
        visible(times, model.result().isPresent());
        times.getChildren().clear();
        model.result().ifPresent(this::show);
        Texts.show(
                same,
                model.result()
                        .map(
                                trial ->
                                        trial.difference()
                                                .map(
                                                        what ->
                                                                Remark.of(
                                                                        "Not the same: "
                                                                                + what
                                                                                + ".",
                                                                        "bad"))
                                                .orElse(
                                                        Remark.of(
                                                                "The same, bit for bit.", "good")))
                        .orElse(Remark.NONE));
        Texts.show(remark, model.remark());
    }

    private void show(Trial trial) {
        add(0, Device.CPU.label(), trial.processorSeconds(), trial.bytes());
        add(1, trial.accelerator().label(), trial.acceleratorSeconds(), trial.bytes());
    }

    private void add(int row, String device, double seconds, long bytes) {
        Label name = Texts.wrapped(device, "small");
        Label time = number(Digits.decimals(2).format(seconds) + " s");
        Label rate = number(Amounts.bytes(bytes / seconds) + "/s");
        Label of = Texts.wrapped("of " + Amounts.bytes(bytes), "secondary");
        name.setMinWidth(Region.USE_PREF_SIZE);
        times.addRow(row, name, time, rate, of);
    }

    private static Label number(String text) {
        Label label = Texts.wrapped(text, "small");
        label.setMinWidth(Region.USE_PREF_SIZE);
        GridPane.setHalignment(label, HPos.RIGHT);
        return label;
    }

    private static void visible(Node node, boolean isVisible) {
        node.setVisible(isVisible);
        node.setManaged(isVisible);
    }
}
