package org.taskvectors.ui.shell;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.StackPane;
import org.taskvectors.ui.guide.GuideBook;
import org.taskvectors.ui.guide.GuidePanel;
import org.taskvectors.ui.guide.GuideViewModel;

/// All that helps: the guide, and the card with a place's own help in short and the keys.
final class HelpMenu {
    private static final KeyCombination GUIDE = new KeyCodeCombination(KeyCode.F1);
    private static final KeyCombination HELP =
            new KeyCodeCombination(KeyCode.F1, KeyCombination.SHIFT_DOWN);

    private final ModalLayer modals;
    private final Supplier<Place> place;
    private final BooleanSupplier isResting;
    private final HelpCard card;
    private final Node content;

    /// Made when it is first asked for, so that no start waits for it.
    private Optional<GuideViewModel> guide = Optional.empty();

    private final StackPane layer = new StackPane();

    /// @param places in the order of the rail
    /// @param place the one that is shown
    /// @param isResting whether another card rests the window
    /// @param content what the window shows when nothing floats over it
    HelpMenu(
            ModalLayer modals,
            List<Place> places,
            Supplier<Place> place,
            BooleanSupplier isResting,
            Node content) {
        this.modals = modals;
        this.place = place;
        this.isResting = isResting;
        this.card = new HelpCard(places);
        this.content = content;
        layer.setPickOnBounds(false);
    }

    /// What the guide lies in; empty until it is asked for.
    Node layer() {
        return layer;
    }

    /// Whether the guide rests the window.
    boolean isShown() {
        return guide.filter(made -> made.shownProperty().get()).isPresent();
    }

    /// Opens the card of the place that is shown.
    void showCard() {
        Place shown = place.get();
        Button done = modals.button("Done", () -> {});
        Button more = modals.button("Open the guide", this::showGuide);
        modals.show(shown.word(), card.body(shown), done, more);
    }

    /// Opens the guide at the page of the place that is shown.
    void showGuide() {
        if (!isResting.getAsBoolean()) {
            GuideViewModel made = guide.orElseGet(this::make);
            guide = Optional.of(made);
            made.open(place.get().guide());
        }
    }

    private GuideViewModel make() {
        GuideBook book = GuideBook.ofProgram();
        GuideViewModel made = new GuideViewModel(book);
        layer.getChildren().setAll(new GuidePanel(made, book, content));
        return made;
    }

    /// Opens what a key asks for.
    ///
    /// @return whether it asked
    boolean isAskedBy(KeyEvent event) {
        if (GUIDE.match(event)) {
            showGuide();
        } else if (HELP.match(event)) {
            showCard();
        } else {
            return false;
        }
        return true;
    }

    /// What the finder offers.
    List<Command> commands() {
        return List.of(
                new Command("Guide", "F1", this::showGuide),
                new Command("Help for this place", "Shift F1", this::showCard));
    }
}
