package org.taskvectors.ui.common;

import javafx.scene.Node;

/// Keeps the keyboard in the place where it is when what has the focus goes away.
public final class Focus {
    private Focus() {}

    /// Gives the focus to `next` if it is in `going`, which will be hidden or removed: left alone,
    /// it would go to the first control of the window.
    public static void leave(Node going, Node next) {
        Node owner = going.getScene() == null ? null : going.getScene().getFocusOwner();
        if (Ancestry.isWithin(owner, going)) {
            next.requestFocus();
        }
    }
}
