package org.taskvectors.ui.figures;

import java.util.Optional;
import javafx.event.EventHandler;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import org.jspecify.annotations.Nullable;
import org.taskvectors.ui.common.Ancestry;

/// Ctrl+S saves the figure whose card has the focus; where none has it, the first that the window
/// shows.
final class FigureKeys {
    private static final KeyCombination SAVE =
            new KeyCodeCombination(KeyCode.S, KeyCombination.SHORTCUT_DOWN);

    private final FigureFrame frame;
    private final EventHandler<KeyEvent> elsewhere = this::elsewhere;

    FigureKeys(FigureFrame frame) {
        this.frame = frame;
    }

    void watch() {
        frame.addEventHandler(KeyEvent.KEY_PRESSED, this::here);
        frame.sceneProperty().addListener((_, before, now) -> move(before, now));
    }

    private void move(@Nullable Scene before, @Nullable Scene now) {
        if (before != null) {
            before.removeEventHandler(KeyEvent.KEY_PRESSED, elsewhere);
        }
        if (now != null) {
            now.addEventHandler(KeyEvent.KEY_PRESSED, elsewhere);
        }
    }

    private void here(KeyEvent event) {
        if (SAVE.match(event) && frame.hasFigure()) {
            event.consume();
            frame.saveAgain();
        }
    }

    private void elsewhere(KeyEvent event) {
        if (SAVE.match(event) && !event.isConsumed() && isFirst()) {
            event.consume();
            frame.saveAgain();
        }
    }

    private boolean isFirst() {
        Optional<FigureFrame> first =
                frame.getScene().getRoot().lookupAll(".figure-card").stream()
                        .filter(FigureFrame.class::isInstance)
                        .map(FigureFrame.class::cast)
                        .filter(
                                one ->
                                        one.hasFigure()
                                                && !one.isDisabled()
                                                && Ancestry.isShown(one))
                        .findFirst();
        return first.filter(frame::equals).isPresent();
    }
}
