package org.taskvectors.ui.devices;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.taskvectors.ui.common.LiveDevices;
import org.taskvectors.ui.common.ModalPanel;

/// The card over the window that says what was found on this machine, and asks where jobs run and
/// which libraries are used. What it set off goes on in the tray when it is put away.
final class DevicesPanel extends ModalPanel {
    /// Of the card within its padding.
    private static final double WIDTH = 592;

    private final DevicesViewModel model;
    private final DeviceChoices choices;
    private final DeviceFindings findings;
    private final LibtorchBox libtorch;
    private final TrialBox trial;
    private final FittingScroll scroll;
    private final Node card;
    private @Nullable Node focusBefore;

    /// @param below what rests while the panel is shown
    DevicesPanel(DevicesViewModel model, LiveDevices live, Node below) {
        super("devices-panel", below, model::hide, () -> 0);
        this.model = model;
        this.choices = new DeviceChoices(model);
        this.findings = new DeviceFindings(model);
        this.libtorch = new LibtorchBox(model);
        this.trial = new TrialBox(model);
        this.scroll = new FittingScroll(new VBox(20, choices, findings, trial, libtorch), WIDTH);
        this.card = card();
        visible(this, false);
        model.shownProperty().addListener((_, _, isShown) -> follow(isShown));
        live.newsProperty().addListener((_, _, _) -> refresh());
        model.libtorch().typedProperty().addListener((_, _, _) -> refresh());
    }

    private Node card() {
        Label heading = new Label("Devices");
        heading.getStyleClass().add("place-title");
        Button close = new Button("Done");
        close.setId("devices-done");
        close.setOnAction(_ -> model.hide());
        HBox actions = new HBox(close);
        actions.getStyleClass().add("modal-actions");
        VBox card = new VBox(heading, scroll, actions);
        card.getStyleClass().addAll("floating-card", "modal-card", "devices-card");
        card.setMaxHeight(Region.USE_PREF_SIZE);
        card.setAccessibleText("Devices");
        return card;
    }

    private void follow(boolean isShown) {
        if (isShown) {
            focusBefore = getScene().getFocusOwner();
            getChildren().setAll(card);
        } else {
            getChildren().clear();
        }
        show(isShown);
        refresh();
        if (isShown) {
            choices.focus();
        } else if (focusBefore != null) {
            focusBefore.requestFocus();
        }
    }

    private void refresh() {
        if (isVisible()) {
            choices.refresh();
            findings.refresh();
            libtorch.refresh();
            trial.refresh();
            scroll.requestLayout();
        }
    }
}
