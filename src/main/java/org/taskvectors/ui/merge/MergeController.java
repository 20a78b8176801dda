package org.taskvectors.ui.merge;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javafx.application.Platform;
import javafx.css.PseudoClass;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.merge.method.Space;
import org.taskvectors.ui.common.Card;
import org.taskvectors.ui.common.EmptyState;
import org.taskvectors.ui.common.Focus;
import org.taskvectors.ui.common.Fxml;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.PlaceKeys;
import org.taskvectors.ui.common.SegmentControl;
import org.taskvectors.ui.figures.FigureSaver;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.workspace.FileItem;

/// The scene of the place where vectors and models are merged.
final class MergeController {
    private static final KeyCombination START =
            new KeyCodeCombination(KeyCode.ENTER, KeyCombination.SHORTCUT_DOWN);

    private static final PseudoClass WRITTEN = PseudoClass.getPseudoClass("written");

    /// Narrower than this, what comes out stands below what goes in.
    private static final double THREE_COLUMNS = 1150;

    /// What is shown of a merge before it runs.
    private enum View {
        PREVIEW("Preview"),
        LAYERS("Layer by layer");

        private final String word;

        View(String word) {
            this.word = word;
        }
    }

    private final MergeViewModel model;
    private final AppContext context;
    private final Parent node;

    @FXML private HBox root;
    @FXML private VBox left;
    @FXML private VBox right;
    @FXML private Node rightScroll;
    @FXML private Card ingredientsCard;
    @FXML private Card methodCard;
    @FXML private Card checksCard;
    @FXML private Card outputCard;
    @FXML private VBox main;
    @FXML private HBox title;
    @FXML private Label said;
    @FXML private Card emptyCard;
    @FXML private EmptyState empty;
    @FXML private Button merge;
    @FXML private Label wrong;
    @FXML private VBox rightParts;

    private final IngredientsCard ingredients;
    private final MethodCard method;
    private final ChecksCard checks;
    private final OutputCard output;
    private final RecipeCard recipe;
    private final Card recipeCard = new Card();
    private final JobLine progress;
    private final DoneBar done;
    private final PreviewPane preview;
    private final LayersPane layers;
    private final RecipeEditor editor;
    private final Card editorCard = new Card();
    private final SegmentControl<View> views = new SegmentControl<>();
    private final Button anew = new Button("Start anew");
    private final Button open = new Button("Open a recipe…");
    private final Button undo = icon("merge-undo", Feather.CORNER_UP_LEFT);
    private final Button redo = icon("merge-redo", Feather.CORNER_UP_RIGHT);
    private boolean isAwaited;

    MergeController(MergeViewModel model, AppContext context) {
        this.model = model;
        this.context = context;
        this.ingredients =
                new IngredientsCard(model, context.dialogs(), context.opening(), theme());
        this.method = new MethodCard(model);
        this.checks = new ChecksCard(model);
        this.output = new OutputCard(model);
        this.recipe = new RecipeCard(model);
        this.progress = new JobLine("the merge", model::cancel);
        this.done = new DoneBar(model);
        this.preview = new PreviewPane(model, new FigureSaver(context, model::say), theme());
        this.layers = new LayersPane(model);
        this.editor = new RecipeEditor(model);
        this.node = Fxml.load(this, "merge.fxml");
        wire();
    }

    Node node() {
        return node;
    }

    private void wire() {
        ingredients.in(ingredientsCard);
        methodCard.getChildren().setAll(method);
        checksCard.getChildren().setAll(checks);
        outputCard.getChildren().setAll(output);
        anew.setId("merge-anew");
        anew.getStyleClass().add("compact");
        anew.setTooltip(new Tooltip("Removes the unfinished model, and merges from the beginning"));
        anew.setOnAction(_ -> model.startAnew());
        rightParts.getChildren().addAll(anew, progress, recipeCard);
        recipeCard.getChildren().setAll(recipe);
        editorCard.getChildren().setAll(editor);
        left.getChildren().addFirst(editorCard);
        main.getChildren().setAll(title, done, emptyCard, preview, layers);
        VBox.setVgrow(preview, Priority.ALWAYS);
        VBox.setVgrow(layers, Priority.ALWAYS);
        merge.setOnAction(_ -> model.start());
        views.setId("merge-views");
        views.setAccessibleText("What is shown of the merge");
        views.setOptions(List.of(View.values()), view -> view.word);
        views.setValue(View.PREVIEW);
        views.valueProperty().addListener((_, _, _) -> soon());
        open.setId("merge-open-recipe");
        open.getStyleClass().add("compact");
        open.setMinWidth(Region.USE_PREF_SIZE);
        open.setTooltip(
                new Tooltip("A recipe's file, as a form or as text: mergekit's are read too"));
        open.setOnAction(_ -> model.opening().choose());
        title.getChildren().add(1, views);
        title.getChildren().addAll(open, undo, redo);
        undo.setOnAction(_ -> context.undo().undo());
        redo.setOnAction(_ -> context.undo().redo());
        context.undo().onChange(_ -> Platform.runLater(this::soon));
        PlaceKeys.install(root, this::keys);
        root.widthProperty().addListener((_, _, width) -> lay(width.doubleValue()));
        List.of(
                        model.choices().askingProperty(),
                        model.opening().noteProperty(),
                        model.checkedProperty(),
                        model.runningProperty(),
                        model.doneProperty(),
                        model.failureProperty(),
                        model.inTheWayProperty(),
                        model.saidProperty(),
                        model.changedProperty(),
                        model.preview().numbersProperty(),
                        model.preview().runningProperty(),
                        model.preview().samplingProperty(),
                        model.preview().failureProperty(),
                        model.preview().outdatedProperty())
                .forEach(each -> each.addListener((_, _, _) -> soon()));
        model.recipe().properties().forEach(each -> each.addListener((_, _, _) -> soon()));
        context.theme()
                .addListener(
                        (_, _, _) -> {
                            preview.setTheme(theme());
                            ingredients.setTheme(theme());
                        });
        context.state()
                .addListener(
                        (_, before, now) -> {
                            if (!before.items().equals(now.items())
                                    || !before.ticked().equals(now.ticked())) {
                                soon();
                            }
                        });
        show();
    }

    private static Button icon(String id, Feather icon) {
        Button button = new Button(null, FontIcon.of(icon, 16));
        button.setId(id);
        button.getStyleClass().setAll("icon-button");
        button.setMinWidth(Region.USE_PREF_SIZE);
        return button;
    }

    private static void show(Button button, String word, Optional<String> what) {
        String words = what.map(one -> word + " " + one).orElse(word);
        button.setDisable(what.isEmpty());
        button.setAccessibleText(words);
        button.setTooltip(new Tooltip(words));
    }

    /// What comes out stands at the right, or below what goes in.
    private void lay(double width) {
        boolean isBelow = width < THREE_COLUMNS;
        if (isBelow != left.getChildren().contains(rightParts)) {
            if (isBelow) {
                right.getChildren().remove(rightParts);
                left.getChildren().add(rightParts);
            } else {
                left.getChildren().remove(rightParts);
                right.getChildren().add(rightParts);
            }
            Nodes.visible(rightScroll, !isBelow);
        }
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
        Asking asking = model.choices().askingProperty().get();
        MergeForm form = asking.form();
        ingredients.show();
        method.show();
        editor.show();
        Nodes.visible(ingredientsCard, !asking.isWritten());
        Nodes.visible(methodCard, !asking.isWritten());
        Nodes.visible(editorCard, asking.isWritten());
        root.pseudoClassStateChanged(WRITTEN, asking.isWritten());
        checks.show();
        output.show();
        recipe.show();
        Nodes.visible(recipeCard, recipe.isVisible());
        done.show();
        said.setText(model.saidProperty().get());
        show(undo, "Undo", context.undo().toUndo());
        show(redo, "Redo", context.undo().toRedo());
        boolean isEmpty = !asking.isWritten() && form.parts().isEmpty();
        if (!isEmpty) {
            Focus.leave(emptyCard, title);
        }
        Nodes.visible(emptyCard, isEmpty);
        boolean isLaid = views.getValue() == View.LAYERS;
        Nodes.visible(views, !isEmpty);
        Nodes.visible(preview, !isEmpty && !isLaid);
        Nodes.visible(layers, !isEmpty && isLaid);
        layers.show();
        if (isEmpty) {
            showEmpty(form);
        }
        preview.show();
        boolean isRunning = model.runningProperty().get().isPresent();
        progress.show(model.runningProperty().get());
        Nodes.visible(merge, !isRunning);
        String reason = isRunning ? "" : model.wrong();
        merge.setDisable(!reason.isEmpty());
        merge.setTooltip(reason.isEmpty() ? null : new Tooltip(reason));
        merge.setAccessibleText(reason.isEmpty() ? "Merge" : "Merge: " + reason);
        Nodes.say(wrong, model.failureProperty().get());
        Nodes.visible(anew, model.inTheWayProperty().get() && !isRunning);
        anew.setDisable(!reason.isEmpty());
    }

    private void showEmpty(MergeForm form) {
        Button start = new Button();
        start.getStyleClass().add("primary");
        start.setId("merge-begin");
        start.setMnemonicParsing(false);
        if (form.space() == Space.MODELS) {
            empty.setTitle("Mix models");
            empty.setText(
                    "Add the models that are mixed at the left. They need the same tensors in the"
                            + " same shapes; the first gives names and numbers of the result.");
            empty.setActions();
            return;
        }
        empty.setTitle("Merge vectors into one model");
        Optional<FileItem> base = model.choices().base().or(model.choices()::usualBase);
        List<FileItem> vectors = base.map(model.choices()::vectorsOf).orElse(List.of());
        if (base.isPresent() && !vectors.isEmpty()) {
            empty.setText(
                    "Several vectors of one base become one change of it, by the methods that"
                            + " people use: sums, TIES, DARE and others. The result is a model's"
                            + " folder that other tools load.");
            start.setText(
                    vectors.size() == 1
                            ? "Begin with " + vectors.getFirst().name()
                            : vectors.size() == 2
                                    ? "Merge "
                                            + vectors.getFirst().name()
                                            + " and "
                                            + vectors.getLast().name()
                                    : "Merge "
                                            + vectors.size()
                                            + " vectors of "
                                            + base.get().name());
            FileItem of = base.get();
            start.setOnAction(_ -> model.choices().begin(of));
        } else {
            empty.setText(
                    "Several vectors of one base become one change of it. The library has no"
                            + " vectors that are paired with a base yet: open some, or extract"
                            + " them from fine-tuned models.");
            start.setText("Go to the library");
            start.setOnAction(_ -> context.navigation().go(Navigation.LIBRARY));
        }
        empty.setActions(start);
    }

    private void keys(KeyEvent event) {
        if (START.match(event)) {
            model.start();
            event.consume();
        }
    }

    private FigureTheme theme() {
        return Objects.requireNonNull(context.theme().get()).isDark()
                ? FigureTheme.DARK
                : FigureTheme.LIGHT;
    }
}
