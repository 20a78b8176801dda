package org.taskvectors.ui.compare;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.figure.Emphasis;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.figure.LineFigure;
import org.taskvectors.figure.MiddleShort;
import org.taskvectors.figure.PositionFigure;
import org.taskvectors.figure.Spot;
import org.taskvectors.ui.common.EmptyState;
import org.taskvectors.ui.common.SegmentControl;
import org.taskvectors.ui.figures.FigureFrame;
import org.taskvectors.ui.figures.FigureSaver;

/// The card of one figure of a comparison, with the choice of its base where there are several.
final class FigureCard extends FigureFrame {
    private static final int LETTERS = 16;

    private final CompareViewModel model;
    private final SegmentControl<Block> segments = new SegmentControl<>();
    private final MenuButton menu = new MenuButton();
    private final EmptyState empty = new EmptyState();
    private @Nullable FigurePanel panel;
    private Optional<Group> last = Optional.empty();
    private boolean isAdding;
    private boolean isShowing;

    /// @param pointed takes the pair under the pointer, and empty where the pointer leaves it
    FigureCard(
            CompareViewModel model,
            FigureSaver saver,
            FigureTheme theme,
            Consumer<Optional<Pair>> pointed) {
        super(saver, theme);
        this.model = model;
        menu.getStyleClass().add("link");
        menu.setMnemonicParsing(false);
        menu.setMinWidth(USE_PREF_SIZE);
        menu.setAccessibleText("Vectors of which base");
        segments.setAccessibleText("Vectors of which base");
        segments.valueProperty()
                .addListener(
                        (_, _, block) -> {
                            if (!isShowing && block != null) {
                                model.pairs().show(block);
                            }
                        });
        empty.managedProperty().bind(empty.visibleProperty());
        empty.setVisible(false);
        VBox.setVgrow(empty, Priority.ALWAYS);
        getChildren().add(empty);
        view().managedProperty().bind(view().visibleProperty());
        // A figure says where it was clicked, not with which keys.
        view().addEventFilter(MouseEvent.MOUSE_CLICKED, event -> isAdding = event.isShortcutDown());
        view().addEventFilter(KeyEvent.KEY_PRESSED, event -> isAdding = event.isShortcutDown());
        view().setOnChosen(this::chose);
        view().setOnHovered(
                        spot ->
                                pointed.accept(
                                        spot.flatMap(
                                                at ->
                                                        Optional.ofNullable(panel)
                                                                .flatMap(p -> p.pairUnder(at)))));
        view().addEventHandler(MouseEvent.MOUSE_CLICKED, this::clicked);
    }

    /// Shows a panel, with what was chosen marked.
    ///
    /// @param isNarrow whether the heading has little room
    void show(FigurePanel shown, Answer answer, Optional<Group> chosen, boolean isNarrow) {
        panel = shown;
        PositionFigure figure = shown.marked(chosen);
        setId("figure-" + shown.id());
        showBases(shown, answer, isNarrow);
        empty.setVisible(shown.nothing().isPresent());
        view().setVisible(shown.nothing().isEmpty());
        String heading = Headings.of(shown.id(), figure, isNarrow, answer.names().size() > 2);
        shown.nothing()
                .ifPresentOrElse(
                        words -> {
                            empty.setTitle(words.title());
                            empty.setText(words.text());
                            showNone(heading);
                        },
                        () -> show(heading, figure));
    }

    /// Inks the line of the pair under the pointer, where this is a figure of many pairs.
    void point(Optional<Pair> pair) {
        FigurePanel shown = panel;
        if (shown != null
                && view().getFigure() instanceof LineFigure lines
                && lines.emphasis().isPresent()) {
            Emphasis now =
                    new Emphasis(
                            lines.emphasis().get().chosen(),
                            pair.map(shown.pairs()::indexOf).filter(index -> index >= 0));
            if (!lines.emphasis().get().equals(now)) {
                view().setFigure(lines.withEmphasis(now));
            }
        }
    }

    private void showBases(FigurePanel shown, Answer answer, boolean isNarrow) {
        List<Block> blocks = answer.blocks();
        boolean isChoice =
                shown.id().equals(PanelMaker.BY_GROUP)
                        && blocks.size() > 1
                        && answer.shown().size() < answer.names().size();
        if (!isChoice) {
            setControls();
            return;
        }
        Block now =
                blocks.stream()
                        .filter(block -> block.vectors().equals(answer.shown()))
                        .findFirst()
                        .orElse(blocks.getFirst());
        boolean ofPairs = answer.panels().stream().anyMatch(p -> p.id().equals(MatrixPanel.ID));
        isShowing = true;
        if (isNarrow || blocks.size() > 2) {
            menu.setText(label(now, ofPairs));
            menu.getItems()
                    .setAll(blocks.stream().map(b -> choice(b, b.equals(now), ofPairs)).toList());
            setControls(new Node[] {menu});
        } else {
            segments.setOptions(blocks, block -> label(block, ofPairs));
            segments.setValue(now);
            setControls(new Node[] {segments});
        }
        isShowing = false;
    }

    private RadioMenuItem choice(Block block, boolean isShown, boolean ofPairs) {
        RadioMenuItem item = new RadioMenuItem(label(block, ofPairs));
        item.setMnemonicParsing(false);
        item.setSelected(isShown);
        item.setOnAction(_ -> model.pairs().show(block));
        return item;
    }

    /// `Llama-3.2-1B: 15 pairs`
    private static String label(Block block, boolean ofPairs) {
        return MiddleShort.of(block.name(), String::length, LETTERS)
                + ": "
                + (ofPairs
                        ? Amounts.counted(block.pairs().size(), "pair")
                        : Amounts.counted(block.vectors().size(), "vector"));
    }

    private void chose(Spot spot) {
        FigurePanel shown = panel;
        if (shown == null) {
            return;
        }
        shown.pairAt(spot)
                .ifPresentOrElse(
                        pair -> {
                            if (isAdding) {
                                model.pairs().toggle(pair);
                            } else {
                                model.pairs().choose(pair);
                            }
                        },
                        () -> shown.at(spot).ifPresent(group -> model.mark(Optional.of(group))));
    }

    private void clicked(MouseEvent event) {
        if (panel != null && !panel.order().isEmpty()) {
            return; // A pair has no tensors to go down to.
        }
        Optional<Group> chosen = model.chosenProperty().get();
        if (event.getButton() == MouseButton.PRIMARY
                && event.getClickCount() == 2
                && event.isStillSincePress()) {
            // The second click of two took the mark away again.
            last.or(() -> chosen).filter(group -> group.tensor().isEmpty()).ifPresent(model::drill);
        }
        last = chosen;
    }
}
