package org.taskvectors.ui.train;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javafx.application.Platform;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.ui.common.Card;
import org.taskvectors.ui.common.EmptyState;
import org.taskvectors.ui.common.FileDrops;
import org.taskvectors.ui.common.Focus;
import org.taskvectors.ui.common.Fxml;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.PlaceKeys;
import org.taskvectors.ui.figures.FigureSaver;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.TrainingItem;

/// The scene of the place where a model is fine-tuned.
final class TrainController {
    private static final KeyCombination START =
            new KeyCodeCombination(KeyCode.ENTER, KeyCombination.SHORTCUT_DOWN);

    private final TrainViewModel model;
    private final AppContext context;
    private final Parent node;

    @FXML private HBox root;
    @FXML private Card dataCard;
    @FXML private Card settingsCard;
    @FXML private VBox main;
    @FXML private Card emptyCard;
    @FXML private EmptyState empty;

    private final BaseCard base;
    private final RowsForm rowsForm;
    private final SettingsForm settings;
    private final AheadPart ahead;
    private final TitleRow title;
    private final EndedBar ended;
    private final StripCard strip = new StripCard();
    private final FiguresRow figures;
    private final RowsCard rows;
    private final CheckpointsCard checkpoints;
    private boolean isAwaited;

    TrainController(TrainViewModel model, AppContext context) {
        this.model = model;
        this.context = context;
        this.base = new BaseCard(model);
        this.rowsForm = new RowsForm(model, context);
        this.settings = new SettingsForm(model);
        this.ahead = new AheadPart(model);
        this.title = new TitleRow(model);
        this.ended = new EndedBar(model);
        this.figures = new FiguresRow(model.shown(), new FigureSaver(context, model::say), theme());
        this.rows = new RowsCard(model);
        this.checkpoints = new CheckpointsCard(model);
        this.node = Fxml.load(this, "train.fxml");
        wire();
    }

    Node node() {
        return node;
    }

    private void wire() {
        dataCard.getChildren().setAll(base, rowsForm);
        settingsCard.getChildren().setAll(settings, ahead);
        main.getChildren().setAll(title, ended, emptyCard, strip, figures, rows, checkpoints);
        VBox.setVgrow(figures, Priority.ALWAYS);
        FileDrops.take(root, rowsForm::take);
        PlaceKeys.install(root, this::keys);
        List.of(
                        model.form().formProperty(),
                        model.form().presetsProperty(),
                        model.baseProperty(),
                        model.aheadProperty(),
                        model.rows().columnsProperty(),
                        model.rows().preparedProperty(),
                        model.rows().factsProperty(),
                        model.rows().filterProperty(),
                        model.rows().listedProperty(),
                        model.rows().chosenProperty(),
                        model.runs().itemsProperty(),
                        model.runs().changedProperty(),
                        model.runs().endedProperty(),
                        model.shown().runProperty(),
                        model.shown().seenProperty(),
                        model.shown().picturesProperty(),
                        model.shown().tickedProperty(),
                        model.shown().chosenProperty(),
                        model.shown().problemProperty(),
                        model.saidProperty())
                .forEach(each -> each.addListener((_, _, _) -> soon()));
        context.theme().addListener((_, _, _) -> figures.setTheme(theme()));
        context.state()
                .addListener(
                        (_, before, now) -> {
                            if (!before.items().equals(now.items())) {
                                soon();
                            }
                        });
        show();
    }

    /// Several changes that come together are shown once.
    private void soon() {
        if (!isAwaited) {
            isAwaited = true;
            Platform.runLater(
                    () -> {
                        isAwaited = false;
                        show();
                    });
        }
    }

    private void show() {
        Optional<TrainingItem> run = model.shown().runProperty().get();
        boolean isRun = run.isPresent();
        Form form = model.shown().form().orElseGet(() -> model.form().formProperty().get());
        base.show(form, isRun);
        rowsForm.show(form, isRun);
        settings.show(form, isRun);
        ahead.show(form, isRun);
        title.show();
        ended.show();
        boolean isEmpty = !isRun && (form.base().isEmpty() || form.train().isEmpty());
        String problem = isRun ? model.shown().problemProperty().get() : "";
        boolean isSaid = isEmpty || !problem.isEmpty();
        if (!isSaid) {
            Focus.leave(emptyCard, title);
        }
        Nodes.visible(emptyCard, isSaid);
        if (isEmpty) {
            showEmpty(form);
        } else if (!problem.isEmpty()) {
            empty.setTitle("This run cannot be shown");
            empty.setText(problem);
            empty.setActions();
        }
        Optional<StripWords> words = run.flatMap(item -> words(item, form));
        Nodes.visible(strip, isRun && problem.isEmpty());
        run.ifPresent(item -> strip.show(words, model.runs().stage(item), item.summary()));
        figures.show(isRun ? model.shown().picturesProperty().get() : Optional.empty(), words);
        boolean hasRows = form.train().isPresent() && !form.base().isEmpty() && problem.isEmpty();
        Nodes.visible(rows, hasRows);
        rows.show(form, isRun);
        VBox.setVgrow(rows, Priority.ALWAYS);
        checkpoints.show(form, model.comparedItem(form).map(FileItem::name).orElse(""));
        VBox.setVgrow(checkpoints, Priority.SOMETIMES);
    }

    private Optional<StripWords> words(TrainingItem item, Form form) {
        return model.shown()
                .seenProperty()
                .get()
                .map(
                        seen ->
                                new StripWords(
                                        seen,
                                        model.shown().figures(item, seen),
                                        form.settings().schedule().steps(),
                                        model.comparedItem(form).map(FileItem::name).orElse("")));
    }

    private void showEmpty(Form form) {
        empty.setTitle("What does fine-tuning change?");
        Button start = new Button();
        start.getStyleClass().add("primary");
        start.setId("train-begin");
        start.setMnemonicParsing(false);
        if (model.form().models().isEmpty()) {
            empty.setText(
                    "A base model learns the answers of a labelled file, and what changed lands in"
                            + " the library as an adapter, which is a task vector. The library has"
                            + " no model yet.");
            start.setText("Go to the library");
            start.setOnAction(_ -> context.navigation().go(Navigation.LIBRARY));
        } else if (form.base().isEmpty()) {
            FileItem first = model.form().models().getFirst();
            empty.setText(
                    "Choose the base model that learns the answers of a labelled file. What changed"
                            + " lands in the library as an adapter, which is a task vector.");
            start.setText("Choose " + first.name());
            start.setOnAction(_ -> model.form().chooseBase(first));
        } else {
            empty.setText(
                    "Drop a labelled file here, or choose one: sentences with labels as of SST-2"
                            + " and MNLI, questions with choices or answers, or chats. The base"
                            + " learns its answers, and what changed lands in the library as an"
                            + " adapter, which is a task vector.");
            model.form().known().stream()
                    .findFirst()
                    .ifPresentOrElse(
                            known -> {
                                start.setText("Train on " + RunNames.rows(known));
                                start.setOnAction(
                                        _ -> model.form().takeRows(RowsForm.asTrain(known)));
                            },
                            () -> {
                                start.setText("Choose a labelled file…");
                                start.setOnAction(
                                        _ ->
                                                RowsForm.ask(context.dialogs())
                                                        .ifPresent(model.form()::takeRows));
                            });
        }
        empty.setActions(start);
    }

    private void keys(KeyEvent event) {
        if (START.match(event)) {
            model.startOrResume();
            event.consume();
        }
    }

    private FigureTheme theme() {
        return Objects.requireNonNull(context.theme().get()).isDark()
                ? FigureTheme.DARK
                : FigureTheme.LIGHT;
    }
}
