package org.taskvectors.ui.common;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.io.InputStream;
import java.net.URL;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javafx.application.Application;
import javafx.application.ConditionalFeature;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.text.Font;

/// Puts a theme on a scene.
public final class Stylesheets {
    private static final List<String> FONTS =
            List.of(
                    "Roboto-Regular.ttf",
                    "Roboto-Medium.ttf",
                    "RobotoMono-Regular.ttf",
                    "RobotoMono-Medium.ttf");

    /// How many colours a theme has for vectors: `-tv-vector-1` and on.
    public static final int VECTOR_COLOURS = 8;

    private Stylesheets() {}

    /// Loads the faces that the theme names. Call once, before the first scene.
    public static void loadFonts() {
        for (String font : FONTS) {
            try (InputStream stream =
                    Stylesheets.class.getResourceAsStream("/assets/fonts/" + font)) {
                if (stream != null) {
                    Font.loadFont(stream, 13);
                }
            } catch (java.io.IOException e) {
                throw new IllegalStateException("the font " + font + " cannot be read", e);
            }
        }
    }

    /// Dresses `scene` in `theme`. The controls' own style sheet is the whole program's.
    public static void apply(Scene scene, Theme theme) {
        Application.setUserAgentStylesheet(
                (theme.isDark() ? new PrimerDark() : new PrimerLight()).getUserAgentStylesheet());
        Stream<String> sheets =
                Stream.of(
                        theme.isDark() ? "dark.css" : "light.css",
                        "theme.css",
                        "controlsfx.css",
                        "/org/taskvectors/ui/shell/shell.css",
                        "/org/taskvectors/ui/library/library.css");
        // Without a compositor what floats in a window of its own has no see-through corners.
        Stream<String> floats =
                Platform.isSupported(ConditionalFeature.TRANSPARENT_WINDOW)
                        ? Stream.of()
                        : Stream.of("opaque.css");
        scene.getStylesheets()
                .setAll(Stream.concat(sheets, floats).map(Stylesheets::resource).toList());
    }

    private static String resource(String name) {
        URL url = Objects.requireNonNull(Stylesheets.class.getResource(name), name);
        return url.toExternalForm();
    }
}
