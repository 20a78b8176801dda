package org.taskvectors.ui.common;

import javafx.event.EventHandler;
import javafx.scene.Node;
import javafx.scene.input.KeyEvent;

/// Keys that belong to a place: they work wherever in the window the focus is, as long as the place
/// is the one that is shown.
public final class PlaceKeys {
    private PlaceKeys() {}

    /// Has `handler` hear the window's keys while `root` is in it. What a control in the focus uses
    /// itself does not come here.
    public static void install(Node root, EventHandler<KeyEvent> handler) {
        root.sceneProperty()
                .addListener(
                        (_, before, now) -> {
                            if (before != null) {
                                before.removeEventHandler(KeyEvent.KEY_PRESSED, handler);
                            }
                            if (now != null) {
                                now.addEventHandler(KeyEvent.KEY_PRESSED, handler);
                            }
                        });
    }
}
