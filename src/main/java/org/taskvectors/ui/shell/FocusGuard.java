package org.taskvectors.ui.shell;

import javafx.event.EventDispatcher;
import javafx.scene.Node;
import javafx.scene.Scene;
import org.jspecify.annotations.Nullable;
import org.taskvectors.ui.common.Ancestry;

/// Keeps the keyboard where the person is. When what has the focus goes away, JavaFX gives it to
/// the first control of the window, which lies in the header: the next key would be typed into the
/// finder. The guard gives it on to where a key does no harm.
public final class FocusGuard {
    /// The style class of what must not get the focus by itself.
    private static final String HEADER = "shell-header";

    private final Runnable instead;
    private int underWay;

    private FocusGuard(Runnable instead) {
        this.instead = instead;
    }

    /// Guards a window's scene, whatever root it will have.
    ///
    /// @param instead gives the focus to something else
    public static void install(Scene scene, Runnable instead) {
        FocusGuard guard = new FocusGuard(instead);
        EventDispatcher own = scene.getEventDispatcher();
        // What a key or a click does happens while its event is dispatched, what JavaFX does by
        // itself between two events.
        scene.setEventDispatcher(
                (event, tail) -> {
                    guard.underWay++;
                    try {
                        return own.dispatchEvent(event, tail);
                    } finally {
                        guard.underWay--;
                    }
                });
        scene.focusOwnerProperty().addListener((_, before, now) -> guard.moved(before, now));
    }

    private void moved(@Nullable Node before, @Nullable Node now) {
        if (underWay == 0 && isInHeader(now) && isGone(before)) {
            instead.run();
        }
    }

    private static boolean isGone(@Nullable Node node) {
        return node == null
                || node.getScene() == null
                || node.isDisabled()
                || !Ancestry.isShown(node);
    }

    private static boolean isInHeader(@Nullable Node node) {
        return Ancestry.of(node).anyMatch(at -> at.getStyleClass().contains(HEADER));
    }
}
