package org.taskvectors.ui.shell;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
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
    private final GuideViewModel guide;
    private final GuidePanel panel;

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
        GuideBook book = GuideBook.ofProgram();
        this.guide = new GuideViewModel(book);
        this.panel = new GuidePanel(guide, book, content);
    }

    /// The guide, which is hidden until it is asked for.
    Node panel() {
        return panel;
    }

    /// Whether the guide rests the window.
    boolean isShown() {
        return guide.shownProperty().get();
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
            guide.open(place.get().guide());
        }
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
