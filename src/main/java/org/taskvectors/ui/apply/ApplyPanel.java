package org.taskvectors.ui.apply;

import java.util.List;
import java.util.Optional;
import javafx.beans.Observable;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.ui.common.ModalPanel;
import org.taskvectors.ui.common.SearchChoice;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.ui.common.SegmentControl;
import org.taskvectors.workspace.FileItem;

/// The panel over its place: the base, the vectors with their coefficients, the dtype, where the
/// model goes; then how far the job is; then what was written. Escape and a click beside it put it
/// away, and a job that runs goes on in the tray.
public final class ApplyPanel extends ModalPanel {
    private final ApplyViewModel model;
    private final SearchChoice<FileItem> base;
    private final VBox terms = new VBox(4);
    private final MenuButton add = new MenuButton("Add vector…");
    private final Label path = new Label();
    private final Tooltip whole = new Tooltip();
    private final Label time = new Label();
    private final Label problem = new Label();
    private final VBox choices = new VBox(12);
    private final ScrollPane scroll = new ScrollPane(choices);
    private final VBox outcome = new VBox(8);
    private final Button save = new Button("Save");
    private final Button cancel = new Button("Cancel");
    private final Button close = new Button("Close");

    /// @param below the place that rests while the panel is shown
    public ApplyPanel(ApplyViewModel model, Node below) {
        super("apply-panel", below, model::hide, model::fraction);
        this.model = model;
        base =
                new SearchChoice<>(
                        FileItem::name,
                        "The model that the vectors are put onto",
                        item -> model.baseProperty().set(Optional.of(item)));
        getChildren().setAll(card());
        model.shownProperty().addListener((_, _, _) -> show());
        model.stateProperty().addListener((_, _, _) -> refresh());
        model.problemProperty().addListener((_, _, _) -> refresh());
        model.nameProperty().addListener((_, _, _) -> refresh());
        model.timeAheadProperty().addListener((_, _, _) -> refresh());
        model.folderProperty().addListener((_, _, _) -> refresh());
        model.terms().addListener((Observable _) -> showTerms());
        model.baseProperty().addListener((_, _, _) -> showBase());
        show();
    }

    private void showBase() {
        base.show(model.bases(), model.baseProperty().get().orElse(null));
    }

    private VBox card() {
        Label heading = new Label("Save as a model");
        heading.getStyleClass().add("place-title");
        Label about =
                new Label(
                        "base + Σ λ·τ, added in float32 in this order and rounded once, as a folder"
                                + " that other tools load.");
        about.getStyleClass().add("secondary");
        about.setWrapText(true);
        about.setMinHeight(Region.USE_PREF_SIZE);
        time.getStyleClass().add("secondary");
        time.setWrapText(true);
        time.setMinHeight(Region.USE_PREF_SIZE);
        time.setId("apply-time");
        problem.setWrapText(true);
        problem.setMinHeight(Region.USE_PREF_SIZE);
        bar().setAccessibleText("How far the model is");
        choices.getChildren().setAll(base(), vectors(), dtype(), target(), profile());
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        // In a low window these scroll, and what is pressed stays in sight.
        scroll.setMinHeight(80);
        HBox actions = new HBox(close, cancel, save);
        actions.getStyleClass().add("modal-actions");
        save.getStyleClass().add("primary");
        save.setDefaultButton(true);
        save.setOnAction(_ -> model.start());
        cancel.setOnAction(_ -> model.cancel());
        close.setOnAction(_ -> model.hide());
        VBox card =
                new VBox(heading, about, scroll, time, bar(), problem, partial(), outcome, actions);
        card.getStyleClass().addAll("floating-card", "modal-card");
        card.setMaxHeight(Region.USE_PREF_SIZE);
        card.setAccessibleText("Save as a model");
        return card;
    }

    private Node base() {
        base.setId("apply-base");
        return new VBox(4, new SectionLabel("Base"), base);
    }

    private Node vectors() {
        add.setId("apply-add");
        add.setOnShowing(_ -> add.getItems().setAll(addable()));
        return new VBox(4, new SectionLabel("Vectors and their coefficients"), terms, add);
    }

    private List<MenuItem> addable() {
        List<MenuItem> items =
                model.addable().stream()
                        .map(
                                vector -> {
                                    MenuItem item = new MenuItem(vector.name());
                                    item.setMnemonicParsing(false);
                                    item.setOnAction(_ -> model.add(vector));
                                    return item;
                                })
                        .toList();
        if (!items.isEmpty()) {
            return items;
        }
        MenuItem none = new MenuItem("There are no other vectors in the library");
        none.setDisable(true);
        return List.of(none);
    }

    private void showTerms() {
        terms.getChildren().setAll(model.terms().stream().map(this::row).toList());
    }

    private Node row(TermChoice term) {
        Label name = new Label(term.vector().name());
        name.setMinWidth(0);
        name.setMaxWidth(Double.MAX_VALUE);
        name.setTooltip(new Tooltip(HomePath.of(term.vector().path())));
        HBox.setHgrow(name, Priority.ALWAYS);
        TextField lambda = new TextField();
        lambda.getStyleClass().add("number-field");
        lambda.setPrefWidth(72);
        lambda.setMinWidth(72);
        lambda.setStyle("-fx-alignment: center-right;");
        lambda.setAccessibleText("Coefficient of " + term.vector().name());
        lambda.textProperty().bindBidirectional(term.lambdaProperty());
        Button remove = new Button("Remove");
        remove.getStyleClass().add("compact");
        remove.setMinWidth(Region.USE_PREF_SIZE);
        remove.setAccessibleText("Remove " + term.vector().name());
        remove.setOnAction(_ -> model.remove(term));
        HBox row = row(name, new Label("λ"), lambda, remove);
        row.getStyleClass().add("apply-term");
        return row;
    }

    private Node dtype() {
        SegmentControl<OutputDType> dtype = new SegmentControl<>();
        dtype.setOptions(
                List.of(
                        OutputDType.SOURCE,
                        OutputDType.FLOAT32,
                        OutputDType.BFLOAT16,
                        OutputDType.FLOAT16),
                choice -> choice == OutputDType.SOURCE ? "as the base" : choice.word());
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

    private Node target() {
        TextField name = new TextField();
        name.setId("apply-name");
        name.setAccessibleText("Name of the model's folder");
        name.setPromptText("name of the model");
        name.textProperty().bindBidirectional(model.nameProperty());
        HBox.setHgrow(name, Priority.ALWAYS);
        Button folder = new Button("Folder…");
        folder.setAccessibleText("Choose the folder that the model goes into");
        folder.setOnAction(_ -> model.chooseFolder());
        path.getStyleClass().add("mono");
        path.setTextOverrun(OverrunStyle.LEADING_ELLIPSIS);
        path.setMinWidth(0);
        path.setTooltip(whole);
        return new VBox(4, new SectionLabel("Model"), row(name, folder), path);
    }

    private Node profile() {
        CheckBox profile = new CheckBox("Measure the change that is really written");
        profile.setId("apply-profile");
        profile.setTooltip(
                new Tooltip(
                        "round(θ₀ + Σ λ·τ) − θ₀: what is left of the vectors once the sums are"
                                + " rounded to the model's dtype. Kept beside the model."));
        profile.selectedProperty().bindBidirectional(model.profileProperty());
        return profile;
    }

    /// Shown where a try has failed for want of it.
    private Node partial() {
        CheckBox partial = new CheckBox("Leave out what does not match or cannot be read");
        partial.setId("apply-partial");
        partial.setTooltip(
                new Tooltip(
                        "The model then has a part of the vectors only; its notes say which"
                                + " tensors were left out."));
        partial.selectedProperty().bindBidirectional(model.partialProperty());
        partial.visibleProperty().bind(model.asksPartialProperty());
        partial.managedProperty().bind(model.asksPartialProperty());
        return partial;
    }

    private void show() {
        boolean isShown = model.shownProperty().get().isPresent();
        show(isShown);
        if (isShown) {
            showBase();
            showTerms();
        }
        refresh();
        if (isShown) {
            save.requestFocus();
        }
    }

    private void refresh() {
        ApplyViewModel.State state = model.stateProperty().get();
        boolean running = state == ApplyViewModel.State.RUNNING;
        boolean done = state == ApplyViewModel.State.DONE;
        visible(scroll, !done);
        choices.setDisable(running);
        visible(cancel, running);
        visible(save, !running && !done);
        save.setDisable(!model.isReady());
        String text = model.problemProperty().get();
        problem.setText(text);
        problem.getStyleClass().setAll("label", "bad");
        visible(problem, !text.isEmpty());
        time.setText(model.timeAheadProperty().get());
        visible(time, save.isVisible() && text.isEmpty() && !time.getText().isEmpty());
        path.setText(model.target().map(HomePath::of).orElse(""));
        whole.setText(path.getText());
        visible(outcome, done);
        outcome.getChildren().clear();
        model.result()
                .filter(_ -> done)
                .ifPresent(result -> outcome.getChildren().setAll(ApplyOutcome.nodes(result)));
        if (done && isVisible()) {
            // What had the focus is gone, and it must not go to what rests below.
            close.requestFocus();
        }
        showProgress(running);
    }
}
