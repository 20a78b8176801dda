package org.taskvectors.ui.common;

import java.io.IOException;
import java.net.URL;
import java.util.Objects;
import javafx.fxml.FXMLLoader;
import javafx.scene.Parent;

/// Loads the FXML of a place for a controller that was made with what it needs.
public final class Fxml {
    private Fxml() {}

    /// The root of `file`, which lies beside the class of `controller`, with its `@FXML` fields
    /// set.
    public static Parent load(Object controller, String file) {
        Class<?> owner = controller.getClass();
        URL url = Objects.requireNonNull(owner.getResource(file), file);
        FXMLLoader loader = new FXMLLoader(url);
        loader.setController(controller);
        try {
            return loader.load();
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be loaded", e);
        }
    }
}
