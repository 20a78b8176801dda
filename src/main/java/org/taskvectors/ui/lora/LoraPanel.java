package org.taskvectors.ui.lora;

import java.util.List;
import javafx.beans.property.StringProperty;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.tensor.DType;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.ui.common.ModalPanel;
import org.taskvectors.ui.common.ScopeBox;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.ui.common.SegmentControl;

/// The panel over its place: what bounds the rank, the dtype, where the adapter goes; then how far
/// the job is; then the error of each layer. Escape and a click beside it put it away, and a job
/// that runs goes on in the tray.
public final class LoraPanel extends ModalPanel {
    private final LoraViewModel model;
    private final Label about = new Label();
    private final TextField amount = new TextField();
    private final Label unit = new Label();
    private final Label path = new Label();
    private final Tooltip whole = new Tooltip();
    private final Label time = new Label();
    private final Label problem = new Label();
    private final VBox choices = new VBox(12);
    private final ScrollPane scroll = new ScrollPane(choices);
    private final VBox outcome = new VBox(8);
    private final Button extract = new Button("Extract");
    private final Button replace = new Button("Replace");
    private final Button cancel = new Button("Cancel");
    private final Button close = new Button("Close");
    private StringProperty shown;

    /// @param below the place that rests while the panel is shown
    public LoraPanel(LoraViewModel model, Node below) {
        super("lora-panel", below, model::hide, model::fraction);
        this.model = model;
        this.shown = model.rankProperty();
        getChildren().setAll(card());
        model.vectorProperty().addListener((_, _, _) -> show());
        model.stateProperty().addListener((_, _, _) -> refresh());
        model.problemProperty().addListener((_, _, _) -> refresh());
        model.nameProperty().addListener((_, _, _) -> refresh());
        model.folderProperty().addListener((_, _, _) -> refresh());
        show();
    }

    private VBox card() {
        Label heading = new Label("Extract a LoRA");
        heading.getStyleClass().add("place-title");
        about.getStyleClass().add("secondary");
        about.setWrapText(true);
        about.setMinHeight(Region.USE_PREF_SIZE);
        time.getStyleClass().add("secondary");
        time.setWrapText(true);
        time.setMinHeight(Region.USE_PREF_SIZE);
        time.setId("lora-time");
        model.scope().coverageProperty().addListener((_, _, _) -> refresh());
        model.rankProperty().addListener((_, _, _) -> refresh());
        model.energyProperty().addListener((_, _, _) -> refresh());
        model.modeProperty().addListener((_, _, _) -> refresh());
        problem.setWrapText(true);
        problem.setMinHeight(Region.USE_PREF_SIZE);
        bar().setAccessibleText("How far the adapter is");
        Node rank = rank();
        HBox.setHgrow(rank, Priority.ALWAYS);
        choices.getChildren().setAll(new HBox(16, rank, dtype()), scope(), base(), target());
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        // In a low window these scroll, and what is pressed stays in sight.
        scroll.setMinHeight(80);
        HBox actions = new HBox(close, cancel, replace, extract);
        actions.getStyleClass().add("modal-actions");
        extract.getStyleClass().add("primary");
        extract.setDefaultButton(true);
        extract.setOnAction(_ -> model.start(false));
        replace.getStyleClass().add("primary");
        replace.setOnAction(_ -> model.start(true));
        cancel.setOnAction(_ -> model.cancel());
        close.setOnAction(_ -> model.hide());
        VBox card =
                new VBox(heading, about, scroll, time, bar(), problem, partial(), outcome, actions);
        card.getStyleClass().addAll("floating-card", "modal-card");
        card.setMaxHeight(Region.USE_PREF_SIZE);
        card.setAccessibleText("Extract a LoRA");
        return card;
    }

    /// Shown where a try has failed for want of it.
    private Node partial() {
        CheckBox partial = new CheckBox("Leave out what cannot be read");
        partial.setId("lora-partial");
        partial.selectedProperty().bindBidirectional(model.partialProperty());
        partial.visibleProperty().bind(model.asksPartialProperty());
        partial.managedProperty().bind(model.asksPartialProperty());
        return partial;
    }

    private Node rank() {
        SegmentControl<LoraViewModel.Mode> mode = new SegmentControl<>();
        mode.setOptions(List.of(LoraViewModel.Mode.values()), LoraViewModel.Mode::label);
        mode.setValue(model.modeProperty().get());
        mode.valueProperty()
                .addListener(
                        (_, _, chosen) -> {
                            if (chosen != null) {
                                model.modeProperty().set(chosen);
                            }
                        });
        amount.setId("lora-amount");
        amount.setPrefWidth(72);
        amount.setMaxWidth(72);
        unit.getStyleClass().add("secondary");
        model.modeProperty().addListener((_, _, _) -> bindAmount());
        bindAmount();
        SectionLabel label = new SectionLabel("How many directions of each matrix");
        return new VBox(4, label, row(mode, amount), unit);
    }

    private void bindAmount() {
        boolean isRank = model.modeProperty().get() == LoraViewModel.Mode.RANK;
        amount.textProperty().unbindBidirectional(shown);
        shown = isRank ? model.rankProperty() : model.energyProperty();
        amount.textProperty().bindBidirectional(shown);
        amount.setAccessibleText(isRank ? "Rank" : "Energy in percent");
        unit.setText(
                isRank ? "the same for every module" : "% of ‖τ‖² kept, with at most 256 of them");
    }

    private Node dtype() {
        SegmentControl<DType> dtype = new SegmentControl<>();
        dtype.setOptions(List.of(DType.F32, DType.BF16, DType.F16), DType::label);
        dtype.setValue(model.dtypeProperty().get());
        dtype.valueProperty()
                .addListener(
                        (_, _, chosen) -> {
                            if (chosen != null) {
                                model.dtypeProperty().set(chosen);
                            }
                        });
        return new VBox(4, new SectionLabel("Stored as"), dtype);
    }

    private Node scope() {
        ScopeBox box = new ScopeBox();
        box.setId("lora-scope");
        box.show(model.scope());
        return box;
    }

    private Node base() {
        TextField base = new TextField();
        base.setId("lora-base");
        base.setAccessibleText("What the adapter calls its base model");
        base.setPromptText("organisation/model, or a folder");
        base.setTooltip(
                new Tooltip(
                        "base_model_name_or_path of adapter_config.json: where PEFT looks for the"
                                + " base model. Leave it empty to say nothing."));
        base.textProperty().bindBidirectional(model.baseNameProperty());
        return new VBox(4, new SectionLabel("Base model"), base);
    }

    private Node target() {
        TextField name = new TextField();
        name.setId("lora-name");
        name.setAccessibleText("Name of the adapter's folder");
        name.setPromptText("name of the adapter");
        name.textProperty().bindBidirectional(model.nameProperty());
        HBox.setHgrow(name, Priority.ALWAYS);
        Button folder = new Button("Folder…");
        folder.setAccessibleText("Choose the folder that the adapter goes into");
        folder.setOnAction(_ -> model.chooseFolder());
        path.getStyleClass().add("mono");
        path.setTextOverrun(OverrunStyle.LEADING_ELLIPSIS);
        path.setMinWidth(0);
        path.setTooltip(whole);
        return new VBox(4, new SectionLabel("Adapter"), row(name, folder), path);
    }

    private void show() {
        boolean isShown = model.vectorProperty().get().isPresent();
        show(isShown);
        model.vectorProperty()
                .get()
                .ifPresent(
                        item ->
                                about.setText(
                                        "Every linear module of "
                                                + item.name()
                                                + " becomes the closest matrix of a low rank, in a"
                                                + " folder that PEFT loads."));
        refresh();
        if (isShown) {
            amount.requestFocus();
        }
    }

    private void refresh() {
        LoraViewModel.State state = model.stateProperty().get();
        boolean running = state == LoraViewModel.State.RUNNING;
        boolean asking = state == LoraViewModel.State.ASKING;
        boolean done = state == LoraViewModel.State.DONE;
        visible(scroll, !done);
        choices.setDisable(running);
        visible(cancel, running);
        visible(extract, !running && !asking && !done);
        visible(replace, asking);
        extract.setDisable(!model.isReady());
        String text =
                asking
                        ? "There is an adapter in this folder already."
                        : model.problemProperty().get();
        problem.setText(text);
        problem.getStyleClass().setAll("label", asking ? "warning" : "bad");
        visible(problem, !text.isEmpty());
        time.setText(model.timeAhead());
        visible(time, extract.isVisible() && text.isEmpty() && !time.getText().isEmpty());
        path.setText(model.target().map(HomePath::of).orElse(""));
        whole.setText(path.getText());
        visible(outcome, done);
        outcome.getChildren().clear();
        model.result()
                .filter(_ -> done)
                .ifPresent(result -> outcome.getChildren().setAll(LoraOutcome.nodes(result)));
        if (done && isVisible()) {
            // What had the focus is gone, and it must not go to what rests below.
            close.requestFocus();
        }
        showProgress(running);
    }
}
