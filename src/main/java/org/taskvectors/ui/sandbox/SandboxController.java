package org.taskvectors.ui.sandbox;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.animation.PauseTransition;
import javafx.fxml.FXML;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.inference.Side;
import org.taskvectors.ui.common.Card;
import org.taskvectors.ui.common.EmptyState;
import org.taskvectors.ui.common.FileDrops;
import org.taskvectors.ui.common.Focus;
import org.taskvectors.ui.common.Fxml;
import org.taskvectors.ui.common.PlaceKeys;
import org.taskvectors.ui.common.SegmentControl;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Navigation;

/// The scene of the place where a model answers with vectors on it.
final class SandboxController {
    private static final KeyCombination ASK =
            new KeyCodeCombination(KeyCode.ENTER, KeyCombination.SHORTCUT_DOWN);

    private static final Duration HOVER = Duration.millis(300);
    private static final double POPOVER = 500;

    /// Below this width of the place words are shorter, and a chosen token's card floats: beside
    /// the lists it would have no room.
    private static final double NARROW = 820;

    private final SandboxViewModel model;
    private final AppContext context;
    private final Parent node;

    @FXML private HBox root;
    @FXML private VBox side;
    @FXML private StackPane stack;
    @FXML private Card emptyCard;
    @FXML private EmptyState empty;
    @FXML private VBox main;
    @FXML private HBox heading;
    @FXML private VBox asking;
    @FXML private VBox working;
    @FXML private VBox prompt;
    @FXML private SegmentControl<Mark> mark;
    @FXML private HBox markLine;
    @FXML private Label markWords;
    @FXML private Label scale;
    @FXML private HBox panes;
    @FXML private HBox lower;
    @FXML private VBox matrixBox;
    @FXML private Button addPrompt;
    @FXML private MenuButton addSetting;

    private final BaseCard baseCard;
    private final VectorsCard vectorsCard;
    private final DecodingCard decodingCard;
    private final PromptCard promptCard;
    private final AnswerPane basePane;
    private final AnswerPane editedPane;
    private final LowerRow lowerRow;
    private final TokenCard popover;
    private final TokenCard floating;

    SandboxController(SandboxViewModel model, AppContext context, Optional<SandboxWork> work) {
        this.model = model;
        this.context = context;
        this.baseCard = new BaseCard(model);
        this.vectorsCard = new VectorsCard(model, context.dialogs(), theme());
        this.decodingCard = new DecodingCard(model);
        this.promptCard = new PromptCard(model);
        this.basePane = new AnswerPane(model, Side.BASE);
        this.editedPane = new AnswerPane(model, Side.EDITED);
        this.lowerRow = new LowerRow(model);
        this.popover = new TokenCard(model, false);
        this.floating = new TokenCard(model, true);
        Parent place = Fxml.load(this, "sandbox.fxml");
        this.node = OverPanels.over(place, model, context, lowerRow);
        lowerRow.passages().onChosen(this::goTo);
        wire();
        work.ifPresent(
                one ->
                        new WorkSwitch(model, one, heading, asking, working, baseCard, vectorsCard)
                                .install(side, decodingCard));
    }

    Node node() {
        return node;
    }

    void close() {
        baseCard.close();
    }

    private void wire() {
        FileDrops.take(root, paths -> model.setup().open(paths));
        side.getChildren().setAll(baseCard, vectorsCard, decodingCard);
        prompt.getChildren().setAll(promptCard);
        Stream.of(basePane, editedPane)
                .forEach(
                        pane -> {
                            pane.setPrefWidth(300);
                            HBox.setHgrow(pane, Priority.ALWAYS);
                        });
        panes.getChildren().setAll(basePane, editedPane);
        MatrixCard matrix = new MatrixCard(model);
        matrixBox.getChildren().setAll(matrix);
        matrixBox.managedProperty().bind(matrix.managedProperty());
        model.matrix().shownProperty().addListener((_, _, _) -> matrix.show());
        model.matrix().busyProperty().addListener((_, _, _) -> matrix.show());
        matrix.show();
        addPrompt.setOnAction(_ -> model.matrix().addPrompt());
        addSetting.setOnShowing(_ -> addSetting.getItems().setAll(SettingItems.of(model)));
        HBox.setHgrow(lowerRow, Priority.ALWAYS);
        lower.getChildren().setAll(lowerRow);
        for (TokenCard each : List.of(popover, floating)) {
            each.setManaged(false);
            each.setVisible(false);
            stack.getChildren().add(each);
        }
        floating.setId("token-floating");
        stack.widthProperty()
                .addListener((_, _, _) -> showCard(model.pointing().cardProperty().get()));
        wireTokens(basePane, Side.BASE);
        wireTokens(editedPane, Side.EDITED);
        model.pointing().cardProperty().addListener((_, _, now) -> showCard(now));
        markLine.widthProperty()
                .addListener(
                        (_, _, width) ->
                                markWords.setText(
                                        width.doubleValue() < NARROW
                                                ? "Mark by"
                                                : "Mark words by"));
        mark.setOptions(List.of(Mark.values()), Mark::word);
        mark.setValue(model.markProperty().get());
        mark.valueProperty()
                .addListener(
                        (_, _, now) -> {
                            if (now != null) {
                                model.markProperty().set(now);
                            }
                        });
        PlaceKeys.install(root, this::keys);
        Stream.of(lowerRow.card(), floating)
                .forEach(card -> card.addEventFilter(KeyEvent.KEY_PRESSED, this::closeByKey));

        model.setup().baseProperty().addListener((_, _, _) -> showAll());
        model.setup().vectorsProperty().addListener((_, _, _) -> showVectors());
        model.setup().decodingProperty().addListener((_, _, _) -> decodingCard.show());
        model.factsProperty().addListener((_, _, _) -> vectorsCard.showFacts());
        model.engine().stateProperty().addListener((_, _, _) -> showAll());
        model.engine().estimateProperty().addListener((_, _, _) -> baseCard.show());
        model.engine().changedProperty().addListener((_, _, _) -> baseCard.show());
        model.engine().notesProperty().addListener((_, _, _) -> baseCard.show());
        model.prompting().formsProperty().addListener((_, _, _) -> promptCard.show());
        model.prompting()
                .formProperty()
                .addListener(
                        (_, _, _) -> {
                            promptCard.show();
                            showPanes();
                        });
        Stream.of(model.prompting().fieldsProperty(), model.prompting().turnsProperty())
                .forEach(
                        each ->
                                each.addListener(
                                        (_, _, _) -> {
                                            promptCard.show();
                                            showPanes();
                                        }));
        model.prompting().seenProperty().addListener((_, _, _) -> promptCard.showSeen());
        model.exchange().busyProperty().addListener((_, _, _) -> promptCard.showBusy());
        model.exchange().baseProperty().addListener((_, _, _) -> showPanes());
        model.exchange().editedProperty().addListener((_, _, _) -> showPanes());
        model.markProperty()
                .addListener(
                        (_, _, now) -> {
                            mark.setValue(now);
                            showMarks();
                        });
        context.theme().addListener((_, _, _) -> vectorsCard.setTheme(theme()));
        context.state()
                .addListener(
                        (_, before, now) -> {
                            boolean isOther =
                                    !before.items().equals(now.items())
                                            || !before.ticked().equals(now.ticked());
                            if (isOther) {
                                showAll();
                            }
                        });
        showAll();
    }

    private void goTo(ShownPassage passage) {
        AnswerPane pane = passage.side() == Side.BASE ? basePane : editedPane;
        pane.goTo(passage.from(), passage.to());
    }

    private void wireTokens(AnswerPane pane, Side side) {
        Pointing pointing = model.pointing();
        PauseTransition soon = new PauseTransition(HOVER);
        pane.flow()
                .onToken(
                        token -> {
                            soon.setOnFinished(_ -> pointing.hover(side, token));
                            if (pointing.pointedProperty().get().isPresent()) {
                                pointing.hover(side, token);
                            } else {
                                soon.playFromStart();
                            }
                        },
                        token -> {
                            soon.stop();
                            pointing.pin(side, token);
                        },
                        () -> {
                            soon.stop();
                            pointing.leave();
                        });
    }

    /// Frames the token that is looked at; its card floats below it, or stays in the lower row.
    private void showCard(Optional<Pointing.Card> now) {
        for (AnswerPane pane : List.of(basePane, editedPane)) {
            Side own = pane.equals(basePane) ? Side.BASE : Side.EDITED;
            pane.flow()
                    .open(
                            now.filter(card -> card.pointed().side() == own)
                                    .map(card -> card.pointed().token())
                                    .orElse(-1));
        }
        Optional<Pointing.Card> hovered = now.filter(card -> !card.pointed().isPinned());
        Optional<Pointing.Card> chosen = now.filter(card -> card.pointed().isPinned());
        boolean isNarrow = stack.getWidth() < NARROW;
        showFloating(popover, hovered);
        showFloating(floating, chosen.filter(_ -> isNarrow));
        lowerRow.show(chosen.filter(_ -> !isNarrow));
    }

    private void showFloating(TokenCard card, Optional<Pointing.Card> now) {
        card.setVisible(now.isPresent());
        if (now.isPresent()) {
            card.show(now.get());
            AnswerPane pane = now.get().pointed().side() == Side.BASE ? basePane : editedPane;
            place(card, pane.flow().node(now.get().pointed().token()));
        }
    }

    /// Puts the floating card below a token, or above it where there is no room below.
    private void place(TokenCard card, Node token) {
        Bounds at = stack.sceneToLocal(token.localToScene(token.getBoundsInLocal()));
        double width = Math.min(POPOVER, stack.getWidth());
        double height = card.prefHeight(width);
        double x = Math.clamp(at.getMinX() - 24, 0, Math.max(0, stack.getWidth() - width));
        double below = at.getMaxY() + 6;
        double y =
                below + height <= stack.getHeight()
                        ? below
                        : Math.max(0, at.getMinY() - 6 - height);
        card.resizeRelocate(x, y, width, height);
    }

    /// Esc closes a token's card from within its lists too, which would keep the key.
    private void closeByKey(KeyEvent event) {
        if (event.getCode() == KeyCode.ESCAPE) {
            keys(event);
        }
    }

    private void showAll() {
        baseCard.show();
        decodingCard.show();
        promptCard.show();
        showVectors();
        boolean isNothing = model.setup().baseProperty().get().isEmpty();
        visible(emptyCard, isNothing);
        visible(main, !isNothing);
        if (isNothing) {
            showEmpty();
        }
    }

    private void showEmpty() {
        empty.setTitle("What does the vector do to the model's answers?");
        boolean hasModels = !model.setup().models().isEmpty();
        empty.setText(
                "Choose a base model, lay task vectors on it, and let both answer the same prompt"
                        + " side by side while you turn λ."
                        + (hasModels ? "" : " The library has no model yet."));
        Button start = new Button(hasModels ? "Choose " + first() : "Go to the library");
        start.getStyleClass().add("primary");
        start.setMnemonicParsing(false);
        start.setOnAction(
                _ -> {
                    if (hasModels) {
                        model.setup().chooseBase(model.setup().models().getFirst());
                    } else {
                        context.navigation().go(Navigation.LIBRARY);
                    }
                });
        empty.setActions(start);
    }

    private String first() {
        return model.setup().models().getFirst().name();
    }

    private void showVectors() {
        vectorsCard.show();
        showPanes();
    }

    private void showPanes() {
        basePane.show();
        editedPane.show();
        showMarks();
    }

    /// Tints both texts on one scale.
    private void showMarks() {
        Mark by = model.markProperty().get();
        double largest =
                by == Mark.PROBABILITY
                        ? 1
                        : Stream.of(Side.values())
                                .map(each -> model.exchange().of(each).get().branch())
                                .flatMap(Optional::stream)
                                .flatMap(branch -> by.values(branch, Optional.empty()).stream())
                                .filter(value -> !value.isNaN())
                                .mapToDouble(Double::doubleValue)
                                .max()
                                .orElse(0);
        basePane.mark(by, largest);
        editedPane.mark(by, largest);
        scale.setText(
                switch (by) {
                    case DIFFERENCE -> "";
                    case PROBABILITY -> "pale 0 – strong 1";
                    case ENTROPY, KL ->
                            "pale 0 – strong " + Digits.significant(3).format(largest) + " nats";
                });
    }

    private void keys(KeyEvent event) {
        boolean isCardOpen = model.pointing().pointedProperty().get().isPresent();
        if (ASK.match(event) && main.isVisible() && asking.isVisible()) {
            model.exchange().ask();
            event.consume();
        } else if (event.getCode() == KeyCode.ESCAPE && isCardOpen) {
            Focus.leave(lowerRow.card(), editedPane.flow());
            Focus.leave(floating, editedPane.flow());
            model.pointing().close();
            event.consume();
        }
    }

    private FigureTheme theme() {
        return Objects.requireNonNull(context.theme().get()).isDark()
                ? FigureTheme.DARK
                : FigureTheme.LIGHT;
    }

    private static void visible(Node each, boolean visible) {
        each.setVisible(visible);
        each.setManaged(visible);
    }
}
