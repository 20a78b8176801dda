package org.taskvectors.ui.compare;

import java.util.Optional;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.figure.PositionFigure;
import org.taskvectors.ui.figures.FigureFrame;
import org.taskvectors.ui.figures.FigureSaver;

/// The card of one figure of a comparison, with the choice of its pair.
final class FigureCard extends FigureFrame {
    private final CompareViewModel model;
    private final MenuButton pairs = new MenuButton();
    private @Nullable FigurePanel panel;
    private Optional<Group> last = Optional.empty();

    FigureCard(CompareViewModel model, FigureSaver saver, FigureTheme theme) {
        super(saver, theme);
        this.model = model;
        pairs.getStyleClass().add("link");
        pairs.setMnemonicParsing(false);
        pairs.setMinWidth(USE_PREF_SIZE);
        pairs.setAccessibleText("Which two vectors");
        view().setOnChosen(
                        spot ->
                                Optional.ofNullable(panel)
                                        .flatMap(p -> p.at(spot))
                                        .ifPresent(this::mark));
        view().addEventHandler(MouseEvent.MOUSE_CLICKED, this::clicked);
    }

    /// Shows a panel, with what was chosen marked.
    ///
    /// @param isNarrow whether the heading has little room
    void show(FigurePanel shown, Optional<Group> chosen, boolean isNarrow) {
        panel = shown;
        PositionFigure figure = shown.marked(chosen);
        setId("figure-" + shown.id());
        pairs.setText(String.join(" · ", figure.about().vectors()));
        pairs.getItems()
                .setAll(shown.pairs().stream().map(pair -> (MenuItem) choice(pair)).toList());
        if (shown.pairs().isEmpty()) {
            setControls();
        } else {
            setControls(pairs);
        }
        show(Headings.of(shown.id(), figure, isNarrow), figure);
    }

    private void mark(Group group) {
        model.mark(Optional.of(group));
    }

    private void clicked(MouseEvent event) {
        Optional<Group> chosen = model.chosenProperty().get();
        if (event.getButton() == MouseButton.PRIMARY
                && event.getClickCount() == 2
                && event.isStillSincePress()) {
            // The second click of two took the mark away again.
            last.or(() -> chosen).filter(group -> group.tensor().isEmpty()).ifPresent(model::drill);
        }
        last = chosen;
    }

    private RadioMenuItem choice(Pair pair) {
        RadioMenuItem item = new RadioMenuItem(model.pairName(pair));
        item.setMnemonicParsing(false);
        item.setSelected(pair.equals(model.pair()));
        item.setOnAction(_ -> model.choosePair(pair));
        return item;
    }
}
