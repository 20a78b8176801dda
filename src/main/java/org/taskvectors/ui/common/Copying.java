package org.taskvectors.ui.common;

import java.io.ByteArrayInputStream;
import javafx.scene.image.Image;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;

/// Puts things on the clipboard. Call on the window's thread.
public final class Copying {
    private Copying() {}

    public static void text(String text) {
        ClipboardContent content = new ClipboardContent();
        content.putString(text);
        put(content);
    }

    /// @param png the bytes of a PNG file
    public static void picture(byte[] png) {
        ClipboardContent content = new ClipboardContent();
        content.putImage(new Image(new ByteArrayInputStream(png)));
        put(content);
    }

    private static void put(ClipboardContent content) {
        Clipboard.getSystemClipboard().setContent(content);
    }
}
